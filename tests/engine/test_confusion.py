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
