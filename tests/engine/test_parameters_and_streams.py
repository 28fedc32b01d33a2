"""The position of each parameter of a network, and the stream of each random number."""

import re

import numpy as np
import pytest

from nnstudio.engine.initializers import HeNormal, Zeros
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.parameters import Layout, Parameter, Role
from nnstudio.engine.random_streams import RandomStreams

STREAMS = ("split", "initial_weights", "shuffling", "dropout")
TWO_LAYERS = (
    (Parameter("weights", (2, 3), Role.WEIGHT), Parameter("biases", (3,), Role.BIAS)),
    (),
    (
        Parameter("means", (2,), Role.STATISTIC, 4.0),
        Parameter("weights", (3, 1), Role.WEIGHT),
        Parameter("scales", (1,), Role.BIAS, 1.0),
    ),
)


def test_the_vector_has_weights_then_biases_then_statistics_layer_by_layer():
    layout = Layout(TWO_LAYERS)
    first, nothing, last = layout.views(np.arange(15.0))
    np.testing.assert_array_equal(first["weights"], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(last["weights"], [[6], [7], [8]])
    np.testing.assert_array_equal(first["biases"], [9, 10, 11])
    np.testing.assert_array_equal(last["scales"], [12])
    np.testing.assert_array_equal(last["means"], [13, 14])
    assert nothing == {}
    assert (layout.weight_count, layout.learned_count, layout.count) == (9, 13, 15)
    assert layout.layers == TWO_LAYERS


def test_an_empty_layout_has_no_parameters():
    layout = Layout([])
    assert (layout.weight_count, layout.learned_count, layout.count) == (0, 0, 0)
    assert layout.views(np.zeros(0)) == ()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_fresh_vector_is_of_zeros_in_the_precision_asked_for(dtype):
    vector = Layout(TWO_LAYERS).zeros(np.dtype(dtype))
    assert (vector.dtype, vector.shape, np.count_nonzero(vector)) == (dtype, (15,), 0)


@pytest.mark.parametrize("shape", [(14,), (16,), (15, 1), ()])
def test_a_vector_of_another_shape_is_refused_with_both_sizes(shape):
    text = re.escape(f"a vector of shape {shape} for a network of 15 parameters")
    with pytest.raises(ValueError, match=f"^{text}$"):
        Layout(TWO_LAYERS).views(np.zeros(shape))


def test_a_parameter_holds_as_many_numbers_as_its_shape_says_and_begins_at_zero():
    assert [Parameter("it", shape, Role.BIAS).size for shape in [(3,), (2, 5), (1,), (4, 1)]] == [3, 10, 1, 4]
    assert Parameter("it", (3,), Role.BIAS).initial == 0


def test_the_shapes_of_a_network_go_from_its_inputs_to_its_classes():
    layers = (Dense(7), BatchNorm(), Dropout(), ActivationLayer(), Dense(3))
    network = Network(NetworkSettings(layers), (5,), 4)
    assert network.shapes == ((5,), (7,), (7,), (7,), (7,), (3,), (4,))
    assert (network.inputs, network.classes) == (5, 4)
    assert [[each.name for each in layer] for layer in network.layout.layers] == [
        ["weights", "biases"],
        ["scales", "shifts", "running_means", "running_variances"],
        [],
        [],
        ["weights", "biases"],
        ["weights", "biases"],
    ]


def test_layers_keep_the_shape_of_a_sample_and_a_dense_one_takes_all_its_numbers():
    network = Network(NetworkSettings((BatchNorm(), Dropout(), Dense(3))), (4, 5), 2)
    assert (network.input_shape, network.inputs) == ((4, 5), 20)
    assert network.shapes == ((4, 5), (4, 5), (4, 5), (3,), (2,))
    weights = network.layout.weights(np.arange(network.layout.count))
    assert [each.shape for each in weights] == [(20, 3), (3, 2)]
    assert weights[1][0, 0] == 60
    assert network.layout.weighted_layers == (2, 3)


def test_the_last_layer_is_linear():
    assert Network(NetworkSettings(()), (5,), 4).layers[-1].activation.key == "linear"
    assert Network(NetworkSettings((Dense(6),)), (5,), 4).layers[:-1] == (Dense(6),)


@pytest.mark.parametrize("inputs", ["unit", "standardized"])
def test_all_but_weights_start_as_their_layer_declares(inputs):
    network = Network(NetworkSettings((Dense(6), BatchNorm()), HeNormal(), inputs), (5,), 4)
    vector = network.initial_parameters(np.random.default_rng(0), np.dtype(np.float32))
    *input_scaling, first, norm, last = network.layout.views(vector)
    begins = {"scales": 1, "shifts": 0, "running_means": 0, "running_variances": 1}
    assert {name: set(view.tolist()) for name, view in norm.items()} == {name: {n} for name, n in begins.items()}
    assert not first["biases"].any()
    assert not last["biases"].any()
    assert [{name: view.tolist() for name, view in views.items()} for views in input_scaling] == (
        [{"input_mean": [0], "input_deviation": [1]}] if inputs == "standardized" else []
    )
    assert len(np.unique(np.concatenate([first["weights"].ravel(), last["weights"].ravel()]))) == 5 * 6 + 6 * 4
    assert vector.dtype == np.float32


def test_measurements_of_the_inputs_come_last_in_the_vector():
    network = Network(NetworkSettings((Dense(6), BatchNorm()), inputs="standardized"), (5,), 4)
    views = network.layout.views(np.arange(network.layout.count))
    assert list(views[0]) == ["input_mean", "input_deviation"]
    assert [view.tolist() for view in views[0].values()] == [[network.layout.count - 2], [network.layout.count - 1]]


def test_the_initializer_that_was_chosen_draws_the_weights():
    network = Network(NetworkSettings((Dense(6),), Zeros()), (5,), 4)
    assert not network.initial_parameters(np.random.default_rng(0), np.dtype(np.float32)).any()


def test_the_same_seed_gives_the_same_streams_and_another_seed_others():
    first, again, other = (RandomStreams.from_seed(seed) for seed in (5, 5, 6))
    for name in STREAMS:
        drawn = getattr(first, name).random(8)
        np.testing.assert_array_equal(drawn, getattr(again, name).random(8))
        assert (drawn != getattr(other, name).random(8)).all()
    assert list(first.augmentation.generate_state(4)) == list(again.augmentation.generate_state(4))
    assert list(first.augmentation.generate_state(4)) != list(other.augmentation.generate_state(4))


def test_each_purpose_has_a_stream_of_its_own():
    streams = RandomStreams.from_seed(5)
    drawn = [tuple(getattr(streams, name).random(4)) for name in STREAMS]
    drawn.append(tuple(np.random.default_rng(streams.augmentation).random(4)))
    assert len(set(drawn)) == 5


def test_a_seed_means_the_same_in_every_version():
    # Saved runs are repeated by their seed: these numbers may never change.
    streams = RandomStreams.from_seed(5)
    children = np.random.SeedSequence(5).spawn(5)
    for name, child in zip(STREAMS, children, strict=False):
        assert getattr(streams, name).random() == np.random.Generator(np.random.PCG64(child)).random()
    assert streams.augmentation.spawn_key == (4,)
