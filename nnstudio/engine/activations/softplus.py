"""Softplus."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats


@dataclass(frozen=True)
class Softplus(Activation):
    """f(z) = log(1 + exp z), f'(z) = 1 / (1 + exp(-z)) = 1 - exp(-f(z)).

    Computed as max(z, 0) + log(1 + exp(-|z|)), which overflows for no z. NumPy's logaddexp and log1p would be exact
    for very negative z too, and are many times slower; the difference is below the rounding of 1.
    Source: C. Dugas et al., Incorporating second-order functional knowledge for better option pricing, NIPS 2000.
    """

    key = "softplus"
    label = "Softplus"
    hint = "ReLU with its corner rounded off. Smooth everywhere, but never exactly zero."
    formula = "f(z) = log(1 + eᶻ)"

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _SoftplusPass(shape, dtype)


class _SoftplusPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._rounding = np.empty(shape, dtype)
        self._output = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)

    def forward(self, z: Floats) -> Floats:
        rounding = np.abs(z, out=self._rounding)
        np.negative(rounding, out=rounding)
        np.exp(rounding, out=rounding)
        rounding += 1
        np.log(rounding, out=rounding)
        np.maximum(z, 0, out=self._output)
        self._output += rounding
        return self._output

    def backward(self, gradient: Floats) -> Floats:
        np.negative(self._output, out=self._gradient)
        np.exp(self._gradient, out=self._gradient)
        np.subtract(1, self._gradient, out=self._gradient)
        self._gradient *= gradient
        return self._gradient
