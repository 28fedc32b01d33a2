import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.engine.losses import LOSSES, CrossEntropy
from nnstudio.engine.softmax import softmax

LOGITS = arrays(np.float64, (4, 5), elements=st.floats(-1e4, 1e4))


@given(LOGITS)
def test_probabilities_add_up_to_one_for_any_finite_logits(logits):
    probabilities = softmax(logits)
    assert np.all(probabilities >= 0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda kind: kind.key)
@given(logits=LOGITS)
def test_a_loss_and_its_gradient_are_finite_for_any_finite_logits(loss, logits):
    bound = loss().bind(logits.shape, logits.dtype)
    assert math.isfinite(bound.forward(logits, np.array([0, 1, 2, 4])))
    assert np.isfinite(bound.backward()).all()


def test_cross_entropy_of_even_logits_is_the_logarithm_of_the_number_of_classes():
    bound = CrossEntropy().bind((3, 10), np.dtype(np.float32))
    assert bound.forward(np.zeros((3, 10), np.float32), np.array([0, 5, 9])) == pytest.approx(math.log(10))


def test_cross_entropy_of_a_worked_example():
    bound = CrossEntropy().bind((1, 3), np.dtype(np.float64))
    # p = (1, 2, 5) / 8 for logits (log 1, log 2, log 5); -log p[2] = log(8/5); gradient p - (0, 0, 1)
    loss = bound.forward(np.log([[1.0, 2.0, 5.0]]), np.array([2]))
    assert loss == pytest.approx(math.log(8 / 5))
    np.testing.assert_allclose(bound.backward(), [[1 / 8, 2 / 8, -3 / 8]])
