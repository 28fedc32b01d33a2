"""From a run's numbers to the points of a curve: smoothing on all data first, then thinning to the screen."""

import math

import numpy as np
from numpy.typing import NDArray

from nnstudio.runs.history import Series

Numbers = NDArray[np.float32]

_LARGEST_EXPONENT = 300.0
"""exp() of it, times any number of single precision, is finite in double precision."""


class Smoothing:
    """An average that forgets by ``window`` epochs: a number from that long ago counts e times less than the newest.

    s ← a s + x and n ← a n + 1, shown as s / n, with a = exp(-d / window) for numbers d epochs apart. Where all are
    equally far apart that is s ← a s + (1 - a) x, shown as s / (1 - aᵗ) so that the start is not biased to zero.
    Numbers that are not finite are gaps: they stay as they are and do not change s.
    Source: D. Kingma, J. Ba, Adam, ICLR 2015, section 3 (bias correction).
    """

    def __init__(self, window: float) -> None:
        """Take the window in epochs, 0 for no smoothing; raise ValueError if it is negative or not finite."""
        if not (window >= 0 and math.isfinite(window)):
            raise ValueError(f"a smoothing window of {window} epochs; allowed: 0 and above")
        self.window = window
        self._position = 0.0
        self._sum = 0.0
        self._weight = 0.0
        self._smoothed = Series()

    @property
    def values(self) -> Numbers:
        """The smoothed numbers so far, shape (count,)."""
        return self._smoothed.values

    def follow(self, positions: Numbers, numbers: Numbers) -> None:
        """Smooth those ``numbers`` that are new since the last call.

        Both arrays are whole series from their start, shape (count,); positions are in epochs and never fall.
        """
        start = len(self._smoothed)
        result = numbers[start:].copy()
        is_finite = np.isfinite(result)
        if self.window and is_finite.any():
            result[is_finite] = self._smooth(positions[start:][is_finite], result[is_finite])
        self._smoothed.extend(result)

    def _smooth(self, positions: Numbers, numbers: Numbers) -> NDArray[np.float64]:
        """Smooth in blocks within which exp(position / window) neither overflows nor loses its digits."""
        ages = (positions.astype(np.float64) - self._position) / self.window
        bounds = np.flatnonzero(np.diff(np.floor(ages / _LARGEST_EXPONENT))) + 1
        blocks = [
            self._smooth_block(block, values)
            for block, values in zip(np.split(positions, bounds), np.split(numbers, bounds), strict=True)
        ]
        return np.concatenate(blocks)

    def _smooth_block(self, positions: Numbers, numbers: Numbers) -> NDArray[np.float64]:
        growth = np.exp((positions.astype(np.float64) - positions[0]) / self.window)
        kept = math.exp((self._position - float(positions[0])) / self.window)
        sums = np.cumsum(growth * numbers) + kept * self._sum
        weights = np.cumsum(growth) + kept * self._weight
        self._position = float(positions[-1])
        self._sum, self._weight = float(sums[-1] / growth[-1]), float(weights[-1] / growth[-1])
        smoothed: NDArray[np.float64] = sums / weights
        return smoothed


def downsample(x: Numbers, y: Numbers, buckets: int) -> tuple[Numbers, Numbers]:
    """Return at most 2 × ``buckets`` points of the curve (x, y), shapes (n,), that look the same on the screen.

    Each bucket of neighbouring points keeps its smallest and its largest y, in their order, so no spike is lost.
    """
    count = len(x)
    if count <= 2 * buckets:
        return x, y
    size = -(-count // buckets)
    whole = count // size * size
    rows = y[:whole].reshape(-1, size)
    indices = _extremes(rows)
    if whole < count:
        indices = np.append(indices, whole + _extremes(y[None, whole:]))
    return x[indices], y[indices]


def averages(x: Numbers, y: Numbers, buckets: int) -> tuple[Numbers, Numbers]:
    """Return at most ``buckets`` + 2 points of the curve (x, y), shapes (n,): the means of neighbouring points.

    So a smoothed curve is a line at any length. The first and the last point stay; a bucket with numbers that are not
    finite has the mean of the others, and is a gap if there are none.
    """
    count = len(x)
    if count <= buckets:
        return x, y
    size = -(-count // buckets)
    starts = np.arange(0, count, size)
    whole = count // size * size
    with np.errstate(over="ignore", invalid="ignore"):
        means = y[:whole].reshape(-1, size).mean(axis=1)
        if whole < count:
            means = np.append(means, y[whole:].mean())
    for bucket in np.flatnonzero(~np.isfinite(means)):  # few: a run ends when its numbers are no longer finite
        values = y[starts[bucket] : starts[bucket] + size]
        finite = values[np.isfinite(values)]
        means[bucket] = finite.mean(dtype=np.float64) if len(finite) else np.nan
    middles = x[np.minimum(starts + size // 2, count - 1)]
    return np.concatenate([x[:1], middles, x[-1:]]), np.concatenate([y[:1], means, y[-1:]])


def _extremes(rows: Numbers) -> NDArray[np.intp]:
    """Return the flat indices of the smallest and the largest number of each row, in their order."""
    columns = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    starts = np.arange(len(rows))[:, None] * rows.shape[1]
    indices: NDArray[np.intp] = (starts + columns).reshape(-1)
    return indices
