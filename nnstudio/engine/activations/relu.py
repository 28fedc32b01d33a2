"""Rectified linear unit."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats


@dataclass(frozen=True)
class Relu(Activation):
    """f(z) = max(0, z), f'(z) = 1 for z > 0 and 0 elsewhere.

    Source: V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010.
    """

    key = "relu"
    label = "ReLU"
    hint = "Passes positive sums and blocks negative ones. The usual choice for hidden layers."
    formula = "f(z) = max(0, z)"

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _ReluPass(shape, dtype)


class _ReluPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._output = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)
        self._zero = np.zeros((), dtype)  # NumPy would convert a Python number at each call

    def forward(self, z: Floats) -> Floats:
        return np.maximum(z, self._zero, out=self._output)

    def backward(self, gradient: Floats) -> Floats:
        np.sign(self._output, out=self._gradient)  # the output is never negative: this is f'(z)
        self._gradient *= gradient
        return self._gradient
