from dataclasses import dataclass

import numpy as np
import pytest

from nnstudio.engine.activations import ACTIVATIONS, Activation
from nnstudio.engine.layers import Dense
from nnstudio.engine.losses import LOSSES
from nnstudio.engine.network import Network, NetworkSettings
from tests.engine.gradient_check import gradient_error

TOLERANCE = 1e-6


@pytest.mark.parametrize("loss", LOSSES, ids=lambda kind: kind.key)
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("batch_size", [1, 7])
def test_every_activation_and_loss_has_the_gradient_of_its_formula(activation, loss, batch_size):
    layers = (Dense(6, activation()), Dense(5, activation()))
    assert gradient_error(Network(NetworkSettings(layers), 4, 3), loss(), batch_size) < TOLERANCE


def test_a_network_without_hidden_layers_is_softmax_regression():
    assert gradient_error(Network(NetworkSettings(()), 5, 3)) < TOLERANCE


@dataclass(frozen=True)
class _WrongActivation(Activation):
    """A square whose gradient forgets the 2."""

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
    assert gradient_error(Network(NetworkSettings((Dense(6, _WrongActivation()),)), 4, 3)) > 0.01


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda kind: kind.key)
def test_every_activation_is_finite_for_huge_sums(activation):
    z = np.array([[-1e4, -1.0, 0.0, 1.0, 1e4]])
    bound = activation().bind(z.shape, z.dtype)
    assert np.isfinite(bound.forward(z.copy())).all()
    assert np.isfinite(bound.backward(np.ones_like(z))).all()
