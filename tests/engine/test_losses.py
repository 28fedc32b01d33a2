import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.engine.losses import LOSSES, CrossEntropy, MeanSquaredError
from nnstudio.engine.softmax import softmax
from tests.engine.allocation import peak_allocation

LOGITS = arrays(np.float64, (4, 5), elements=st.floats(-1e4, 1e4))
RECORDS = [*(kind() for kind in LOSSES), CrossEntropy(label_smoothing=0.3)]
# Logits (log 1, log 2, log 5) have the probabilities (1, 2, 5) / 8; the label is 2.
WORKED = np.log([[1.0, 2.0, 5.0]]), np.array([2])


@given(LOGITS)
def test_probabilities_add_up_to_one_for_any_finite_logits(logits):
    probabilities = softmax(logits)
    assert np.all(probabilities >= 0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


@pytest.mark.parametrize("loss", RECORDS, ids=repr)
@given(logits=LOGITS)
def test_a_loss_and_its_gradient_are_finite_for_any_finite_logits(loss, logits):
    bound = loss.bind(logits.shape, logits.dtype)
    assert math.isfinite(bound.forward(logits, np.array([0, 1, 2, 4])))
    assert np.isfinite(bound.backward()).all()


def test_cross_entropy_of_equal_logits_is_the_logarithm_of_the_number_of_classes():
    bound = CrossEntropy().bind((3, 10), np.dtype(np.float32))
    assert bound.forward(np.zeros((3, 10), np.float32), np.array([0, 5, 9])) == pytest.approx(math.log(10))


def bind(loss, shape=(1, 3)):
    return loss.bind(shape, np.dtype(np.float64))


def test_cross_entropy_of_a_worked_example():
    bound = bind(CrossEntropy())
    assert bound.forward(*WORKED) == pytest.approx(math.log(8 / 5))
    np.testing.assert_allclose(bound.backward(), [[1 / 8, 2 / 8, -3 / 8]])


def test_cross_entropy_with_label_smoothing_of_a_worked_example():
    # Of the label's 1, 0.3 is spread over three classes: what is wanted is (0.1, 0.1, 0.8).
    bound = bind(CrossEntropy(label_smoothing=0.3))
    loss = 0.1 * math.log(8 / 1) + 0.1 * math.log(8 / 2) + 0.8 * math.log(8 / 5)
    assert bound.forward(*WORKED) == pytest.approx(loss)
    np.testing.assert_allclose(bound.backward(), [[1 / 8 - 0.1, 2 / 8 - 0.1, 5 / 8 - 0.8]])


def test_mean_squared_error_of_a_worked_example():
    # d = (1, 2, -3) / 8, Σ p d = (1 + 4 - 15) / 64; the gradient is 2 p (d + 10 / 64)
    bound = bind(MeanSquaredError())
    assert bound.forward(*WORKED) == pytest.approx((1 + 4 + 9) / 64)
    np.testing.assert_allclose(bound.backward(), [[18 / 256, 52 / 256, -70 / 256]])


def test_mean_squared_error_of_equal_logits_and_of_certain_ones():
    bound = bind(MeanSquaredError(), (1, 4))
    assert bound.forward(np.zeros((1, 4)), np.array([1])) == pytest.approx(0.75**2 + 3 * 0.25**2)
    certain = np.array([[100.0, 0, 0, 0]])
    assert bound.forward(certain, np.array([0])) == pytest.approx(0)
    assert bound.forward(certain, np.array([1])) == pytest.approx(2)


@pytest.mark.parametrize("loss", RECORDS, ids=repr)
def test_a_loss_is_the_mean_over_the_samples_of_its_batch(loss):
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal((6, 4)), rng.integers(0, 4, 6)
    alone = bind(loss, (1, 4))
    losses, gradients = zip(
        *((alone.forward(logits[[n]], labels[[n]]), alone.backward()[0] / 6) for n in range(6)), strict=True
    )
    together = bind(loss, (6, 4))
    assert together.forward(logits, labels) == pytest.approx(np.mean(losses))
    np.testing.assert_allclose(together.backward(), gradients)


@pytest.mark.parametrize("loss", RECORDS, ids=repr)
def test_a_loss_allocates_no_array(loss):
    logits, labels = np.zeros((1000, 10), np.float32), np.zeros(1000, np.int64)
    bound = loss.bind(logits.shape, logits.dtype)
    assert peak_allocation(lambda: (bound.forward(logits, labels), bound.backward())) < logits.nbytes / 4
