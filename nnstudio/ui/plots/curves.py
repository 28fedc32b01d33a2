"""Smoothing of a run's numbers, on all of them, before they are thinned to the screen."""

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
