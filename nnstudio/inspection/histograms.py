"""Weight histograms that can be compared over time: the range is fixed at the start and only ever doubled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.parameters import Layout, Parameter, Role

BINS = 64
SAMPLED = 10_000
"""Values of an array whose percentiles are taken; they are off by one percent of the values at most, as a rule."""
FRACTIONS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
"""Those of the percentiles that are recorded with a histogram."""


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
    """The number of values in each of 64 equal bins between center - limit and center + limit, shape (64,).

    ``percentiles`` are the values below which the `FRACTIONS` of all values lie; None where they were not recorded.
    """

    counts: NDArray[np.int64]
    limit: float
    mean: float
    standard_deviation: float
    center: float = 0.0
    percentiles: tuple[float, ...] | None = None

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


def with_percentiles(histogram: Histogram, values: Floats) -> Histogram:
    """Return ``histogram`` with the percentiles of its ``values``, any shape; NaN if none of them is finite.

    Of many values they are those of `SAMPLED` of them, evenly spread: sorting all took half of a measurement.
    """
    flat = values.ravel()
    if flat.size > SAMPLED:
        flat = flat[np.linspace(0, flat.size - 1, SAMPLED).astype(np.intp)]
    ordered = np.sort(flat)  # several times faster than np.quantile
    if not np.isfinite(ordered[:1]).all() or not np.isfinite(ordered[-1:]).all():
        ordered = ordered[np.isfinite(ordered)]
    if not ordered.size:
        return replace(histogram, percentiles=(np.nan,) * len(FRACTIONS))
    places = FRACTIONS * (ordered.size - 1)
    left = places.astype(np.intp)
    low, high = (ordered[np.minimum(each, ordered.size - 1)].astype(np.float64) for each in (left, left + 1))
    return replace(histogram, percentiles=tuple((low + (places - left) * (high - low)).tolist()))


def shown_percentiles(histograms: Sequence[Histogram]) -> NDArray[np.float64]:
    """Return the values below which the `FRACTIONS` of all values lie, shape (histograms, 5).

    Those of old runs, in which they were not recorded, are estimated from the bins.
    """
    found = percentiles(histograms, FRACTIONS)
    for row, each in zip(found, histograms, strict=True):
        if each.percentiles is not None:
            row[:] = each.percentiles
    return found


def percentiles(histograms: Sequence[Histogram], fractions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate the values below which these ``fractions`` of all values lie, shape (histograms, fractions).

    They are interpolated within a bin, and moved to the nearest value that mean μ and deviation σ allow where the bins
    are too wide for them: no value below which a fraction p lies is below μ - σ √((1 - p) / p) or above
    μ + σ √(p / (1 - p)). NaN for a histogram without values. Source of the bounds: Cantelli's inequality.
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
    means, deviations = np.array([(each.mean, each.standard_deviation) for each in histograms]).T[:, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.sqrt(fractions / (1 - fractions))
        lowest, highest = means - deviations / odds, means + deviations * odds
    values = np.fmin(np.fmax(values, lowest), highest)  # an unknown deviation is no bound
    return np.where(totals > 0, values, np.nan)
