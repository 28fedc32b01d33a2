"""The weights of two networks are counted in the same bins, and each layer has its numbers."""

import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.inspection.weight_comparison import compare_weights
from tests.conftest import small_settings


def network_with(layers, *values):
    """Return a network for four inputs whose layers with weights have all these values."""
    network = Network(small_settings(f"layers={layers}").network, (4,), 2)
    parameters = np.zeros(network.layout.count, np.float32)
    for weights, value in zip(network.layout.weights(parameters), values, strict=True):
        weights[...] = value
    return network, parameters


def test_both_networks_are_counted_over_the_range_of_the_wider_one():
    (layer,) = compare_weights(network_with("[]", 0.25), network_with("[]", -3.0))
    assert layer.limit >= 3.0
    assert [each.sum() for each in layer.fractions] == [1.0, 1.0]
    first, second = (int(each.argmax()) for each in layer.fractions)
    assert second < 32 <= first
    assert [each.shape for each in layer.fractions] == [(64,), (64,)]


def test_each_layer_has_its_numbers():
    (layer,) = compare_weights(network_with("[]", 0.5), network_with("[]", -0.001))
    big, small = layer.summaries
    assert (big.mean_magnitude, big.largest, big.fraction_near_zero) == (0.5, 0.5, 0.0)
    assert small.largest == pytest.approx(0.001)
    assert small.fraction_near_zero == 1.0
    assert big.norm == pytest.approx(np.sqrt(8 * 0.25))


def test_a_layer_that_one_network_lacks_is_compared_with_nothing():
    one, two = network_with("[]", 0.5), network_with("[dense 3 relu]", 0.5, 0.5)
    layers = compare_weights(one, two)
    assert [layer.number for layer in layers] == [1, 2]
    assert layers[1].fractions[0] is None
    assert layers[1].summaries[0] is None


def test_weights_that_are_not_finite_are_left_out():
    (layer,) = compare_weights(network_with("[]", np.nan), network_with("[]", 1.0))
    assert layer.fractions[0].sum() == 0.0
    assert layer.fractions[1].sum() == 1.0
