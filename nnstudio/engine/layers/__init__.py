"""Layers: what a network is a stack of. To add one: a file here and a line below."""

from nnstudio.engine.layers.dense import Dense
from nnstudio.engine.layers.layer import Layer
from nnstudio.spec.record import Registry

LAYERS: Registry[Layer] = Registry(
    "layer",
    Dense,
)
