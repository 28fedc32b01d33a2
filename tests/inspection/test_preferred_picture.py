"""Gradient ascent, against the solution that is known for units that are connected directly to the pixels."""

import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.inspection.activations import ActivationReader, Unit
from nnstudio.inspection.preferred_picture import find_preferred_picture
from nnstudio.steps import finish
from tests.conftest import small_settings


def case(layers):
    network = Network(small_settings(f"layers={layers}").network, (6, 6), 3)
    parameters = np.random.default_rng(9).normal(0, 0.5, network.layout.count)
    for views in network.layout.views(parameters):
        if "running_variances" in views:
            views["running_variances"][:] = 1.5
    return network, parameters


def test_for_a_unit_of_the_first_layer_it_is_the_positive_part_of_its_weights():
    network, parameters = case("[dense 4 relu]")
    weights = network.layout.views(parameters)[0]["weights"][:, 2]
    positive = np.maximum(weights, 0)
    found = finish(find_preferred_picture(network, parameters, Unit(0, 2), 1.5))
    np.testing.assert_allclose(found.ravel(), 1.5 * positive / np.linalg.norm(positive), atol=0.02)


@pytest.mark.parametrize("layers", ["[dense 12 relu, dense 5 tanh]", "[dense 12 linear, batch_norm, activation gelu]"])
def test_no_picture_of_the_same_length_near_it_excites_the_unit_much_more(layers):
    network, parameters = case(layers)
    unit, length = Unit(1, 1), 2.0
    reader = ActivationReader(network, parameters)
    found = finish(find_preferred_picture(network, parameters, unit, length))

    def sum_of(picture):
        return reader.read(picture.ravel()).layers[1].sums[1]

    rng = np.random.default_rng(3)
    others = np.clip(found + rng.normal(0, 0.05, (200, 6, 6)), 0, 1)
    others *= length / np.linalg.norm(others.reshape(200, -1), axis=1)[:, None, None]
    gained = sum_of(found) - sum_of(np.full((6, 6), length / 6))
    assert gained > 0
    assert max(map(sum_of, others)) <= sum_of(found) + 0.05 * gained


def test_it_stays_within_its_bounds_and_is_always_the_same():
    network, parameters = case("[dense 12 relu]")
    found, again = (finish(find_preferred_picture(network, parameters, Unit(1, 0), 2.0)) for _ in range(2))
    np.testing.assert_array_equal(found, again)
    assert found.min() >= 0
    assert found.max() <= 1
    assert np.linalg.norm(found) <= 2.0 + 1e-9


def test_where_no_pixel_changes_anything_it_is_even_grey():
    network, parameters = case("[dense 12 relu]")
    network.layout.views(parameters)[0]["biases"][:] = -1000
    found = finish(find_preferred_picture(network, parameters, Unit(1, 0), 2.0))
    assert np.ptp(found) == 0
