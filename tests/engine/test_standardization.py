import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.predictor import Predictor
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.workspace import PredictionWorkspace


def samples(count=1234, value=None):
    rng = np.random.default_rng(3)
    pictures = rng.integers(0, 200, (count, 6), np.uint8) if value is None else np.full((count, 6), value, np.uint8)
    return PictureSamples(pictures, rng.integers(0, 3, count).astype(np.uint8))


def training(inputs, data):
    network = Network(NetworkSettings(inputs=inputs, layers=(Dense(5),)), (6,), 3)
    return Training(network, TrainingSettings(epochs=1), data, samples(50), RandomStreams.from_seed(0))


def measured(one):
    views = one.network.layout.views(one.parameters)[0]
    return float(views["input_mean"][0]), float(views["input_deviation"][0])


def test_mean_and_deviation_are_measured_over_the_training_set_alone():
    data = samples()
    inputs = data.pictures / 255
    assert measured(training("standardized", data)) == pytest.approx((inputs.mean(), inputs.std()), rel=1e-5)


def test_constant_inputs_stay_finite():
    one = training("standardized", samples(value=7))
    assert measured(one) == pytest.approx((7 / 255, 1.0), rel=1e-5)


def test_a_network_predicts_as_if_its_inputs_had_been_standardised_beforehand():
    prepared, plain = training("standardized", samples()), training("unit", samples())
    plain.parameters[:] = prepared.parameters[: len(plain.parameters)]
    mean, deviation = measured(prepared)
    inputs = np.linspace(0, 1, 6, dtype=np.float32)
    np.testing.assert_allclose(
        Predictor(prepared.network, prepared.parameters).probabilities(inputs),
        Predictor(plain.network, plain.parameters).probabilities((inputs - mean) / deviation),
        rtol=1e-4,
    )


def test_predicting_twice_gives_the_same_result():
    one = training("standardized", samples())
    workspace = PredictionWorkspace(one.network, one.parameters, batch_size=2)
    workspace.inputs[...] = 0.5
    first = workspace.logits().copy()
    np.testing.assert_array_equal(workspace.logits(), first)


def test_training_learns_and_leaves_the_measured_numbers_alone():
    one = training("standardized", samples())
    before, weights = measured(one), one.parameters[: one.network.layout.weight_count].copy()
    for _ in one.events():
        pass
    assert measured(one) == before
    assert not np.array_equal(one.parameters[: len(weights)], weights)


def test_the_input_gradient_is_with_respect_to_the_unscaled_inputs():
    one = training("standardized", samples())
    workspace = PredictionWorkspace(one.network, one.parameters.astype(np.float64), batch_size=1)
    direction = np.array([[1.0, -0.5, 0.25]])
    inputs = np.linspace(0.1, 0.9, 6)

    def score(values):
        workspace.inputs[0] = values
        return float((workspace.logits() * direction).sum())

    step = 1e-6 * np.eye(6)
    expected = [(score(inputs + each) - score(inputs - each)) / 2e-6 for each in step]
    workspace.inputs[0] = inputs
    pairs = workspace.trace(direction)
    np.testing.assert_allclose(pairs[0][1][0], expected, rtol=1e-6)
    assert [values.shape[1] for values, _ in pairs] == [6, 6, 5]
