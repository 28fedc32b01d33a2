import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.runs.curves import Smoothing, thin

NUMBERS = arrays(np.float32, st.integers(0, 300), elements=st.floats(-100, 100, width=32))


def smoothed_one_by_one(numbers, strength):
    total, weight, result = 0.0, 1.0, []
    for number in numbers:
        total = strength * total + (1 - strength) * float(number)
        weight *= strength
        result.append(total / (1 - weight))
    return result


@given(NUMBERS, st.floats(0, 0.99))
def test_smoothing_in_blocks_is_smoothing_one_by_one(numbers, strength):
    smoothing = Smoothing(strength)
    smoothing.follow(numbers)
    np.testing.assert_allclose(smoothing.values, smoothed_one_by_one(numbers, strength), rtol=1e-4, atol=1e-4)


@given(NUMBERS, st.integers(0, 300))
def test_smoothing_does_not_depend_on_the_portions_it_comes_in(numbers, cut):
    whole, portions = Smoothing(0.9), Smoothing(0.9)
    whole.follow(numbers)
    portions.follow(numbers[:cut])
    portions.follow(numbers)
    np.testing.assert_allclose(portions.values, whole.values, rtol=1e-4, atol=1e-4)


def test_constants_stay_constant():
    smoothing = Smoothing(0.99)
    smoothing.follow(np.full(500, 2.5, np.float32))
    np.testing.assert_allclose(smoothing.values, 2.5, rtol=1e-5)


def test_numbers_that_are_not_finite_are_gaps():
    smoothing = Smoothing(0.5)
    smoothing.follow(np.array([1, np.nan, 1, np.inf, 1], np.float32))
    assert np.isfinite(smoothing.values).tolist() == [True, False, True, False, True]
    np.testing.assert_allclose(smoothing.values[[0, 2, 4]], 1)


@pytest.mark.parametrize("strength", [-0.1, 1.0, float("nan")])
def test_a_strength_outside_of_its_limits_is_refused(strength):
    with pytest.raises(ValueError, match="allowed: 0 to below 1"):
        Smoothing(strength)


@given(NUMBERS, st.integers(1, 50))
def test_thinning_keeps_the_extremes_in_their_order(numbers, buckets):
    x = np.arange(len(numbers), dtype=np.float32)
    thin_x, thin_y = thin(x, numbers, buckets)
    assert len(thin_x) <= max(2 * buckets, 2)
    assert (np.diff(thin_x) >= 0).all()
    np.testing.assert_array_equal(numbers[thin_x.astype(int)], thin_y)


def test_thinning_loses_no_spike():
    numbers = np.zeros(100_003, np.float32)
    numbers[77_777] = 9
    numbers[100_001] = -9
    _, thin_y = thin(np.arange(100_003, dtype=np.float32), numbers, 300)
    assert (thin_y.max(), thin_y.min()) == (9, -9)
