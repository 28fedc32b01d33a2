"""A curve of any length is thinned to few points, and shows every spike."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.ui.plots.thinning import Extremes, Means, Pyramid, bucket_bounds

NUMBERS = arrays(np.float32, st.integers(1, 400), elements=st.floats(-100, 100, width=32))


def following(thinned, numbers, ends=(None,)):
    for end in ends:
        thinned.follow(numbers[:end])
    return thinned


@given(NUMBERS, st.integers(0, 400), st.data())
def test_narrow_buckets_are_reduced_exactly_however_the_numbers_came(numbers, cut, data):
    inner = data.draw(st.sets(st.integers(1, len(numbers)), max_size=30))
    bounds = np.unique([0, *inner, len(numbers)])
    sums = following(Pyramid(np.minimum), numbers, (cut, None)).reduced(bounds)
    expected = [numbers[start:end].min() for start, end in itertools.pairwise(bounds)]
    is_narrow = np.diff(bounds) < 64
    np.testing.assert_array_equal(sums[is_narrow], np.array(expected)[is_narrow])


@pytest.mark.parametrize("count", [100_003, 2_000_000])
@pytest.mark.parametrize("buckets", [7, 640])
def test_wide_buckets_lose_no_spike(count, buckets):
    numbers = np.zeros(count, np.float32)
    spikes = np.random.default_rng(0).integers(0, count, 20)
    numbers[spikes] = np.arange(1, 21)
    bounds = np.linspace(0, count, buckets + 1).astype(int)
    high = following(Pyramid(np.maximum), numbers).reduced(bounds)
    exact = [numbers[start:end].max() for start, end in itertools.pairwise(bounds)]
    assert (high >= exact).all()
    assert np.count_nonzero(high) <= 2 * 20


def test_buckets_may_widen_along_the_curve_as_on_a_logarithmic_axis():
    numbers = np.random.default_rng(0).normal(0, 1, 500_000).astype(np.float32)
    bounds = np.unique(np.geomspace(1, 500_000, 600).astype(int))
    _, pairs = following(Extremes(), numbers).of(bounds)
    for index in (0, 100, 300, len(bounds) - 2):
        bucket = numbers[bounds[index] : bounds[index + 1]]
        assert pairs[2 * index : 2 * index + 2].max() >= bucket.max()
        assert pairs[2 * index : 2 * index + 2].min() <= bucket.min()
    assert pairs[-2:].max() == numbers[bounds[-2] :].max()


def test_a_bucket_has_its_smallest_and_largest_in_the_order_of_its_ends():
    falling, rising = np.float32([9, 10, 1, 2]), np.float32([2, 1, 10, 9])
    extremes = following(Extremes(), np.concatenate([falling, rising]))
    indices, numbers = extremes.of(np.array([0, 4, 8]))
    assert indices.tolist() == [0, 3, 4, 7]
    assert numbers.tolist() == [10, 1, 1, 10]


def test_numbers_that_are_not_finite_show_in_their_bucket():
    numbers = np.ones(1000, np.float32)
    numbers[550] = np.nan
    numbers[990] = np.inf
    _, pairs = following(Extremes(), numbers).of(np.array([0, 500, 600, 900, 1000]))
    assert np.isnan(pairs[2:4]).all()
    assert np.isfinite(pairs[[0, 1, 4, 5, 6]]).all()
    assert pairs[7] == np.inf


def test_the_means_of_noise_are_a_line_whose_ends_are_those_of_the_curve():
    noise = np.random.default_rng(0).normal(0, 1, 1_000_000).astype(np.float32)
    indices, means = following(Means(), noise).of(np.linspace(0, 1_000_000, 301).astype(int))
    assert means[1:-1].std() < 0.03
    assert (indices[0], indices[-1]) == (0, 999_999)
    assert (means[0], means[-1]) == (noise[0], noise[-1])


def test_the_mean_of_a_bucket_leaves_out_what_is_not_finite_and_is_a_gap_without_anything_else():
    numbers = np.float32([1, 1, np.nan, np.inf, 3, np.nan, 5, 5])
    _, means = following(Means(), numbers).of(np.array([0, 2, 4, 6, 8]))
    np.testing.assert_array_equal(means, np.float32([1, 1, np.nan, 3, 5, 5]))


def test_buckets_have_a_number_beyond_each_end_of_the_plot_and_none_is_empty():
    assert bucket_bounds(np.array([5, 5, 7, 9]), 20).tolist() == [4, 5, 7, 9, 10]
    assert bucket_bounds(np.array([0, 3, 20, 20]), 20).tolist() == [0, 3, 20]
    assert bucket_bounds(np.array([20, 20]), 20).tolist() == [19, 20]
    assert bucket_bounds(np.array([0, 0]), 0).tolist() == []
