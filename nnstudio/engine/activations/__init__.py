"""Activations: the nonlinearity between sums and outputs of a layer. To add one, write a file here and a line below."""

from nnstudio.engine.activations.activation import Activation
from nnstudio.engine.activations.elu import Elu
from nnstudio.engine.activations.gelu import Gelu
from nnstudio.engine.activations.leaky_relu import LeakyRelu
from nnstudio.engine.activations.linear import Linear
from nnstudio.engine.activations.relu import Relu
from nnstudio.engine.activations.sigmoid import Sigmoid
from nnstudio.engine.activations.silu import Silu
from nnstudio.engine.activations.softplus import Softplus
from nnstudio.engine.activations.tanh import Tanh
from nnstudio.spec.record import Registry

ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    Relu,
    LeakyRelu,
    Elu,
    Gelu,
    Silu,
    Softplus,
    Tanh,
    Sigmoid,
    Linear,
)
