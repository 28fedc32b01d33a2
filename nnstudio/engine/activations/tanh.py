"""Hyperbolic tangent."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats


@dataclass(frozen=True)
class Tanh(Activation):
    """f(z) = tanh z, f'(z) = 1 - f(z)².

    Source: Y. LeCun et al., Efficient backprop, 1998, section 4.4.
    """

    key = "tanh"
    label = "Tanh"
    hint = "Squeezes every sum between -1 and 1. Centred on zero, so it learns faster than sigmoid."
    formula = "f(z) = tanh z"
    limits = (-1.0, 1.0)

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _TanhPass(shape, dtype)


class _TanhPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._output = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)

    def forward(self, z: Floats) -> Floats:
        return np.tanh(z, out=self._output)

    def backward(self, gradient: Floats) -> Floats:
        np.multiply(self._output, self._output, out=self._gradient)
        np.subtract(1, self._gradient, out=self._gradient)
        self._gradient *= gradient
        return self._gradient
