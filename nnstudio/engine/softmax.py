"""Probabilities from logits, the sums of the last layer."""

import numpy as np

from nnstudio.engine.arrays import Floats


def softmax(logits: Floats) -> Floats:
    """Return exp(z) / Σ exp(z) for each row of ``logits``, shape (batch, classes).

    The row's maximum is subtracted first: the result is the same and nothing overflows.
    """
    probabilities: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return probabilities
