"""Exponential linear unit."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class Elu(Activation):
    """f(z) = z for z > 0 and a (exp(z) - 1) elsewhere, f'(z) = 1 for z > 0 and f(z) + a elsewhere.

    Computed as max(z, 0) + a (exp(min(z, 0)) - 1), which overflows for no z. NumPy's expm1 would be exact for tiny z
    too, and is many times slower; the difference is below the rounding of 1.
    Source: D. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by exponential linear
    units, ICLR 2016.
    """

    key = "elu"
    label = "ELU"
    hint = "ReLU with a smooth floor below zero. Outputs are centred near zero, and no neuron dies."
    formula = "f(z) = z if z > 0, else α·(eᶻ − 1)"

    alpha: float = declare(
        1.0,
        Number(
            label="Alpha",
            help="How far below zero the floor is. 1 is usual, and the only value without a kink at zero.",
            is_advanced=True,
            minimum=0.01,
            maximum=5,
        ),
    )

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _EluPass(self.alpha, shape, dtype)


class _EluPass:
    def __init__(self, alpha: float, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._alpha = alpha
        self._below = np.empty(shape, dtype)
        self._output = np.empty(shape, dtype)
        self._is_positive = np.empty(shape, bool)
        self._gradient = np.empty(shape, dtype)

    def forward(self, z: Floats) -> Floats:
        below = np.minimum(z, 0, out=self._below)
        np.exp(below, out=below)
        below -= 1
        below *= self._alpha
        np.maximum(z, 0, out=self._output)
        self._output += below
        return self._output

    def backward(self, gradient: Floats) -> Floats:
        # f'(z) = below + a for z <= 0. For z > 0 `below` is 0 and f' is 1: add 1 - a there.
        np.greater(self._output, 0, out=self._is_positive)
        np.copyto(self._gradient, self._is_positive)
        self._gradient *= 1 - self._alpha
        self._gradient += self._alpha
        self._gradient += self._below
        self._gradient *= gradient
        return self._gradient
