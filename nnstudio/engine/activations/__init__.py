"""Activations: the bend between a layer's sums and its outputs. To add one: a file here and a line below."""

from nnstudio.engine.activations.activation import Activation
from nnstudio.engine.activations.linear import Linear
from nnstudio.engine.activations.relu import Relu
from nnstudio.engine.activations.sigmoid import Sigmoid
from nnstudio.spec.record import Registry

ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    Relu,
    Sigmoid,
    Linear,
)
