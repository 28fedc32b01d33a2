"""Prediction: one sample at a time, whole sets in chunks, and numbers that overflow."""

import numpy as np
import pytest

from nnstudio.engine.activations import Linear, Tanh
from nnstudio.engine.confusion import Confusion, confuse
from nnstudio.engine.evaluation import CHUNK, evaluate, metrics
from nnstudio.engine.events import EvaluationAdvanced, Metrics
from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.losses import CrossEntropy, MeanSquaredError
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.steps import finish
from tests.engine.test_training import samples

LAYERS = (Dense(7, Tanh()), Dropout(0.5), Dense(5, Tanh()))


def network(layers=LAYERS, inputs="unit"):
    return Network(NetworkSettings(layers, inputs=inputs), (4,), 4)


def parameters(of, dtype=np.float32, seed=0):
    drawn = of.initial_parameters(np.random.default_rng(seed), np.dtype(dtype))
    drawn[: of.layout.learned_count] += np.random.default_rng(seed + 1).normal(0, 0.2, of.layout.learned_count)
    return drawn


def by_hand(vector, of, inputs):
    """Return the hidden activations and the logits of two tanh layers and a linear one."""
    first, _, second, last = of.layout.views(vector)
    hidden = np.tanh(np.tanh(inputs @ first["weights"] + first["biases"]) @ second["weights"] + second["biases"])
    return hidden, hidden @ last["weights"] + last["biases"]


def run_out(steps):
    """Return what a generator yields, and what it returns."""
    reported = []
    result = finish(steps, reported.append)
    return reported, result


def test_a_predictor_agrees_with_the_formulas():
    one = network()
    vector, picture = parameters(one), np.array([0.1, 0.9, 0.4, 0.0], np.float32)
    hidden, logits = by_hand(vector, one, picture)
    predictor = Predictor(one, vector)
    assert predictor.network is one
    np.testing.assert_allclose(predictor.hidden(picture), hidden, rtol=1e-5)
    np.testing.assert_allclose(predictor.probabilities(picture), softmax(logits[None])[0], rtol=1e-5)
    assert predictor.probabilities(picture).shape == (4,)


def test_a_predictor_has_its_own_parameters():
    one = network()
    vector, picture = parameters(one), np.full(4, 0.5, np.float32)
    given = vector.copy()
    predictor = Predictor(one, vector)
    before = predictor.probabilities(picture)
    vector[:] = 0
    np.testing.assert_array_equal(predictor.probabilities(picture), before)
    predictor.update(parameters(one, seed=5))
    np.testing.assert_array_equal(vector, np.zeros_like(given))
    newer = parameters(one, seed=7)
    predictor.update(newer)
    kept = predictor.probabilities(picture)
    newer[:] = 0
    np.testing.assert_array_equal(predictor.probabilities(picture), kept)
    assert (kept != before).any()


def test_a_prediction_does_not_change_when_the_next_sample_is_predicted():
    one = network()
    predictor = Predictor(one, parameters(one))
    first, second = np.eye(4, dtype=np.float32)[:2]
    hidden, probabilities = predictor.hidden(first), predictor.probabilities(first)
    kept = hidden.copy(), probabilities.copy()
    predictor.hidden(second)
    predictor.probabilities(second)
    np.testing.assert_array_equal(hidden, kept[0])
    np.testing.assert_array_equal(probabilities, kept[1])


def test_without_hidden_layers_the_last_layer_gets_the_inputs_themselves():
    one = network(())
    picture = np.array([0.1, 0.9, 0.4, 0.0], np.float32)
    np.testing.assert_array_equal(Predictor(one, parameters(one)).hidden(picture), picture)


@pytest.mark.parametrize("count", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_hidden_activations_of_a_whole_set_are_those_of_each_sample(count, dtype):
    one, evaluated = network(), samples(count)
    vector = parameters(one, dtype)
    hidden, _ = by_hand(vector, one, evaluated.pictures / 255)
    found = hidden_activations(one, vector, evaluated)
    assert found.dtype == dtype
    assert found.shape == (count, 5)
    np.testing.assert_allclose(found, hidden, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("count", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 3])
@pytest.mark.parametrize("loss", [CrossEntropy(), MeanSquaredError()])
def test_an_evaluation_is_the_mean_over_all_samples_however_they_are_chunked(count, loss):
    one, evaluated = network(), samples(count)
    vector = parameters(one, np.float64)
    _, logits = by_hand(vector, one, evaluated.pictures / 255)
    right = float((logits.argmax(axis=1) == evaluated.labels).mean())
    whole = loss.bind(logits.shape, logits.dtype).forward(logits, evaluated.labels.astype(np.int64))
    reported, result = run_out(evaluate(one, vector, loss, evaluated))
    assert result == Metrics(pytest.approx(whole), pytest.approx(right), count)
    assert metrics(one, vector, loss, evaluated) == result
    portions = [*range(CHUNK, count, CHUNK), count]
    assert reported == [EvaluationAdvanced(done, count) for done in portions]


@pytest.mark.parametrize("count", [1, CHUNK, CHUNK + 1])
def test_a_confusion_counts_each_sample_once_however_they_are_chunked(count):
    one, evaluated = network(), samples(count)
    vector = parameters(one, np.float64)
    _, logits = by_hand(vector, one, evaluated.pictures / 255)
    expected = np.zeros((4, 4), np.int64)
    for label, read in zip(evaluated.labels, logits.argmax(axis=1), strict=True):
        expected[label, read] += 1
    reported, confusion = run_out(confuse(one, vector, evaluated))
    np.testing.assert_array_equal(confusion.counts, expected)
    assert reported == [EvaluationAdvanced(done, count) for done in [*range(CHUNK, count, CHUNK), count]]


def test_a_confusion_of_no_samples_has_accuracy_zero():
    empty = Confusion(np.zeros((3, 3), np.int64))
    assert (empty.count, empty.accuracy) == (0, 0)
    assert not empty.recall.any()
    assert not empty.precision.any()


def test_neither_evaluation_nor_prediction_changes_a_parameter():
    one = network((Dense(6, Linear()), BatchNorm(), Dropout(0.3)), "standardized")
    vector = parameters(one)
    before = vector.copy()
    metrics(one, vector, CrossEntropy(), samples(30))
    run_out(confuse(one, vector, samples(30)))
    hidden_activations(one, vector, samples(30))
    Predictor(one, vector).probabilities(np.ones(4, np.float32))
    np.testing.assert_array_equal(vector, before)


def test_a_workspace_uses_the_current_parameters_when_others_change_them():
    one = network()
    vector = parameters(one)
    workspace = PredictionWorkspace(one, vector, 3)
    workspace.inputs[...] = np.random.default_rng(0).random((3, 4))
    newer = parameters(one, seed=9)
    vector[:] = newer
    np.testing.assert_allclose(workspace.logits(), by_hand(newer, one, workspace.inputs)[1], rtol=1e-4, atol=1e-6)


def test_softmax_ignores_a_constant_added_to_a_row_and_leaves_the_logits_alone():
    logits = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]])
    given = logits.copy()
    np.testing.assert_allclose(softmax(logits), [[1 / 8, 2 / 8, 5 / 8], [3 / 8, 3 / 8, 2 / 8]])
    np.testing.assert_allclose(softmax(logits + np.array([[1000.0], [-1000.0]])), softmax(logits))
    np.testing.assert_array_equal(logits, given)
