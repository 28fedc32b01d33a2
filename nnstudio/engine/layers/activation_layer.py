"""An activation as a separate layer, so that another layer can come between a dense layer and its nonlinearity."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations import Activation, Relu
from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.layers.dense import ACTIVATION
from nnstudio.engine.layers.layer import Binding, Layer, LayerPass
from nnstudio.engine.parameters import Parameter
from nnstudio.spec.setting import declare


@dataclass(frozen=True)
class ActivationLayer(Layer):
    """y = f(x), elementwise: ``dense 20 linear, batch_norm, activation relu`` normalises before ReLU."""

    key = "activation"
    label = "Activation"
    hint = "A nonlinearity on its own, such as after a batch normalization that follows a linear dense layer."
    formula = "y = f(x)"

    activation: Activation = declare(Relu(), ACTIVATION)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return ``input_shape``."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return none."""
        return ()

    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with its buffers."""
        return _ActivationLayerPass(self.activation, binding)


class _ActivationLayerPass:
    def __init__(self, activation: Activation, binding: Binding) -> None:
        self._x = np.empty((binding.batch_size, binding.inputs), binding.dtype)
        self._activation = activation.bind(self._x.shape, binding.dtype)

    def predict(self, x: Floats) -> Floats:
        # An activation may overwrite its input, and the previous layer needs its output again in `backward`.
        np.copyto(self._x, x)
        return self._activation.forward(self._x)

    def forward(self, x: Floats) -> Floats:
        return self.predict(x)

    def backward(self, gradient: Floats) -> Floats:
        return self._activation.backward(gradient)

    def input_gradient(self, gradient: Floats) -> Floats:
        return self._activation.backward(gradient)
