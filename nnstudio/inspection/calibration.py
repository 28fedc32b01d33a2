"""Whether a network is as sure as it should be: reliability, expected calibration error, temperature scaling.

Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, On calibration of modern neural networks, ICML 2017.
"""

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.inspection.judgement import Judgement

BINS = 15
"""As many as in the source."""
LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE = 0.1, 10.0
GOLDEN = (math.sqrt(5) - 1) / 2
TOLERANCE = 1e-4
"""Of the logarithm of the fitted temperature."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """Predictions in `BINS` bins of equal width by their confidence, the probability of the predicted class.

    A bin has a number of pictures (``counts``), their mean confidence (``confidences``) and the fraction of them that
    is right (``accuracies``), each of shape (bins,); both are 0 in an empty bin. The bin i holds the confidences in
    (i/bins, (i+1)/bins]. ``loss`` is the mean cross-entropy at the same ``temperature``.
    """

    counts: NDArray[np.int64]
    confidences: NDArray[np.float64]
    accuracies: NDArray[np.float64]
    loss: float
    temperature: float

    @property
    def error(self) -> float:
        """The expected calibration error Σ_i counts_i / count · |accuracies_i - confidences_i|, from 0 to 1."""
        gaps = np.abs(self.accuracies - self.confidences)
        return float(self.counts @ gaps) / max(1, int(self.counts.sum()))


def reliability(judgement: Judgement, temperature: float = 1.0, bins: int = BINS) -> Reliability:
    """Return the reliability of ``judgement`` where logits are divided by ``temperature``, above 0, before softmax."""
    shifted, sums = _softmax_parts(judgement, temperature)
    confidences = 1 / sums
    index = np.clip(np.ceil(confidences * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(index, minlength=bins)
    filled = np.maximum(1, counts)
    return Reliability(
        counts=counts,
        confidences=np.bincount(index, confidences, bins) / filled,
        accuracies=np.bincount(index, judgement.is_right, bins) / filled,
        loss=_loss(judgement, shifted, sums),
        temperature=temperature,
    )


def fit_temperature(judgement: Judgement) -> Generator[float, None, float]:
    """Yield each temperature that was tried; return the one with the smallest mean cross-entropy.

    The loss is convex in 1/T, so it has one minimum over log T too, which golden-section search finds.
    Source of the search: J. Kiefer, Sequential minimax search for a maximum, Proc. AMS 4, 1953.
    """
    low, high = math.log(LOWEST_TEMPERATURE), math.log(HIGHEST_TEMPERATURE)
    inner, outer = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    loss_inner, loss_outer = (mean_loss(judgement, math.exp(each)) for each in (inner, outer))
    while high - low > TOLERANCE:
        if loss_inner <= loss_outer:
            high, outer, loss_outer = outer, inner, loss_inner
            inner = high - GOLDEN * (high - low)
            loss_inner = mean_loss(judgement, math.exp(inner))
        else:
            low, inner, loss_inner = inner, outer, loss_outer
            outer = low + GOLDEN * (high - low)
            loss_outer = mean_loss(judgement, math.exp(outer))
        yield math.exp((low + high) / 2)
    return math.exp((low + high) / 2)


def mean_loss(judgement: Judgement, temperature: float) -> float:
    """Return the mean cross-entropy, in nats, where logits are divided by ``temperature`` before softmax."""
    return _loss(judgement, *_softmax_parts(judgement, temperature))


def _softmax_parts(judgement: Judgement, temperature: float) -> tuple[Floats, NDArray[np.float64]]:
    """Return (z - max z) / T, shape (count, classes), and Σ exp of that, shape (count,), in double precision."""
    logits = judgement.logits.astype(np.float64)
    shifted = (logits - logits.max(axis=1, keepdims=True)) / temperature
    sums: NDArray[np.float64] = np.exp(shifted).sum(axis=1)
    return shifted, sums


def _loss(judgement: Judgement, shifted: Floats, sums: NDArray[np.float64]) -> float:
    of_labels = shifted[np.arange(judgement.count), judgement.labels]
    return float((np.log(sums) - of_labels).mean()) if judgement.count else 0.0
