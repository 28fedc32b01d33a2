"""Softmax cross-entropy."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.losses.loss import Loss, LossPass


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """L = -mean log p[label] with p = softmax(z); dL/dz = (p - onehot(label)) / batch.

    log p is taken as z - max z - log Σ exp(z - max z), which is finite for every finite z.
    Source: C. Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4.
    """

    key = "cross_entropy"
    label = "Cross-entropy"
    hint = "Punishes a small probability for the right class. The usual loss for telling classes apart."

    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> LossPass:
        """Return the loss with its buffers."""
        return _CrossEntropyPass(shape, dtype)


class _CrossEntropyPass:
    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        batch_size, classes = shape
        self._batch_size = batch_size
        self._row_starts = np.arange(batch_size) * classes
        self._label_places = np.empty(batch_size, np.int64)
        self._largest = np.empty((batch_size, 1), dtype)
        self._shifted = np.empty(shape, dtype)
        self._probabilities = np.empty(shape, dtype)
        self._sums = np.empty((batch_size, 1), dtype)
        self._label_logits = np.empty(batch_size, dtype)

    def forward(self, logits: Floats, labels: Labels) -> float:
        logits.max(axis=1, keepdims=True, out=self._largest)
        np.subtract(logits, self._largest, out=self._shifted)
        np.exp(self._shifted, out=self._probabilities)
        self._probabilities.sum(axis=1, keepdims=True, out=self._sums)
        self._probabilities /= self._sums
        np.add(self._row_starts, labels, out=self._label_places)
        self._shifted.take(self._label_places, out=self._label_logits, mode="clip")
        log_sums = np.log(self._sums, out=self._largest)
        return float(log_sums.sum() - self._label_logits.sum()) / self._batch_size

    def backward(self) -> Floats:
        self._probabilities.reshape(-1)[self._label_places] -= 1
        self._probabilities *= 1 / self._batch_size
        return self._probabilities
