import numpy as np

from nnstudio.runs.histograms import BINS, HistogramScale


def test_every_weight_is_counted_in_its_bin():
    scale = HistogramScale()
    scale.count(np.array([-1.0, 1.0]))  # σ = 1, so the limit is 4
    histogram = scale.count(np.array([-4.0, -3.99, 0.01, 3.99, 4.0]))
    assert histogram.limit == 4
    assert histogram.counts.shape == (BINS,)
    assert (histogram.counts[0], histogram.counts[32], histogram.counts[-1]) == (2, 1, 2)


def test_the_range_is_doubled_and_never_shrinks():
    scale = HistogramScale()
    first = scale.count(np.array([-1.0, 1.0]))
    wider = scale.count(np.array([-1.0, 9.0]))
    after = scale.count(np.array([-1.0, 1.0]))
    assert (first.limit, wider.limit, after.limit) == (4, 16, 16)
    assert wider.counts.sum() == 2


def test_weights_that_are_all_the_same_have_a_range():
    assert HistogramScale().count(np.zeros((3, 3), np.float32)).counts.sum() == 9


def test_weights_near_the_end_of_single_precision_are_counted():
    scale = HistogramScale()
    scale.count(np.array([-1, 1], np.float32))
    assert scale.count(np.array([3e38, -3e38, 1], np.float32)).counts.sum() == 3


def test_numbers_that_are_not_finite_are_left_out():
    histogram = HistogramScale().count(np.array([0.5, -0.5, np.nan, np.inf]))
    assert histogram.counts.sum() == 2
    assert np.isfinite(histogram.standard_deviation)
