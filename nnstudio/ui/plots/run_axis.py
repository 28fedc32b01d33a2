"""The horizontal axis that the plots of a run share: what it counts, and whether it is logarithmic."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnstudio.runs.history import History
from nnstudio.runs.run_unit import BATCHES, EPOCHS, RunUnit
from nnstudio.ui.plots.axis_range import FEWEST_BATCHES, MARGIN, Limits, round_above, round_clock_above
from nnstudio.ui.plots.axis_ticks import RoundAxis, clock_step, decimal_step, whole_step

Numbers = NDArray[np.floating]
FURTHEST_LEFT = 1e-4
"""Where a logarithmic axis begins at the latest, as a fraction of its end, if the first batch has no x above 0."""


@dataclass(frozen=True)
class RunAxis:
    """Counts in ``unit``; if it ``is_logarithmic``, its coordinates are log10 of x, and the start is not on it."""

    unit: RunUnit = EPOCHS
    is_logarithmic: bool = False

    def coordinates(self, x: ArrayLike) -> Numbers:
        """Return where ``x``, any shape, is on the axis; NaN where it cannot be."""
        values = np.asarray(x, np.float64)
        if not self.is_logarithmic:
            return values
        is_positive = values > 0
        return np.where(is_positive, np.log10(np.where(is_positive, values, 1.0)), np.nan)

    def values(self, coordinates: ArrayLike) -> Numbers:
        """Return x at ``coordinates``, any shape."""
        numbers = np.asarray(coordinates, np.float64)
        return 10**numbers if self.is_logarithmic else numbers

    def of(self, history: History, positions: ArrayLike) -> Numbers:
        """Return the coordinates of ``positions`` in epochs, any shape."""
        return self.coordinates(self.unit.of(history, positions))

    def end(self, history: History, step: int) -> float:
        """Return the round x at which an axis ends that shows the first ``step`` batches of ``history``."""
        unit = self.unit
        newest = float(unit.of_batches(history, np.array([step - 1]))[0]) if step else 0.0
        if not newest > 0:
            return float(FEWEST_BATCHES) if unit is BATCHES else unit.factor(history)
        least = max(newest, FEWEST_BATCHES * newest / step)
        return round_clock_above(least) if unit.is_time else round_above(least)

    def limits(self, history: History, step: int) -> Limits:
        """Return the coordinates of the ends of an axis that shows the first ``step`` batches of ``history``."""
        right = self.end(history, step)
        if not self.is_logarithmic:
            return -MARGIN * right, (1 + MARGIN) * right
        first = float(self.unit.of_batches(history, np.array([0]))[0]) if step else 0.0
        low, high = np.log10(first if 0 < first < right else FURTHEST_LEFT * right), np.log10(right)
        return float(low - MARGIN * (high - low)), float(high + MARGIN * (high - low))

    def moved(self, history: History, coordinate: float, axis: "RunAxis") -> float:
        """Return where what is at ``coordinate`` on another ``axis`` is on this one; the first batch for the start."""
        x = float(self.coordinates(self.unit.converted(history, axis.values(coordinate), axis.unit)))
        return x if x == x else self.limits(history, history.step)[0]

    def converted(self, history: History, limits: Limits, axis: "RunAxis") -> Limits:
        """Return ``limits``, coordinates of another ``axis``, on this one; the same part of the run."""
        ends = self.coordinates(self.unit.converted(history, axis.values(limits), axis.unit))
        left, right = np.where(np.isfinite(ends), ends, self.limits(history, history.step))
        return (float(left), float(right)) if right > left else self.limits(history, history.step)

    @property
    def step_above(self) -> Callable[[float], float]:
        """The function that returns the next round step between two ticks."""
        return clock_step if self.unit.is_time else whole_step if self.unit is not EPOCHS else decimal_step

    def set_up(self, axis: RoundAxis) -> None:
        """Let ``axis`` show ticks and a label for this unit."""
        axis.format_with(self.unit.tick, self.is_logarithmic, self.step_above)
        axis.setLabel(self.unit.axis)
