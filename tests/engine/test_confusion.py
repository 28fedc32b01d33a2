import numpy as np
import pytest

from nnstudio.engine.confusion import Confusion, confuse
from nnstudio.steps import finish
from tests.engine.test_training import new_training, samples


def test_precision_and_recall_of_a_worked_example():
    confusion = Confusion(np.array([[3, 1, 0], [0, 2, 0], [0, 0, 0]]))
    assert confusion.accuracy == pytest.approx(5 / 6)
    np.testing.assert_allclose(confusion.recall, [3 / 4, 1, 0])
    np.testing.assert_allclose(confusion.precision, [1, 2 / 3, 0])


def test_every_sample_is_counted_in_the_row_of_its_class():
    training, evaluated = new_training(), samples(1234, seed=3)
    list(training.events())
    confusion = finish(confuse(training.network, training.parameters, evaluated))
    assert confusion.count == 1234
    np.testing.assert_array_equal(confusion.counts.sum(axis=1), np.bincount(evaluated.labels, minlength=4))
    assert confusion.accuracy > 0.5


def test_counts_and_shares_of_a_worked_example():
    confusion = Confusion.of(np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 1, 1]), 3)
    np.testing.assert_array_equal(confusion.counts, [[3, 1, 0], [0, 2, 0], [0, 0, 0]])
    np.testing.assert_allclose(confusion.shares_of_actual, [[3 / 4, 1 / 4, 0], [0, 1, 0], [0, 0, 0]])
    np.testing.assert_allclose(confusion.shares_of_predicted, [[1, 1 / 3, 0], [0, 2 / 3, 0], [0, 0, 0]])
    np.testing.assert_allclose(confusion.f1, [2 * 1 * 0.75 / 1.75, 2 * (2 / 3) / (5 / 3), 0])


def test_labels_of_one_byte_do_not_overflow():
    confusion = Confusion.of(np.array([199], np.uint8), np.array([3]), 200)
    assert confusion.counts[199, 3] == confusion.count == 1


def test_the_numbers_of_each_class_are_those_of_scikit_learn():
    scores = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(5)
    labels, predicted = rng.integers(0, 7, 400), rng.integers(0, 7, 400)
    confusion = Confusion.of(labels, predicted, 7)
    np.testing.assert_array_equal(confusion.counts, scores.confusion_matrix(labels, predicted))
    precision, recall, f1, _ = scores.precision_recall_fscore_support(labels, predicted)
    for ours, theirs in ((confusion.precision, precision), (confusion.recall, recall), (confusion.f1, f1)):
        np.testing.assert_allclose(ours, theirs)
