"""Dropout."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.layers.layer import Binding, Layer, LayerPass
from nnstudio.engine.parameters import Parameter
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class Dropout(Layer):
    """In training y = m x / (1 - rate), where each m is 0 with probability ``rate`` and else 1; in prediction y = x.

    Dividing by 1 - rate (inverted dropout) keeps the expected value, so that prediction needs no correction.
    Source: N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 2014.
    """

    key = "dropout"
    label = "Dropout"
    hint = "Switches neurons off at random in training, so that none relies on another. Reduces overfitting."
    formula = "y = m·x / (1 − rate), where m is 0 with probability rate, else 1"

    rate: float = declare(
        0.2,
        Number(
            label="Rate",
            help="The fraction of neurons switched off in every batch. 0.1 to 0.5 is usual; 0 is no dropout.",
            minimum=0,
            maximum=0.9,
            live=True,
        ),
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return ``input_shape``."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return none."""
        return ()

    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with its buffers."""
        return _DropoutPass(self.rate, binding)


class _DropoutPass:
    def __init__(self, rate: float, binding: Binding) -> None:
        shape = (binding.batch_size, binding.inputs)
        self._rate = rate
        self._rng = binding.rng
        # One array of uniform numbers per batch, drawn in single precision: half the work of double.
        self._uniform = np.empty(shape, np.float32)
        self._kept = np.empty(shape, bool)
        self._factors = np.empty(shape, binding.dtype)
        self._output = np.empty(shape, binding.dtype)
        self._gradient = np.empty(shape, binding.dtype)

    def predict(self, x: Floats) -> Floats:
        return x

    def forward(self, x: Floats) -> Floats:
        self._rng.random(out=self._uniform, dtype=np.float32)
        np.greater_equal(self._uniform, self._rate, out=self._kept)
        np.copyto(self._factors, self._kept)  # a product of bools and floats would allocate
        self._factors *= 1 / (1 - self._rate)
        return np.multiply(x, self._factors, out=self._output)

    def backward(self, gradient: Floats) -> Floats:
        return np.multiply(gradient, self._factors, out=self._gradient)

    def input_gradient(self, gradient: Floats) -> Floats:
        return gradient
