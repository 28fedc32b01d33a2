"""Logistic sigmoid."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats


@dataclass(frozen=True)
class Sigmoid(Activation):
    """f(z) = 1 / (1 + exp(-z)), f'(z) = f(z) (1 - f(z)).

    Computed as (1 + tanh(z / 2)) / 2, which is the same function and overflows for no z.
    Source: D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors, 1986.
    """

    key = "sigmoid"
    label = "Sigmoid"
    hint = "Squeezes every sum between 0 and 1. A classic; it learns slowly where it saturates."
    formula = "f(z) = 1 / (1 + e⁻ᶻ)"
    limits = (0.0, 1.0)

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _SigmoidPass(shape, dtype)


class _SigmoidPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._output = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)
        self._half, self._one = np.full((), 0.5, dtype), np.ones((), dtype)  # Python numbers are converted at each call

    def forward(self, z: Floats) -> Floats:
        output = self._output
        np.multiply(z, self._half, out=output)
        np.tanh(output, out=output)
        output += self._one
        output *= self._half
        return output

    def backward(self, gradient: Floats) -> Floats:
        np.subtract(self._one, self._output, out=self._gradient)
        self._gradient *= self._output
        self._gradient *= gradient
        return self._gradient
