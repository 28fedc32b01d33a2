"""Snapshots of a network: its parameters at a step, and histograms that can be compared."""

import numpy as np
import pytest

from nnstudio.inspection.histograms import HistogramScale
from nnstudio.session.snapshot import SnapshotReader
from tests.conftest import small_settings
from tests.session.scripted_trainer import network_of

NETWORK = network_of(small_settings("network.layers=[dense 12 relu, dropout 0.2, dense 8 relu]"))
SIZES = (784 * 12, 12 * 8, 8 * 10)


@pytest.fixture
def reader():
    return SnapshotReader(NETWORK)


def parameters(weights=0.1, biases=5.0):
    """Return parameters whose biases lie far outside the weights."""
    values = np.full(NETWORK.layout.count, biases, np.float32)
    for views in NETWORK.layout.views(values):
        if "weights" in views:
            drawn = np.random.default_rng(0).normal(0, weights, views["weights"].shape)
            views["weights"][:] = drawn
    return values


def weights_of(values):
    return [views["weights"] for views in NETWORK.layout.views(values) if "weights" in views]


def test_a_snapshot_has_the_step_the_network_and_its_parameters(reader):
    values = parameters()
    expected = values.copy()
    snapshot = reader.read(17, values)
    assert (snapshot.step, snapshot.network) == (17, NETWORK)
    np.testing.assert_array_equal(snapshot.parameters, expected)


def test_the_parameters_of_a_snapshot_are_read_only(reader):
    snapshot = reader.read(0, parameters())
    with pytest.raises(ValueError, match="read-only"):
        snapshot.parameters[0] = 1


def test_there_is_one_histogram_for_each_layer_with_weights_and_of_the_weights_only(reader):
    values = parameters()
    histograms = reader.read(0, values).histograms
    assert tuple(histogram.counts.sum() for histogram in histograms) == SIZES
    for histogram, weights in zip(histograms, weights_of(values), strict=True):
        expected = HistogramScale().count(weights)
        np.testing.assert_array_equal(histogram.counts, expected.counts)
        assert (histogram.limit, histogram.mean) == (expected.limit, expected.mean)


def test_histograms_keep_their_edges_from_one_snapshot_of_a_run_to_the_next(reader):
    first, narrower = reader.read(0, parameters(0.1)), reader.read(1, parameters(0.01))
    assert [each.limit for each in narrower.histograms] == [each.limit for each in first.histograms]
    assert [each.standard_deviation for each in narrower.histograms] < [
        each.standard_deviation for each in first.histograms
    ]


def test_each_layer_has_separate_edges(reader):
    values = parameters(0.1)
    weights_of(values)[1][:] *= 100
    limits = [histogram.limit for histogram in reader.read(0, values).histograms]
    assert limits[1] > 50 * max(limits[0], limits[2])


def test_another_run_starts_with_new_edges(reader):
    wide = reader.read(0, parameters(1.0))
    narrow = SnapshotReader(NETWORK).read(0, parameters(0.01))
    assert narrow.histograms[0].limit < wide.histograms[0].limit / 50
