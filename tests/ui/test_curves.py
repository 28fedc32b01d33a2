import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.ui.plots.curves import Smoothing, downsample

NUMBERS = arrays(np.float32, st.integers(0, 300), elements=st.floats(-100, 100, width=32))


def smoothed_one_by_one(numbers, strength):
    total, weight, result = 0.0, 1.0, []
    for number in numbers:
        total = strength * total + (1 - strength) * float(number)
        weight *= strength
        result.append(total / (1 - weight))
    return result


@given(NUMBERS, st.floats(0, 0.99))
def test_smoothing_in_blocks_equals_smoothing_one_by_one(numbers, strength):
    smoothing = Smoothing(strength)
    smoothing.follow(numbers)
    np.testing.assert_allclose(smoothing.values, smoothed_one_by_one(numbers, strength), rtol=1e-4, atol=1e-4)


@given(NUMBERS, st.integers(0, 300))
def test_smoothing_does_not_depend_on_how_the_numbers_are_split(numbers, cut):
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
def test_a_strength_outside_its_limits_is_refused(strength):
    with pytest.raises(ValueError, match="allowed: 0 to below 1"):
        Smoothing(strength)


@given(NUMBERS, st.integers(1, 50))
def test_downsampling_keeps_the_extremes_in_their_order(numbers, buckets):
    x = np.arange(len(numbers), dtype=np.float32)
    thin_x, thin_y = downsample(x, numbers, buckets)
    assert len(thin_x) <= max(2 * buckets, 2)
    assert (np.diff(thin_x) >= 0).all()
    np.testing.assert_array_equal(numbers[thin_x.astype(int)], thin_y)


def test_downsampling_loses_no_spike():
    numbers = np.zeros(100_003, np.float32)
    numbers[77_777] = 9
    numbers[100_001] = -9
    _, thin_y = downsample(np.arange(100_003, dtype=np.float32), numbers, 300)
    assert (thin_y.max(), thin_y.min()) == (9, -9)


def test_few_points_are_not_changed():
    for count in (0, 1, 7, 10):
        x, y = np.arange(count, dtype=np.float32), np.full(count, 2.5, np.float32)
        thin_x, thin_y = downsample(x, y, 5)
        np.testing.assert_array_equal(thin_x, x)
        np.testing.assert_array_equal(thin_y, y)


def test_each_bucket_keeps_its_smallest_and_largest_in_their_order():
    y = np.array([1, 5, 3, 9, 2, 4, 7, 8, 6], np.float32)
    thin_x, thin_y = downsample(np.arange(9, dtype=np.float32), y, 3)
    assert thin_x.tolist() == [0, 1, 3, 4, 7, 8]
    assert thin_y.tolist() == [1, 5, 9, 2, 8, 6]


def test_an_incomplete_last_bucket_keeps_its_extremes_too():
    y = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 9], np.float32)  # four, four and three
    thin_x, thin_y = downsample(np.arange(11, dtype=np.float32) * 10, y, 3)
    assert thin_x.tolist() == [0, 30, 40, 70, 90, 100]
    assert thin_y.tolist() == [0, 3, 4, 7, 3, 9]


def test_smoothing_without_strength_leaves_the_numbers_unchanged():
    smoothing = Smoothing(0)
    numbers = np.array([3, -1, np.nan, 5], np.float32)
    smoothing.follow(numbers)
    assert smoothing.strength == 0
    np.testing.assert_array_equal(smoothing.values, numbers)


def test_smoothing_does_not_change_its_input():
    numbers = np.array([1, 2, np.inf, 4], np.float32)
    before = numbers.copy()
    Smoothing(0.9).follow(numbers)
    np.testing.assert_array_equal(numbers, before)


def test_gaps_are_kept_and_do_not_affect_later_numbers():
    numbers = np.array([1, np.nan, 2, np.inf, 4, -np.inf], np.float32)
    smoothing = Smoothing(0.5)
    for end in (2, 3, 6):
        smoothing.follow(numbers[:end])
    np.testing.assert_array_equal(smoothing.values[[1, 3, 5]], [np.nan, np.inf, -np.inf])
    np.testing.assert_allclose(smoothing.values[[0, 2, 4]], smoothed_one_by_one([1, 2, 4], 0.5), rtol=1e-6)
