"""Sigmoid linear unit."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats


@dataclass(frozen=True)
class Silu(Activation):
    """f(z) = z s with s = 1 / (1 + exp(-z)), f'(z) = s + f(z) (1 - s). Also called Swish.

    s is computed as (1 + tanh(z / 2)) / 2, which is the same function and overflows for no z.
    Sources: S. Elfwing, E. Uchibe, K. Doya, Sigmoid-weighted linear units, 2017; P. Ramachandran, B. Zoph, Q. Le,
    Searching for activation functions, 2017.
    """

    key = "silu"
    label = "SiLU"
    hint = "A smooth ReLU that dips below zero: each sum times its own sigmoid. Also called Swish."
    formula = "f(z) = z / (1 + e⁻ᶻ)"

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _SiluPass(shape, dtype)


class _SiluPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._fraction = np.empty(shape, dtype)
        self._output = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)

    def forward(self, z: Floats) -> Floats:
        half = np.multiply(z, 0.5, out=self._fraction)
        np.tanh(half, out=half)
        half += 1
        half *= 0.5
        return np.multiply(z, half, out=self._output)

    def backward(self, gradient: Floats) -> Floats:
        np.subtract(1, self._fraction, out=self._gradient)
        self._gradient *= self._output
        self._gradient += self._fraction
        self._gradient *= gradient
        return self._gradient
