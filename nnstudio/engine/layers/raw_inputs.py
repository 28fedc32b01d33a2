"""Inputs as the bytes that pixels are stored as, to show why inputs are scaled."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.layers.layer import Binding, Layer, LayerPass
from nnstudio.engine.parameters import Parameter

LARGEST = 255.0


@dataclass(frozen=True)
class RawInputs(Layer):
    """y = 255 x: inputs from 0 to 255, for samples that are read as 0 to 1.

    Sums and gradients of the first layer are then 255 times as large, and initial weights and learning rates, which are
    made for inputs near 1, are far too large.
    """

    key = "raw_inputs"
    label = "Raw inputs"
    hint = "Inputs from 0 to 255, as pixels are stored."

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return ``input_shape``."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return none."""
        return ()

    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with its buffers."""
        return _RawInputsPass(binding)


class _RawInputsPass:
    def __init__(self, binding: Binding) -> None:
        self._factor = np.full((), LARGEST, binding.dtype)
        self._output = np.empty((binding.batch_size, binding.inputs), binding.dtype)

    def predict(self, x: Floats) -> Floats:
        return np.multiply(x, self._factor, out=self._output)

    def forward(self, x: Floats) -> Floats:
        return self.predict(x)

    def backward(self, gradient: Floats) -> Floats:
        return np.multiply(gradient, self._factor, out=self._output)  # the output is no longer needed

    def input_gradient(self, gradient: Floats) -> Floats:
        product: Floats = gradient * self._factor
        return product
