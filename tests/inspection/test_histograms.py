import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.inspection.histograms import (
    BINS,
    FRACTIONS,
    HistogramScale,
    percentiles,
    shown_parameters,
    shown_percentiles,
    widened,
    with_percentiles,
)
from tests.conftest import small_settings


def test_every_weight_is_counted_in_its_bin():
    scale = HistogramScale()
    scale.count(np.array([-1.0, 1.0]))  # σ = 1, so the limit is 4
    histogram = scale.count(np.array([-4.0, -3.99, 0.01, 3.99, 4.0]))
    assert histogram.limit == 4
    assert histogram.counts.shape == (BINS,)
    assert (histogram.counts[0], histogram.counts[32], histogram.counts[-1]) == (2, 1, 2)


def test_the_range_doubles_and_never_shrinks():
    scale = HistogramScale()
    first = scale.count(np.array([-1.0, 1.0]))
    wider = scale.count(np.array([-1.0, 9.0]))
    after = scale.count(np.array([-1.0, 1.0]))
    assert (first.limit, wider.limit, after.limit) == (4, 16, 16)
    assert wider.counts.sum() == 2


def test_equal_weights_have_a_range():
    assert HistogramScale().count(np.zeros((3, 3), np.float32)).counts.sum() == 9


def test_weights_near_the_limit_of_single_precision_are_counted():
    scale = HistogramScale()
    scale.count(np.array([-1, 1], np.float32))
    assert scale.count(np.array([3e38, -3e38, 1], np.float32)).counts.sum() == 3


def test_weights_that_are_not_finite_are_ignored():
    histogram = HistogramScale().count(np.array([0.5, -0.5, np.nan, np.inf]))
    assert histogram.counts.sum() == 2
    assert np.isfinite(histogram.standard_deviation)


def test_the_bins_agree_with_numpys_histogram_over_the_range():
    weights = np.random.default_rng(0).normal(0.3, 0.02, (40, 50)).astype(np.float32)
    histogram = HistogramScale().count(weights)
    expected, _ = np.histogram(weights, BINS, (-histogram.limit, histogram.limit))
    assert np.abs(histogram.counts - expected).sum() <= 2  # a weight on an edge may go either way
    assert histogram.counts.shape == (BINS,)


def test_empty_bins_at_the_ends_of_the_range_are_included():
    histogram = HistogramScale().count(np.array([-1.0, 1.0]))
    assert histogram.counts.tolist() == [0] * 24 + [1] + [0] * 15 + [1] + [0] * 23


@pytest.mark.parametrize("size", [1e-6, 0.01, 1.0, 1e6])
def test_the_range_begins_as_four_standard_deviations_however_small(size):
    assert HistogramScale().count(np.array([-size, size, np.nan])).limit == pytest.approx(4 * size)
    assert HistogramScale().count(np.array([-size, size])).limit == pytest.approx(4 * size)


def test_the_range_doubles_only_where_a_weight_is_outside_on_either_side():
    for side in (-1, 1):
        scale = HistogramScale()
        limits = [scale.count(np.array([-1.0, 1.0])).limit]
        limits += [scale.count(np.array([0, side * largest])).limit for largest in (4.0, 4.01, 8.0, 8.01, 33.0)]
        assert limits == [4, 4, 8, 8, 16, 64]


def test_mean_and_standard_deviation_are_those_of_the_finite_weights():
    histogram = HistogramScale().count(np.array([[1, np.nan, 3], [5, -np.inf, 7]], np.float32))
    assert histogram.mean == 4
    assert histogram.standard_deviation == pytest.approx(np.sqrt(5))


def test_mean_and_standard_deviation_are_summed_in_double_precision():
    histogram = HistogramScale().count(np.array([1e8, 3, -1e8], np.float32))
    assert histogram.mean == pytest.approx(1)
    tight = HistogramScale().count(np.array([1e4 + 1, 1e4 - 1] * 2000, np.float32))
    assert tight.standard_deviation == pytest.approx(1)


def test_weights_none_of_which_is_finite_give_an_empty_histogram():
    histogram = HistogramScale().count(np.array([np.nan, np.inf]))
    assert (histogram.counts.sum(), histogram.counts.shape) == (0, (BINS,))
    assert (histogram.limit, histogram.mean, histogram.standard_deviation) == (1, 0, 0)


def test_weights_that_are_all_zero_get_a_range_of_one_and_are_not_modified():
    weights = np.zeros(3)
    histogram = HistogramScale().count(weights)
    assert (histogram.limit, histogram.counts[BINS // 2]) == (1, 3)
    assert (weights == 0).all()


def test_scales_are_counted_around_one():
    histogram = HistogramScale(center=1.0).count(np.array([0.5, 1.0, 1.0, 1.5], np.float32))
    assert histogram.mean == 1
    assert histogram.edges[0] + histogram.edges[-1] == pytest.approx(2)
    assert histogram.counts.sum() == 4
    assert HistogramScale(center=1.0).count(np.ones(3, np.float32)).counts[32] == 3


def test_weights_and_scales_have_histograms_but_biases_and_statistics_do_not():
    network = Network(small_settings("network.layers=[dense 5, batch_norm]").network, (28, 28), 10)
    assert [(index, each.name) for index, each in shown_parameters(network.layout)] == [
        (0, "weights"),
        (1, "scales"),
        (2, "weights"),
    ]


def test_a_histogram_over_a_wider_range_has_the_sums_of_its_bins():
    values = np.random.default_rng(0).standard_normal(1000)
    scale = HistogramScale()
    first = scale.count(values)
    for doublings in (0, 1, 2, 6, 8):
        limit = first.limit * 2**doublings
        expected, _ = np.histogram(values, np.linspace(-limit, limit, BINS + 1))
        np.testing.assert_array_equal(widened(first, limit), expected)


def test_percentiles_are_near_those_of_the_values():
    values = np.random.default_rng(0).standard_normal(20_000)
    histogram = HistogramScale().count(values)
    fractions = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    width = 2 * histogram.limit / BINS
    assert np.abs(percentiles([histogram], fractions)[0] - np.quantile(values, fractions)).max() < width / 2


def test_percentiles_of_two_distant_groups_lie_in_the_groups():
    histogram = HistogramScale().count(np.repeat([-1.0, 1.0], 50))
    ((low, high),) = percentiles([histogram], np.array([0.25, 0.75]))
    width = 2 * histogram.limit / BINS
    assert low == pytest.approx(-1, abs=width)
    assert high == pytest.approx(1, abs=width)


def test_no_values_have_no_percentiles():
    histogram = HistogramScale().count(np.array([np.nan]))
    assert np.isnan(percentiles([histogram], np.array([0.5]))).all()


def test_percentiles_of_several_histograms_are_those_of_each():
    scale, rng = HistogramScale(), np.random.default_rng(0)
    histograms = [scale.count(rng.normal(0, width, 500)) for width in (0.1, 1.0, 30.0)]
    fractions = np.array([0.0, 0.05, 0.5, 1.0])
    together = percentiles(histograms, fractions)
    np.testing.assert_array_equal(together, [percentiles([each], fractions)[0] for each in histograms])
    assert (np.diff(together, axis=1) > 0).all()


@pytest.fixture
def narrow():
    """Values that are all within one bin or two, and the range that wider ones have left behind."""
    scale, rng = HistogramScale(), np.random.default_rng(0)
    scale.count(rng.normal(0, 1, 500))
    values = rng.normal(1e-5, 4.5e-4, 2000)
    return scale.count(values), values


def test_percentiles_in_bins_that_are_too_wide_are_none_that_mean_and_deviation_forbid(narrow):
    histogram, _ = narrow
    low, _, median, _, high = percentiles([histogram], FRACTIONS)[0] - histogram.mean
    deviation = histogram.standard_deviation
    assert abs(median) <= deviation
    assert -np.sqrt(19) * deviation <= low <= high <= np.sqrt(19) * deviation


def test_recorded_percentiles_are_those_of_the_values_however_wide_the_bins_are(narrow):
    histogram, values = narrow
    shown = shown_percentiles([histogram, with_percentiles(histogram, values)])[1]
    np.testing.assert_allclose(shown, np.quantile(values, FRACTIONS))


def test_recorded_percentiles_are_those_of_finite_values():
    values = np.array([np.nan, 1.0, 2.0, 3.0, np.inf])
    shown = with_percentiles(HistogramScale().count(values), values).percentiles
    np.testing.assert_allclose(shown, np.quantile([1.0, 2.0, 3.0], FRACTIONS))
    nothing = np.array([np.nan])
    assert np.isnan(with_percentiles(HistogramScale().count(nothing), nothing).percentiles).all()
