"""Edge cases of attribution: two classes, pictures that patches do not cover, scaled inputs, newer parameters."""

import numpy as np
import pytest

from nnstudio.engine.activations import Sigmoid, Tanh
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.inspection.attribution import PATCH, STRIDE, Attributor, contrast

STACK = (Dense(6, Tanh()), Dense(5, Sigmoid()))


def network_of(side, layers=STACK, inputs="unit"):
    return Network(NetworkSettings(layers, inputs=inputs), (side, side), 3)


def parameters_of(network, seed=0):
    drawn = network.initial_parameters(np.random.default_rng(seed), np.dtype(np.float64))
    if network.settings.inputs == "standardized":
        network.layout.views(drawn)[0]["input_mean"][:] = 0.2
        network.layout.views(drawn)[0]["input_deviation"][:] = 0.5
    return drawn


@pytest.mark.parametrize(
    ("arguments", "direction"),
    [
        ((2, 0, None), [1, -1]),
        ((2, 1, None), [-1, 1]),
        ((3, 1, None), [-0.5, 1, -0.5]),
        ((5, 4, None), [-0.25, -0.25, -0.25, -0.25, 1]),
        ((3, 0, 2), [1, 0, -1]),
        ((3, 2, 0), [-1, 0, 1]),
        ((1, 0, None), [1]),
    ],
)
def test_a_contrast_is_for_the_chosen_class_and_against_its_rival_or_all_others(arguments, direction):
    np.testing.assert_array_equal(contrast(*arguments), direction)


def test_patches_of_four_pixels_move_by_two():
    assert (PATCH, STRIDE) == (4, 2)


@pytest.mark.parametrize("side", [4, 5, 6, 7])
def test_patches_stay_within_the_picture_and_pixels_that_none_covers_are_zero(side):
    network = network_of(side)
    picture = np.random.default_rng(1).uniform(0.5, 1, side * side)
    falls = Attributor(network, parameters_of(network)).occlude(picture, 1)
    covered = side - side % 2
    assert falls.shape == (side, side)
    assert (falls[:covered, :covered] != 0).all()
    assert not falls[covered:].any()
    assert not falls[:, covered:].any()


def test_erasing_paper_changes_no_probability():
    network = network_of(6)
    picture = np.zeros((6, 6))
    picture[0, 5] = 1
    falls = Attributor(network, parameters_of(network)).occlude(picture.ravel(), 0)
    assert falls[0, 5] != 0
    assert falls[0, 5] == falls[1, 4]  # only one patch covers the corner
    assert not falls[:, :2].any()
    assert not falls[4:].any()


def test_repeated_attribution_gives_the_same_result_and_does_not_modify_the_picture():
    network = network_of(6)
    attributor = Attributor(network, parameters_of(network))
    first, second = np.random.default_rng(1).uniform(0, 1, (2, 36))
    kept = first.copy()
    falls, attribution = attributor.occlude(first, 1), attributor.attribute(first, 1)
    before = falls.copy(), attribution.pixels.copy(), [units.copy() for units in attribution.units]
    attributor.occlude(second, 2)
    attributor.attribute(second, 2)
    np.testing.assert_array_equal(first, kept)
    for found, again in (
        (falls, attributor.occlude(first, 1)),
        (attribution.pixels, attributor.attribute(first, 1).pixels),
    ):
        np.testing.assert_array_equal(found, again)
    np.testing.assert_array_equal(falls, before[0])
    np.testing.assert_array_equal(attribution.pixels, before[1])
    for units, earlier in zip(attribution.units, before[2], strict=True):
        np.testing.assert_array_equal(units, earlier)


def test_newer_parameters_are_explained_at_the_next_call():
    network = network_of(6)
    vector, newer = parameters_of(network), parameters_of(network, seed=9)
    picture = np.random.default_rng(1).uniform(0, 1, 36)
    attributor = Attributor(network, vector)
    vector[:] = newer
    expected = Attributor(network, newer)
    np.testing.assert_array_equal(attributor.attribute(picture, 1).pixels, expected.attribute(picture, 1).pixels)
    np.testing.assert_array_equal(attributor.occlude(picture, 1), expected.occlude(picture, 1))


@pytest.mark.parametrize("inputs", ["unit", "standardized"])
def test_units_are_reported_layer_by_layer_for_either_input_scaling(inputs):
    network = network_of(5, inputs=inputs)
    vector = parameters_of(network)
    picture = np.random.default_rng(1).uniform(0, 1, 25)
    attribution = Attributor(network, vector).attribute(picture, 2, 0)
    assert [len(units) for units in attribution.units] == [6, 5]
    first, second, last = network.layout.views(vector)[-3:]
    x = (picture - 0.2) / 0.5 if inputs == "standardized" else picture
    seen = np.tanh(x @ first["weights"] + first["biases"])
    hidden = 1 / (1 + np.exp(-(seen @ second["weights"] + second["biases"])))
    by_hidden = last["weights"][:, 2] - last["weights"][:, 0]
    by_seen = second["weights"] @ (by_hidden * hidden * (1 - hidden))
    by_x = first["weights"] @ (by_seen * (1 - seen**2))
    np.testing.assert_allclose(attribution.units[1], hidden * by_hidden)
    np.testing.assert_allclose(attribution.units[0], seen * by_seen)
    np.testing.assert_allclose(attribution.pixels, picture * by_x / (0.5 if inputs == "standardized" else 1))


def test_a_trace_treats_each_sample_separately_and_does_not_modify_inputs_or_directions():
    network = network_of(3)
    vector = parameters_of(network)
    whole, single = PredictionWorkspace(network, vector, 4), PredictionWorkspace(network, vector, 1)
    whole.inputs[...] = given = np.random.default_rng(1).uniform(0, 1, (4, 9))
    directions = np.random.default_rng(2).normal(size=(4, 3))
    kept = directions.copy()
    pairs = whole.trace(directions)
    np.testing.assert_array_equal(whole.inputs, given)
    np.testing.assert_array_equal(directions, kept)
    assert [(values.shape, gradient.shape) for values, gradient in pairs] == [((4, n), (4, n)) for n in (9, 6, 5)]
    for row in range(4):
        single.inputs[0] = given[row]
        for (values, gradient), (one, slope) in zip(pairs, single.trace(directions[[row]]), strict=True):
            np.testing.assert_allclose(values[row], one[0])
            np.testing.assert_allclose(gradient[row], slope[0])
