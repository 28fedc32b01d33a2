"""What a plot draws of the values of one layer over a run: their histograms and percentiles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.inspection.histograms import BINS, Histogram, shown_percentiles, widened
from nnstudio.runs.history import History
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.measured_curve import other_place
from nnstudio.ui.plots.run_axis import RunAxis


@dataclass(frozen=True, eq=False)
class Moments:
    """When the layers of the run of ``history`` were measured, as coordinates ``x`` of ``axis``, shape (n,).

    ``horizontal`` are the coordinates of the ends of an axis that shows the whole run. ``before`` is the index of the
    moment that now is compared with.
    """

    history: History
    axis: RunAxis
    x: NDArray[np.floating]
    horizontal: Limits
    before: int = 0

    @classmethod
    def of(cls, history: History, axis: RunAxis, before: float = 0.0) -> "Moments":
        """Return the moments so far; now is compared with the one nearest to ``before``, a position in epochs."""
        positions = np.array([each.position for each in history.layers])
        compared = int(np.abs(positions - before).argmin()) if len(positions) else 0
        return cls(history, axis, axis.of(history, positions), axis.limits(history, history.step), compared)


class DistributionSeries:
    """The values of one ``kind`` of the layer ``number``, at every moment at which layers were measured."""

    moments: Moments
    """When each histogram was measured."""

    def __init__(self, number: int, kind: str) -> None:
        self._number, self._kind = number, kind
        self.histograms: list[Histogram] = []

    def follow(self, moments: Moments) -> None:
        """Take what was measured since the last call."""
        new = moments.history.layers[len(self.histograms) : len(moments.x)]
        self.histograms += [each.layers[self._number].histograms[self._kind] for each in new]
        self.moments = moments

    @property
    def limit(self) -> float:
        """The histograms reach from minus this to this; their range only grows, so it is that of the last one."""
        return self.histograms[-1].limit

    def percentiles(self, indices: Sequence[int]) -> NDArray[np.float64]:
        """Return the values below which the `FRACTIONS` of all values lie, for each of ``indices``, shape (n, 5)."""
        return shown_percentiles([self.histograms[index] for index in indices])

    def counts(self, indices: Sequence[int]) -> NDArray[np.int64]:
        """Return the histograms at ``indices`` over one common range, shape (64, len(indices))."""
        return np.stack([widened(self.histograms[index], self.limit) for index in indices], axis=1)

    def nearest(self, axis: RunAxis, coordinate: float) -> tuple[int, float]:
        """Return the index of the measurement nearest to a ``coordinate`` of ``axis``, and its x."""
        history = self.moments.history
        positions = [each.position for each in history.layers[: len(self.histograms)]]
        x = axis.unit.of(history, positions)
        index = int(np.abs(x - axis.values(coordinate)).argmin())
        return index, float(x[index])

    def place_of_newest(self, axis: RunAxis) -> str:
        """Return when the last measurement was made, in words; empty if that is the end of the run so far."""
        history = self.moments.history
        ends = (history.layers[len(self.histograms) - 1].position, history.position_of(history.step))
        measured, newest = axis.unit.of(history, ends)
        return other_place(axis.unit, float(measured), float(newest)) if history.step else ""

    def evenly(self, count: int) -> list[int]:
        """Return the indices of at most ``count`` measurements, the last among them, evenly spaced on the axis."""
        x = self.moments.x
        if len(x) <= count:
            return list(range(len(x)))
        at = np.linspace(x[0], x[-1], count)
        right = np.searchsorted(x, at).clip(1, len(x) - 1)
        is_left_nearer = at - x[right - 1] < x[right] - at
        return [int(index) for index in np.unique(np.where(is_left_nearer, right - 1, right))]

    def occupied(self, counts: NDArray[np.int64]) -> tuple[float, float]:
        """Return the part of the range that has values in ``counts``, shape (64, n), with one bin around it."""
        filled = np.flatnonzero(counts.any(axis=1))
        if not len(filled):
            return -self.limit, self.limit
        width = 2 * self.limit / BINS
        return -self.limit + (filled[0] - 1) * width, -self.limit + (filled[-1] + 2) * width
