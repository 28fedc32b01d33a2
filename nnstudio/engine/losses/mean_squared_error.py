"""Mean squared error on the probabilities."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.losses.loss import Loss, LossPass
from nnstudio.engine.losses.softmax_pass import SoftmaxPass
from nnstudio.engine.softmax import one_hot, softmax


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """L = mean over samples of Σ_k (p_k - y_k)² with p = softmax(z) and y = onehot(label): from 0 to 2.

    With d = p - y, dL/dz_k = 2 p_k (d_k - Σ_j p_j d_j) / batch: the softmax passes little gradient on where it is
    sure, right or wrong. The sum over classes, not their mean, keeps gradients as large as those of cross-entropy, so
    that the same learning rates suit both.
    Source: G. Brier, Verification of forecasts expressed in terms of probability, 1950.
    """

    key = "mean_squared_error"
    label = "Mean squared error"
    hint = "Squares the error of each probability. Learns slowly where the network is sure of a wrong answer."
    formula = "loss = Σ (pₖ − yₖ)²"
    gradient_formula = "∂L/∂zₖ = 2·pₖ·(dₖ − Σ pⱼ·dⱼ) / batch,  d = p − y"

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> LossPass:
        """Return the loss with its buffers."""
        return _MeanSquaredErrorPass(shape, dtype)

    def terms(self, logits: Floats, labels: Labels) -> tuple[Floats, Floats]:
        """Return y and (p - y)² for each class."""
        targets = one_hot(labels, logits.shape[1], logits.dtype)
        return targets, np.square(softmax(logits) - targets)

    def guessing(self, classes: int) -> float:
        """Return (1 - 1/k)² + (k - 1) / k² = 1 - 1/k for k classes."""
        return 1 - 1 / classes


class _MeanSquaredErrorPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._batch_size = shape[0]
        self._softmax = SoftmaxPass(shape, dtype)
        self._probabilities = np.empty(shape, dtype)
        self._gradient = np.empty(shape, dtype)
        self._means = np.empty(shape, dtype)
        self.predicted = self._softmax.predicted

    def forward(self, logits: Floats, labels: Labels) -> float:
        self._softmax.forward(logits, labels)
        np.copyto(self._probabilities, self._softmax.probabilities)
        self._softmax.subtract_at_labels(1)
        return float(np.vdot(self._difference, self._difference)) / self._batch_size

    def backward(self) -> Floats:
        gradient = np.multiply(self._probabilities, self._difference, out=self._gradient)
        self._softmax.sum_rows(gradient, self._means)
        np.subtract(self._difference, self._means, out=gradient)
        gradient *= self._probabilities
        gradient *= 2 / self._batch_size
        return gradient

    @property
    def _difference(self) -> Floats:
        """Return d = p - y, which `forward` has written over p."""
        return self._softmax.probabilities
