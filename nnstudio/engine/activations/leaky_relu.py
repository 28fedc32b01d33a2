"""Leaky rectified linear unit."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations.activation import Activation, ActivationPass
from nnstudio.engine.arrays import Floats
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class LeakyRelu(Activation):
    """f(z) = max(z, a z), f'(z) = 1 for z > 0 and a elsewhere, with the slope a < 1.

    Source: A. Maas, A. Hannun, A. Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013.
    """

    key = "leaky_relu"
    label = "Leaky ReLU"
    hint = "ReLU that lets a small fraction of negative sums through, so that no neuron dies."
    formula = "f(z) = z if z > 0, else slope·z"

    slope: float = declare(
        0.01,
        Number(
            label="Slope",
            help="The fraction of a negative sum that is passed on. 0.01 to 0.3 is usual; 0 is ReLU.",
            is_advanced=True,
            minimum=0,
            maximum=0.9,
        ),
    )

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the function with its buffers."""
        return _LeakyReluPass(self.slope, shape, dtype)


class _LeakyReluPass:
    def __init__(self, slope: float, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._slope = np.full((), slope, dtype)  # NumPy would convert a Python number at each call
        self._output = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)

    def forward(self, z: Floats) -> Floats:
        np.multiply(z, self._slope, out=self._output)
        return np.maximum(z, self._output, out=self._output)

    def backward(self, gradient: Floats) -> Floats:
        np.sign(self._output, out=self._gradient)  # 1, 0 or -1; f'(z) is the larger of this and the slope
        np.maximum(self._gradient, self._slope, out=self._gradient)
        self._gradient *= gradient
        return self._gradient
