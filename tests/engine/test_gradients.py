from dataclasses import dataclass

import pytest

from nnstudio.engine.activations import ACTIVATIONS, Activation, Elu, LeakyRelu, Tanh
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense
from nnstudio.engine.losses import LOSSES, CrossEntropy
from nnstudio.engine.network import Network, NetworkSettings
from tests.engine.gradient_check import gradient_error

TOLERANCE = 1e-6


@pytest.mark.parametrize("loss", LOSSES, ids=lambda kind: kind.key)
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("batch_size", [1, 7])
def test_every_activation_and_loss_has_the_gradient_of_its_formula(activation, loss, batch_size):
    layers = (Dense(6, activation()), Dense(5, activation()))
    assert gradient_error(Network(NetworkSettings(layers), (4,), 3), loss(), batch_size) < TOLERANCE


@pytest.mark.parametrize("activation", [LeakyRelu(0), LeakyRelu(0.3), Elu(0.5), Elu(2)], ids=repr)
def test_the_gradient_follows_the_settings_of_the_activation(activation):
    layers = (Dense(6, activation), Dense(5, activation))
    assert gradient_error(Network(NetworkSettings(layers), (4,), 3)) < TOLERANCE


@pytest.mark.parametrize("smoothing", [0.1, 0.3])
@pytest.mark.parametrize("batch_size", [1, 7])
def test_the_gradient_follows_label_smoothing(smoothing, batch_size):
    network = Network(NetworkSettings((Dense(6),)), (4,), 3)
    assert gradient_error(network, CrossEntropy(smoothing), batch_size) < TOLERANCE


def test_a_network_without_hidden_layers_is_softmax_regression():
    assert gradient_error(Network(NetworkSettings(()), (5,), 3)) < TOLERANCE


def test_an_output_without_bias_has_the_gradient_of_its_formula():
    layers = (Dense(6, Tanh(), has_bias=False),)
    assert gradient_error(Network(NetworkSettings(layers, output_has_bias=False), (4,), 3)) < TOLERANCE


@dataclass(frozen=True)
class _WrongActivation(Activation):
    """A square whose gradient lacks the factor 2."""

    key = "wrong"
    label = "Wrong"
    hint = "Wrong on purpose."

    def bind(self, shape, dtype):
        return _WrongPass()


class _WrongPass:
    def forward(self, z):
        self._z = z.copy()
        return z**2

    def backward(self, gradient):
        return gradient * self._z


def test_a_wrong_gradient_fails_the_check():
    assert gradient_error(Network(NetworkSettings((Dense(6, _WrongActivation()),)), (4,), 3)) > 0.01


@pytest.mark.parametrize("inputs", ["unit", "standardized"])
@pytest.mark.parametrize("first", [(), (ActivationLayer(Tanh()),), (BatchNorm(),)], ids=["dense", "activation", "norm"])
def test_the_gradient_is_right_whatever_comes_before_the_first_layer_that_learns(inputs, first):
    network = Network(NetworkSettings((*first, Dense(6, Tanh()), Dense(5)), inputs=inputs), (4,), 3)
    assert network.layout.first_learning_layer == (inputs == "standardized") + (first == (ActivationLayer(Tanh()),))
    assert gradient_error(network) < TOLERANCE
