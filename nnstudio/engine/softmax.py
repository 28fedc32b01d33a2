"""Probabilities from logits, the sums of the last layer."""

import numpy as np

from nnstudio.engine.arrays import Floats, Labels


def softmax(logits: Floats) -> Floats:
    """Return exp(z) / Σ exp(z) for each row of ``logits``, shape (batch, classes).

    The row's maximum is subtracted first: the result is the same and nothing overflows.
    """
    probabilities: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return probabilities


def log_softmax(logits: Floats) -> Floats:
    """Return the logarithm of `softmax`, finite for all finite ``logits``, shape (batch, classes)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    logarithms: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logarithms


def one_hot(labels: Labels, classes: int, dtype: np.dtype[np.floating]) -> Floats:
    """Return 1 at each of ``labels``, shape (batch,), and 0 elsewhere, shape (batch, classes)."""
    targets: Floats = np.zeros((len(labels), classes), dtype)
    targets[np.arange(len(labels)), labels] = 1
    return targets
