"""The gradient check agrees with right gradients, and names the layer of a wrong one."""

from dataclasses import dataclass

import numpy as np
import pytest

from nnstudio.engine.activations import Elu, LeakyRelu, Relu, Sigmoid, Tanh
from nnstudio.engine.initializers import Zeros
from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.losses import MeanSquaredError
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.check_up.gradient_check import check_gradients
from nnstudio.steps import finish
from tests.inspection.check_up.samples import patterns


class _WrongPass:
    """Computes tanh, and as its derivative 1 - y instead of 1 - y²."""

    def forward(self, z):
        self._y = np.tanh(z)
        return self._y

    def backward(self, gradient):
        return gradient * (1 - self._y)


@dataclass(frozen=True)
class WrongTanh(Tanh):
    def bind(self, shape, dtype):
        return _WrongPass()


def checked(layers, training=None, **settings):
    network = Network(NetworkSettings(layers=layers, **settings), (8, 8), 10)
    return finish(check_gradients(network, training or TrainingSettings(), patterns(), seed=3))


@pytest.mark.parametrize(
    "layers",
    [
        (),
        (Dense(12, Relu()), Dense(9, LeakyRelu())),
        (Dense(12, Sigmoid()), Dropout(0.5), Dense(9, Elu())),
        (Dense(12, Tanh()), BatchNorm(), Dense(9, Relu(), has_bias=False)),
    ],
)
def test_right_gradients_agree(layers):
    results = checked(layers)
    assert max(each.error for each in results) < 1e-5
    assert all(each.compared > 0 for each in results)


def test_the_layer_of_a_wrong_gradient_is_the_last_that_differs():
    results = checked((Dense(12, Tanh()), Dense(9, WrongTanh()), Dense(8, Tanh())))
    assert [each.name for each in results] == ["1. Dense", "2. Dense", "3. Dense", "Output"]
    assert [each.error > 1e-2 for each in results] == [True, True, False, False]


def test_other_losses_penalties_and_input_scalings_are_checked_too():
    training = TrainingSettings(loss=MeanSquaredError(), penalties=PenaltySettings(l1=0.01, l2=0.1))
    results = checked((Dense(12),), training, inputs="standardized")
    assert [each.name for each in results] == ["1. Dense", "Output"]
    assert max(each.error for each in results) < 1e-5


def test_weights_of_zero_are_checked_beside_zero_but_their_gradients_have_no_size():
    results = checked((Dense(12), Dense(9)), initializer=Zeros())
    assert max(each.error for each in results) < 1e-5
    assert [each.size for each in results] == [0, 0, 0]


def test_sizes_are_those_of_the_initial_weights():
    deep = checked(tuple(Dense(12, Sigmoid()) for _ in range(6)))
    shallow = checked((Dense(12),))
    assert deep[0].size < 1e-3 * deep[-1].size
    assert shallow[0].size > 1e-2 * shallow[-1].size


def test_the_same_seed_gives_the_same_result():
    layers = (Dense(12), Dropout(0.3))
    assert checked(layers) == checked(layers)
