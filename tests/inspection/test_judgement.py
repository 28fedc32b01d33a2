"""The judgement of many pictures, against predictions that are made one by one and sums by hand."""

import math

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples, as_inputs
from nnstudio.engine.confusion import confuse
from nnstudio.engine.evaluation import CHUNK, metrics
from nnstudio.engine.losses import CrossEntropy
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor
from nnstudio.inspection.judgement import ConfusedPair, Judgement, judge
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings

LAYERS = ("[]", "[dense 8 relu, batch_norm, dropout 0.5]", "[dense 8 sigmoid, dense 5 leaky_relu]")


def samples_of(shape, classes, count, rng):
    return PictureSamples(rng.integers(0, 256, (count, *shape), np.uint8), rng.integers(0, classes, count, np.uint8))


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize(("shape", "classes"), [((28, 28), 10), ((8, 6), 3)])
def test_many_pictures_are_judged_as_each_is_predicted(layers, shape, classes):
    rng = np.random.default_rng(3)
    network = Network(set_text(small_settings(), f"network.layers={layers}").network, shape, classes)
    parameters = network.initial_parameters(rng, np.dtype(np.float32))
    samples = samples_of(shape, classes, CHUNK + 7, rng)
    judgement = finish(judge(network, parameters, samples))
    predictor = Predictor(network, parameters)
    for index in (0, 1, CHUNK - 1, CHUNK, CHUNK + 6):
        probabilities = predictor.probabilities(as_inputs(samples.pictures[index].reshape(-1)))
        assert judgement.predicted[index] == probabilities.argmax()
        assert judgement.confidences[index] == pytest.approx(probabilities.max(), rel=1e-4)
        assert judgement.losses[index] == pytest.approx(-math.log(probabilities[samples.labels[index]]), rel=1e-3)
    whole = metrics(network, parameters, CrossEntropy(), samples)
    assert judgement.losses.mean() == pytest.approx(whole.loss, rel=1e-5)
    assert judgement.confusion.accuracy == judgement.is_right.mean() == whole.accuracy
    np.testing.assert_array_equal(judgement.confusion.counts, finish(confuse(network, parameters, samples)).counts)


def test_the_progress_counts_pictures():
    rng = np.random.default_rng(0)
    network = Network(small_settings().network, (28, 28), 10)
    parameters = network.initial_parameters(rng, np.dtype(np.float32))
    steps = list(judge(network, parameters, samples_of((28, 28), 10, CHUNK + 1, rng)))
    assert [(step.done, step.total) for step in steps] == [(CHUNK, CHUNK + 1), (CHUNK + 1, CHUNK + 1)]


@pytest.fixture
def judgement():
    """Six pictures of three classes with losses that are known: the logits are logarithms of probabilities."""
    labels = np.array([0, 0, 0, 1, 1, 2])
    probabilities = np.array(
        [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.1, 0.7, 0.2], [0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]
    )
    return Judgement(labels, np.log(probabilities))


def test_losses_and_confidences_of_a_worked_example(judgement):
    np.testing.assert_allclose(judgement.losses, -np.log([0.8, 0.3, 0.1, 0.7, 0.3, 0.7]))
    np.testing.assert_allclose(judgement.confidences, [0.8, 0.6, 0.7, 0.7, 0.5, 0.7])
    assert judgement.predicted.tolist() == [0, 1, 1, 1, 0, 2]


def test_pictures_of_a_cell_and_of_a_class_come_with_the_largest_loss_first(judgement):
    assert judgement.indices(0, 1).tolist() == [2, 1]
    assert judgement.indices(0).tolist() == [2, 1, 0]
    assert judgement.indices(predicted=1).tolist() == [2, 1, 3]
    assert judgement.indices(2, 0).tolist() == []
    assert judgement.mistakes.tolist() == [2, 1, 4]  # of the equal losses of 1 and 4, the earlier first
    assert judgement.indices().tolist() == [2, 1, 4, 3, 5, 0]


def test_the_most_confused_pairs_leave_out_what_is_right_and_what_never_happened(judgement):
    assert judgement.confused_pairs(5) == [ConfusedPair(0, 1, 2), ConfusedPair(1, 0, 1)]
    assert judgement.confused_pairs(1) == [ConfusedPair(0, 1, 2)]


def test_logits_that_are_not_finite_are_noticed():
    assert Judgement(np.array([0]), np.array([[1.0, 2.0]])).is_finite
    assert not Judgement(np.array([0]), np.array([[np.nan, 2.0]])).is_finite


def test_a_large_logit_gives_a_finite_loss():
    judgement = Judgement(np.array([0]), np.array([[-5000.0, 5000.0]], np.float32))
    assert judgement.losses.tolist() == [10_000.0]
    assert judgement.confidences.tolist() == [1.0]


def test_no_pictures_have_no_mistakes():
    judgement = Judgement(np.empty(0, np.int64), np.empty((0, 4)))
    assert judgement.confusion.counts.shape == (4, 4)
    assert judgement.mistakes.tolist() == []
    assert judgement.confused_pairs(3) == []
