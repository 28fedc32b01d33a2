"""Softmax cross-entropy."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.losses.loss import Loss, LossPass
from nnstudio.engine.losses.softmax_pass import SoftmaxPass
from nnstudio.engine.softmax import log_softmax, one_hot
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """L = -mean over samples of Σ_k y_k log p_k with p = softmax(z); dL/dz = (p - y) / batch.

    y = (1 - ε) onehot(label) + ε / classes, where ε is the label smoothing; without it L = -mean log p[label].
    log p is taken as z - max z - log Σ exp(z - max z), which is finite for every finite z.
    Sources: C. Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4; C. Szegedy et al., Rethinking
    the Inception architecture for computer vision, CVPR 2016, section 7.
    """

    key = "cross_entropy"
    label = "Cross-entropy"
    hint = "Punishes a small probability for the right class. The usual loss for classification."
    formula = "loss = −Σ yₖ·log pₖ,  y = (1 − ε)·one-hot + ε / classes, where ε is the label smoothing"
    gradient_formula = "∂L/∂z = (p − y) / batch"

    label_smoothing: float = declare(
        0.0,
        Number(
            label="Label smoothing",
            help="The fraction of certainty taken from the right class and spread over all, so that the network does "
            "not become too sure of itself. 0 is usual, 0.1 where it is used.",
            minimum=0,
            maximum=0.3,
            live=True,
        ),
    )

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> LossPass:
        """Return the loss with its buffers."""
        return _CrossEntropyPass(self.label_smoothing, shape, dtype)

    def terms(self, logits: Floats, labels: Labels) -> tuple[Floats, Floats]:
        """Return y and -y log p for each class."""
        classes = logits.shape[1]
        targets = (1 - self.label_smoothing) * one_hot(labels, classes, logits.dtype) + self.label_smoothing / classes
        return targets, -targets * log_softmax(logits)

    def guessing(self, classes: int) -> float:
        """Return ln(classes), whatever the label smoothing."""
        return math.log(classes)


class _CrossEntropyPass:
    def __init__(self, smoothing: float, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        self._smoothing = smoothing
        self._batch_size, self._classes = shape
        self._softmax = SoftmaxPass(shape, dtype)
        self._log_sums = np.empty(self._batch_size, dtype)
        self._label_logits = np.empty(self._batch_size, dtype)
        self._sums = self._softmax.sums[:, 0]
        self._ones = np.ones(self._batch_size, dtype)
        self._fraction = np.full((), 1 / self._batch_size, dtype)
        self.predicted = self._softmax.predicted

    def forward(self, logits: Floats, labels: Labels) -> float:
        softmax = self._softmax
        softmax.forward(logits, labels)
        np.log(self._sums, out=self._log_sums)
        softmax.shifted.take(softmax.label_indices, out=self._label_logits, mode="clip")
        wanted = (1 - self._smoothing) * float(self._ones.dot(self._label_logits))  # a product, as `sum` is slower
        if self._smoothing:
            wanted += self._smoothing / self._classes * float(softmax.shifted.sum())
        return (float(self._ones.dot(self._log_sums)) - wanted) / self._batch_size

    def backward(self) -> Floats:
        gradient = self._softmax.probabilities
        self._softmax.subtract_at_labels(1 - self._smoothing)
        if self._smoothing:
            gradient -= self._smoothing / self._classes
        gradient *= self._fraction
        return gradient
