"""Weight histograms that can be compared over time: the range is fixed at the start and only ever doubled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.parameters import Layout, Parameter, Role

BINS = 64


def shown_parameters(layout: Layout) -> tuple[tuple[int, Parameter], ...]:
    """Return what has a histogram, each with the index of its layer: weights, and scales, which begin at 1."""
    return tuple(
        (index, parameter)
        for index, layer in enumerate(layout.layers)
        for parameter in layer
        if parameter.role is Role.WEIGHT or (parameter.role is Role.BIAS and parameter.initial == 1)
    )


@dataclass(frozen=True, eq=False)
class Histogram:
    """The number of values in each of 64 equal bins between center - limit and center + limit, shape (64,)."""

    counts: NDArray[np.int64]
    limit: float
    mean: float
    standard_deviation: float
    center: float = 0.0

    @property
    def edges(self) -> NDArray[np.float64]:
        """The edges of the bins, shape (65,)."""
        return np.linspace(self.center - self.limit, self.center + self.limit, BINS + 1)


class HistogramScale:
    """The common range of the histograms of one layer's weights, or of other values around ``center``."""

    def __init__(self, center: float = 0.0, limit: float = 0.0) -> None:
        """Begin with the range ``center`` ± ``limit``, or with that of the first weights if it is 0."""
        self._center = center
        self._limit = limit

    def count(self, weights: Floats) -> Histogram:
        """Return the histogram of ``weights``, any shape, over a range wide enough for these and all earlier weights.

        The range begins as four standard deviations of the first weights and is doubled until all finite weights are
        inside; weights that are not finite are ignored.
        """
        values = weights.ravel() - weights.dtype.type(self._center) if self._center else weights.ravel()
        largest = float(np.abs(values).max(initial=0.0))
        if not np.isfinite(largest):
            values = values[np.isfinite(values)]
            largest = float(np.abs(values).max(initial=0.0))
        deviation = float(values.std(dtype=np.float64)) if values.size else 0.0
        if self._limit == 0:
            self._limit = 4 * deviation or 1.0
        while self._limit < largest:
            self._limit *= 2
        # Scale before adding: the sum of a weight and the limit could overflow single precision.
        indices = (values * values.dtype.type(BINS / 2 / self._limit) + values.dtype.type(BINS / 2)).astype(np.intp)
        np.clip(indices, 0, BINS - 1, out=indices)
        counts = np.bincount(indices, minlength=BINS)
        mean = float(values.mean(dtype=np.float64)) if values.size else 0.0
        return Histogram(counts, self._limit, self._center + mean, deviation, self._center)


def widened(histogram: Histogram, limit: float) -> NDArray[np.int64]:
    """Return the counts of ``histogram`` over the wider range center ± ``limit``, shape (64,).

    ``limit`` is that of the histogram, doubled any number of times, so that its bins are sums of whole bins.
    """
    counts = histogram.counts
    for _ in range(round(np.log2(limit / histogram.limit))):
        inner = counts.reshape(-1, 2).sum(axis=1)
        counts = np.zeros_like(counts)
        counts[BINS // 4 : BINS - BINS // 4] = inner
    return counts


def percentiles(histograms: Sequence[Histogram], fractions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values below which these ``fractions`` of all values lie, shape (histograms, fractions).

    They are interpolated within a bin. NaN for a histogram without values.
    """
    counts = np.stack([each.counts for each in histograms])
    totals = counts.sum(axis=1, keepdims=True)
    limits, centers = np.array([(each.limit, each.center) for each in histograms]).T[:, :, None]
    below = np.zeros((len(counts), BINS + 1))
    np.cumsum(counts / np.maximum(totals, 1), axis=1, out=below[:, 1:])
    # The bin that a fraction lies in: the first one that reaches it.
    bins = np.stack([(below[:, 1:] < fraction - 1e-12).sum(axis=1) for fraction in fractions], axis=1)
    bins = np.minimum(bins, BINS - 1)
    before, after = (np.take_along_axis(below, at, axis=1) for at in (bins, bins + 1))
    within = (fractions - before) / np.where(after > before, after - before, 1)
    values = centers - limits + 2 * limits / BINS * (bins + within)
    return np.where(totals > 0, values, np.nan)
