import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.activations import ACTIVATIONS, Linear, Relu, Sigmoid
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout
from nnstudio.engine.layers.layer import Binding
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.parameters import Layout
from tests.engine.gradient_check import gradient_error

TOLERANCE = 1e-6
FLOAT64 = np.dtype(np.float64)

STACKS = {
    "batch norm after": (Dense(6, Sigmoid()), BatchNorm(), Dense(5, Sigmoid()), BatchNorm()),
    "batch norm before": (Dense(6, Linear()), BatchNorm(), ActivationLayer(Sigmoid())),
    "batch norm first": (BatchNorm(), Dense(6, Sigmoid())),
    "dropout": (Dense(6, Sigmoid()), Dropout(0.4), Dense(5, Sigmoid()), Dropout(0.2)),
    "dropout first": (Dropout(0.3), Dense(6, Sigmoid())),
    "everything": (Dense(6, Linear()), BatchNorm(), ActivationLayer(Sigmoid()), Dropout(0.3), Dense(5, Sigmoid())),
    "no bias": (Dense(6, Sigmoid(), has_bias=False), Dense(5, Sigmoid(), has_bias=False)),
}


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("batch_size", [2, 9])
def test_every_stack_of_layers_has_the_gradient_of_its_formula(name, batch_size):
    assert gradient_error(Network(NetworkSettings(STACKS[name]), (4,), 3), batch_size=batch_size) < TOLERANCE


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda kind: kind.key)
def test_an_activation_layer_does_what_the_activation_of_a_dense_layer_does(activation):
    apart = Network(NetworkSettings((Dense(6, Linear()), ActivationLayer(activation()))), (4,), 3)
    assert gradient_error(apart) < TOLERANCE


def bound(layer, batch_size, inputs, seed=0):
    """Return the layer bound to new parameters, and its views."""
    layout = Layout([layer.parameters((inputs,))])
    vector, gradient = layout.zeros(FLOAT64), layout.zeros(FLOAT64)
    (views,), (gradients,) = layout.views(vector), layout.views(gradient)
    for parameter in layer.parameters((inputs,)):
        views[parameter.name][...] = parameter.initial
    rng = np.random.default_rng(seed)
    return layer.bind(Binding(batch_size, (inputs,), FLOAT64, views, gradients, False, rng)), views


@given(st.floats(0, 0.9), st.integers(0, 1000))
def test_dropout_keeps_the_mean(rate, seed):
    layer, _ = bound(Dropout(rate), 400, 100, seed)
    outputs = layer.forward(np.ones((400, 100)))
    deviation = np.sqrt(rate / (1 - rate) / outputs.size)
    assert outputs.mean() == pytest.approx(1, abs=6 * deviation + 1e-6)


def test_dropout_changes_nothing_in_prediction():
    layer, _ = bound(Dropout(0.5), 3, 4)
    x = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(layer.predict(x), x)


def test_dropout_drops_other_neurons_in_every_batch():
    layer, _ = bound(Dropout(0.5), 10, 50)
    first = layer.forward(np.ones((10, 50))).copy()
    assert (first != layer.forward(np.ones((10, 50)))).any()


def test_batch_norm_scales_every_column_to_mean_zero_and_deviation_one():
    layer, _ = bound(BatchNorm(), 50, 3)
    outputs = layer.forward(np.random.default_rng(0).normal([1, -5, 100], [1, 0.1, 30], (50, 3)))
    np.testing.assert_allclose(outputs.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(outputs.std(axis=0), 1, atol=1e-3)


def test_batch_norm_predicts_each_sample_the_same_in_any_batch():
    layer, _ = bound(BatchNorm(), 8, 3)
    x = np.random.default_rng(0).normal(2, 3, (8, 3))
    for _ in range(20):
        layer.forward(x)
    together = layer.predict(x).copy()
    shuffled = layer.predict(x[::-1].copy())[::-1]
    np.testing.assert_array_equal(together, shuffled)


def test_batch_norm_follows_the_mean_and_the_unbiased_variance():
    layer, views = bound(BatchNorm(momentum=0.25), 4, 1)
    layer.forward(np.array([[1.0], [2.0], [3.0], [6.0]]))  # mean 3, unbiased variance 14/3
    np.testing.assert_allclose(views["running_means"], [0.25 * 3])
    np.testing.assert_allclose(views["running_variances"], [0.75 + 0.25 * 14 / 3])


def test_the_variance_of_a_batch_of_two_is_unbiased_too():
    layer, views = bound(BatchNorm(momentum=0.25), 2, 1)
    layer.forward(np.array([[1.0], [5.0]]))  # mean 3, unbiased variance 8
    np.testing.assert_allclose(views["running_variances"], [0.75 + 0.25 * 8])


def test_statistics_come_last_in_the_vector_and_are_not_learned():
    layout = Network(NetworkSettings((Dense(6), BatchNorm())), (4,), 3).layout
    assert layout.weight_count == 4 * 6 + 6 * 3
    assert layout.learned_count == layout.weight_count + 6 + 3 + 6 + 6
    assert layout.count == layout.learned_count + 12


def test_a_dense_layer_without_bias_has_only_weights():
    assert [parameter.name for parameter in Dense(3, Relu(), has_bias=False).parameters((4,))] == ["weights"]
