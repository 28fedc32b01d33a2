"""Weights w1, b1, w2 … that another program wrote open too; what their shapes do not say is asked for."""

import numpy as np
import pytest

from nnstudio.engine.activations import Tanh
from nnstudio.engine.predictor import Predictor
from nnstudio.runs.formats.open_model import open_model
from nnstudio.runs.models.foreign import ForeignModel
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.errors import SettingError

RNG = np.random.default_rng(2)
W1, B1, W2, B2 = RNG.normal(size=(16, 5)), RNG.normal(size=5), RNG.normal(size=(5, 3)), RNG.normal(size=3)
TANH = ForeignModel(Tanh(), "unit")
X = RNG.random(16)


def softmaxed(z):
    return np.exp(z) / np.exp(z).sum()


EXPECTED = softmaxed(np.tanh(X @ W1 + B1) @ W2 + B2)


def opened(tmp_path, hints=TANH, **arrays):
    np.savez(tmp_path / "theirs.npz", **arrays)
    return open_model(tmp_path / "theirs.npz", hints=hints)


def probabilities(model, x=X):
    return Predictor(model.network, model.parameters).probabilities(x.astype(np.float32))


@pytest.mark.parametrize(
    "arrays",
    [
        {"w1": W1, "b1": B1, "w2": W2, "b2": B2},
        {"w1": W1.T, "b1": B1, "w2": W2.T, "b2": B2},
        {"W1": W1, "B1": B1[None], "W2": W2, "B2": B2[:, None]},
        {"w_0": W1.astype(np.float32), "b_0": B1, "w_1": W2, "b_1": B2, "epochs": np.array(3)},
    ],
)
def test_the_shapes_give_the_layers_in_either_orientation(tmp_path, arrays):
    model = opened(tmp_path, **arrays)
    assert model.is_foreign
    assert (model.network.input_shape, model.network.classes, model.class_names) == ((4, 4), 3, ("0", "1", "2"))
    np.testing.assert_allclose(probabilities(model), EXPECTED, atol=1e-5)


def test_layers_may_lack_biases(tmp_path):
    model = opened(tmp_path, w1=W1, w2=W2, b2=B2)
    np.testing.assert_allclose(probabilities(model), softmaxed(np.tanh(X @ W1) @ W2 + B2), atol=1e-5)


def test_inputs_are_scaled_as_they_were(tmp_path):
    raw = opened(tmp_path, ForeignModel(Tanh(), "raw"), w1=W1 / 255, b1=B1, w2=W2, b2=B2)
    np.testing.assert_allclose(probabilities(raw), EXPECTED, atol=1e-5)
    standardized = opened(tmp_path, ForeignModel(Tanh(), (0.2, 0.5)), w1=W1, b1=B1, w2=W2, b2=B2)
    expected = softmaxed(np.tanh((X - 0.2) / 0.5 @ W1 + B1) @ W2 + B2)
    np.testing.assert_allclose(probabilities(standardized), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("hints", "missing"),
    [
        (ForeignModel(inputs="unit"), "--activation: found nothing"),
        (ForeignModel(Tanh()), "--inputs: found nothing"),
        (ForeignModel(Tanh(), "unit", input_shape=(3, 5)), "--input-shape: found 3x5; allowed: HEIGHTxWIDTH with 16"),
    ],
)
def test_what_the_shapes_do_not_say_is_asked_for(tmp_path, hints, missing):
    with pytest.raises(SettingError, match=missing):
        opened(tmp_path, hints, w1=W1, b1=B1, w2=W2, b2=B2)


def test_square_weights_ask_for_their_orientation(tmp_path):
    square = RNG.normal(size=(4, 4))
    with pytest.raises(SettingError, match="--orientation"):
        opened(tmp_path, w1=square, w2=square)
    model = opened(tmp_path, ForeignModel(Tanh(), "unit", is_transposed=True), w1=square, w2=square)
    expected = softmaxed(np.tanh(X[:4] @ square.T) @ square.T)
    np.testing.assert_allclose(probabilities(model, X[:4]), expected, atol=1e-5)


def test_one_matrix_is_softmax_regression(tmp_path):
    model = opened(tmp_path, ForeignModel(inputs="unit"), w1=W1.T, b1=B1)
    np.testing.assert_allclose(probabilities(model), softmaxed(X @ W1 + B1), atol=1e-5)


@pytest.mark.parametrize(
    ("arrays", "found"),
    [
        ({"w1": W1, "w2": W1}, "weights of the shapes 16 × 5, 16 × 5"),
        ({"w1": W1, "w3": W2}, "the arrays w1, w3"),
        ({"w1": W1, "W1": W2}, "w1 and W1"),
        ({"w1": W1, "b1": B2}, r"b1 of shape \(3,\)"),
        ({"w1": W1, "b2": B2}, "biases of a layer without weights"),
        ({"w1": W1[None]}, r"w1 of shape \(1, 16, 5\)"),
        ({"w1": np.full((16, 5), "x")}, "w1 is <U1"),
    ],
)
def test_arrays_that_do_not_fit_together_are_named(tmp_path, arrays, found):
    with pytest.raises(SavedRunError, match=found):
        opened(tmp_path, **arrays)


def test_more_units_than_are_allowed_are_refused(tmp_path):
    with pytest.raises(SettingError, match="units"):
        opened(tmp_path, w1=np.zeros((9, 5000), np.float32), w2=np.zeros((5000, 2), np.float32))
