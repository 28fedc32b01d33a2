"""No activation."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats


@dataclass(frozen=True)
class Linear(Activation):
    """f(z) = z, f'(z) = 1."""

    key = "linear"
    label = "Linear"
    hint = "Passes sums on unchanged. Layers with no nonlinearity between them can learn no more than one layer."
    formula = "f(z) = z"

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function; it needs no buffers."""
        return _LinearPass()


class _LinearPass:
    def forward(self, z: Floats) -> Floats:
        return z

    def backward(self, gradient: Floats) -> Floats:
        return gradient
