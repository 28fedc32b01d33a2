"""From a run's numbers to the points of a curve: smoothing on all data first, then downsampling to the screen."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.runs.history import Series

Numbers = NDArray[np.float32]

_BLOCK = 64


class Smoothing:
    """Exponential smoothing, s ← a s + (1 - a) x, shown as s / (1 - aᵗ) so that the start is not biased to zero.

    Numbers that are not finite are gaps: they stay as they are and do not change s.
    Source: D. Kingma, J. Ba, Adam, ICLR 2015, section 3 (bias correction).
    """

    def __init__(self, strength: float) -> None:
        """Take the strength a, from 0 (none) to just below 1; raise ValueError for any other."""
        if not 0 <= strength < 1:
            raise ValueError(f"a smoothing of {strength}; allowed: 0 to below 1")
        self.strength = strength
        self._sum = 0.0
        self._weight = 1.0  # aᵗ
        self._smoothed = Series()

    @property
    def values(self) -> Numbers:
        """The smoothed numbers so far, shape (count,)."""
        return self._smoothed.values

    def follow(self, numbers: Numbers) -> None:
        """Smooth those of ``numbers``, the whole series from its start, that are new since the last call."""
        new = numbers[len(self._smoothed) :]
        result = new.copy()
        is_finite = np.isfinite(new)
        result[is_finite] = self._smooth(new[is_finite].astype(np.float64))
        self._smoothed.extend(result)

    def _smooth(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Smooth block by block: a matrix of powers of a does all steps of a block at once."""
        a = self.strength
        lags = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
        powers = np.where(lags >= 0, a ** np.maximum(lags, 0), 0.0) * (1 - a)
        decay = a ** np.arange(1, _BLOCK + 1)
        count = len(numbers)
        padded = np.zeros(-(-count // _BLOCK) * _BLOCK)
        padded[:count] = numbers
        blocks = padded.reshape(-1, _BLOCK) @ powers.T
        for start, block in zip(range(0, count, _BLOCK), blocks, strict=True):
            last = min(_BLOCK, count - start)
            block += decay * self._sum
            self._sum = float(block[last - 1])
            block /= 1 - self._weight * decay
            self._weight *= float(decay[last - 1])
        smoothed: NDArray[np.float64] = blocks.reshape(-1)[:count]
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


def _extremes(rows: Numbers) -> NDArray[np.intp]:
    """Return the flat indices of the smallest and the largest number of each row, in their order."""
    columns = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    starts = np.arange(len(rows))[:, None] * rows.shape[1]
    indices: NDArray[np.intp] = (starts + columns).reshape(-1)
    return indices
