"""Weight histograms that can be compared over time: the range is fixed at the start and only ever doubled."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats

BINS = 64


@dataclass(frozen=True, eq=False)
class Histogram:
    """The number of one layer's weights in each of 64 equal bins between -limit and limit, shape (64,)."""

    counts: NDArray[np.int64]
    limit: float
    mean: float
    standard_deviation: float


class HistogramScale:
    """The common range of one layer's histograms."""

    def __init__(self) -> None:
        self._limit = 0.0

    def count(self, weights: Floats) -> Histogram:
        """Return the histogram of ``weights``, any shape, over a range wide enough for these and all earlier weights.

        The range begins as four standard deviations of the first weights and is doubled until all finite weights are
        inside; weights that are not finite are ignored.
        """
        values = weights.ravel()
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
        return Histogram(counts, self._limit, float(values.mean(dtype=np.float64)) if values.size else 0.0, deviation)
