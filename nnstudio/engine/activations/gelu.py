"""Gaussian error linear unit."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats

C = math.sqrt(2 / math.pi)
A = 0.044715


@dataclass(frozen=True)
class Gelu(Activation):
    """f(z) = z h with h = (1 + tanh u) / 2 and u = c (z + a z³), c = √(2/π), a = 0.044715.

    As h' = 2 h (1 - h) u', f'(z) = h + 2 f (1 - h) c (1 + 3 a z²).
    This is the tanh form of z Φ(z), where Φ is the normal distribution: NumPy has no error function. The two differ
    by less than 0.0005.
    Source: D. Hendrycks, K. Gimpel, Gaussian error linear units, 2016.
    """

    key = "gelu"
    label = "GELU"
    hint = "A smooth ReLU that dips slightly below zero before it rises. Usual in language models."
    formula = "f(z) = z·Φ(z), where Φ is the normal distribution function"

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _GeluPass(shape, dtype)


class _GeluPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._squares = np.empty(shape, dtype)
        self._fraction = np.empty(shape, dtype)
        self._output = np.empty(shape, dtype)
        self._rest = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)

    def forward(self, z: Floats) -> Floats:
        np.multiply(z, z, out=self._squares)
        half = np.multiply(self._squares, C * A, out=self._fraction)
        half += C
        half *= z
        np.tanh(half, out=half)
        half += 1
        half *= 0.5
        return np.multiply(z, half, out=self._output)

    def backward(self, gradient: Floats) -> Floats:
        result = np.multiply(self._squares, 6 * C * A, out=self._gradient)
        result += 2 * C
        result *= self._output
        np.subtract(1, self._fraction, out=self._rest)
        result *= self._rest
        result += self._fraction
        result *= gradient
        return result
