"""Layers: a network is a stack of them. To add one, write a file here and a line below."""

from nnstudio.engine.layers.activation_layer import ActivationLayer
from nnstudio.engine.layers.batch_norm import BatchNorm
from nnstudio.engine.layers.dense import Dense
from nnstudio.engine.layers.dropout import Dropout
from nnstudio.engine.layers.layer import Layer
from nnstudio.spec.record import Registry

LAYERS: Registry[Layer] = Registry(
    "layer",
    Dense,
    BatchNorm,
    Dropout,
    ActivationLayer,
)
