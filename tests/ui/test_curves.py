import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.ui.plots.curves import Smoothing

NUMBERS = arrays(np.float32, st.integers(0, 300), elements=st.floats(-100, 100, width=32))
PER_EPOCH = 50


def positions_of(numbers):
    return (np.arange(1, len(numbers) + 1) / PER_EPOCH).astype(np.float32)


def smoothed(numbers, window, ends=(None,)):
    smoothing = Smoothing(window)
    for end in ends:
        smoothing.follow(positions_of(numbers)[:end], numbers[:end])
    return smoothing.values


def smoothed_one_by_one(numbers, window):
    strength = np.exp(-1 / PER_EPOCH / window)
    total, weight, result = 0.0, 1.0, []
    for number in numbers:
        total = strength * total + (1 - strength) * float(number)
        weight *= strength
        result.append(total / (1 - weight))
    return result


@given(NUMBERS, st.floats(0.01, 5))
def test_smoothing_all_at_once_equals_smoothing_one_by_one(numbers, window):
    np.testing.assert_allclose(smoothed(numbers, window), smoothed_one_by_one(numbers, window), rtol=1e-3, atol=1e-3)


@given(NUMBERS, st.integers(0, 300))
def test_smoothing_does_not_depend_on_how_the_numbers_are_split(numbers, cut):
    np.testing.assert_allclose(smoothed(numbers, 0.2, (cut, None)), smoothed(numbers, 0.2), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("per_epoch", [1, 100, 1_000, 50_000])
def test_the_line_is_equally_smooth_however_many_batches_an_epoch_has(per_epoch):
    noise = np.random.default_rng(0).normal(0, 1, 4 * per_epoch).astype(np.float32)
    smoothing = Smoothing(0.5)
    smoothing.follow((np.arange(1, len(noise) + 1) / per_epoch).astype(np.float32), noise)
    independent = max(1.0, per_epoch)  # 2 windows of batches
    assert smoothing.values[-per_epoch // 2 :].std() < 2 / np.sqrt(independent)


def test_a_window_of_far_less_than_a_batch_leaves_the_numbers_as_they_are():
    numbers = np.random.default_rng(0).normal(0, 1, 3000).astype(np.float32)
    np.testing.assert_allclose(smoothed(numbers, 1e-4), numbers, rtol=1e-6)


def test_an_old_spike_is_forgotten_though_it_was_huge():
    numbers = np.array([1, 3e38, *[1] * 3000], np.float32)
    assert smoothed(numbers, 0.1)[-1] == pytest.approx(1)


def test_constants_stay_constant():
    np.testing.assert_allclose(smoothed(np.full(500, 2.5, np.float32), 3), 2.5, rtol=1e-5)


def test_numbers_that_are_not_finite_are_gaps():
    values = smoothed(np.array([1, np.nan, 1, np.inf, 1], np.float32), 0.1)
    assert np.isfinite(values).tolist() == [True, False, True, False, True]
    np.testing.assert_allclose(values[[0, 2, 4]], 1)


@pytest.mark.parametrize("window", [-0.1, float("inf"), float("nan")])
def test_a_window_outside_its_limits_is_refused(window):
    with pytest.raises(ValueError, match="allowed: 0 and above"):
        Smoothing(window)


def test_smoothing_without_a_window_leaves_the_numbers_unchanged():
    numbers = np.array([3, -1, np.nan, 5], np.float32)
    np.testing.assert_array_equal(smoothed(numbers, 0), numbers)


def test_smoothing_does_not_change_its_input():
    numbers = np.array([1, 2, np.inf, 4], np.float32)
    before = numbers.copy()
    smoothed(numbers, 0.2)
    np.testing.assert_array_equal(numbers, before)


def test_gaps_are_kept_and_do_not_affect_later_numbers():
    numbers = np.array([1, np.nan, 2, np.inf, 4, -np.inf], np.float32)
    values = smoothed(numbers, 10.0, ends=(2, 3, 6))
    np.testing.assert_array_equal(values[[1, 3, 5]], [np.nan, np.inf, -np.inf])
    np.testing.assert_allclose(values[[0, 2, 4]], [1, 1.5, 7 / 3], rtol=1e-2)
