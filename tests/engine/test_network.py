import numpy as np
import pytest

from nnstudio.engine.layers import BatchNorm, Dense
from nnstudio.engine.network import Network, NetworkSettings


@pytest.mark.parametrize("inputs", ["unit", "standardized"])
def test_layers_are_numbered_from_one_and_scaled_inputs_have_no_number(inputs):
    layers = Network(NetworkSettings((Dense(8), BatchNorm()), inputs=inputs), (4,), 3)
    names = ["1. Dense", "2. Batch normalization", "Output"]
    expected = names if inputs == "unit" else ["Standardisation", *names]
    assert [layers.layer_name(index) for index in range(len(layers.layers))] == expected
    assert layers.layer_number(len(layers.layers) - 1) == 3


def network():
    return Network(NetworkSettings((Dense(128), Dense(64))), (28, 28), 10)


def test_the_parameters_are_counted():
    layout = network().layout
    assert layout.weight_count == 784 * 128 + 128 * 64 + 64 * 10
    assert layout.count == layout.weight_count + 128 + 64 + 10


def test_a_network_without_biases_has_weights_alone():
    layers = (Dense(128, has_bias=False), Dense(64, has_bias=False))
    layout = Network(NetworkSettings(layers, output_has_bias=False), (28, 28), 10).layout
    assert layout.count == layout.weight_count == 109_184


def test_all_weights_come_before_all_biases_in_the_vector():
    layout = network().layout
    vector = layout.zeros(np.dtype(np.float32))
    vector[: layout.weight_count] = 1
    for views in layout.views(vector):
        assert views["weights"].min() == 1
        assert views["biases"].max() == 0


def test_views_share_the_memory_of_the_vector():
    layout = network().layout
    vector = layout.zeros(np.dtype(np.float32))
    layout.views(vector)[1]["weights"][3, 4] = 7
    assert np.count_nonzero(vector == 7) == 1


def test_a_vector_of_another_size_is_refused():
    with pytest.raises(ValueError, match="109386 parameters"):
        network().layout.views(np.zeros(5))


def test_initial_weights_are_random_and_initial_biases_zero():
    vector = network().initial_parameters(np.random.default_rng(0), np.dtype(np.float32))
    for views in network().layout.views(vector):
        assert views["weights"].std() > 0.01
        assert not views["biases"].any()
