"""The limits of the axes: round, so that they change rarely, and chosen so that what matters fills the plot."""

import math

import numpy as np

from nnstudio.runs.quantities import Quantity
from nnstudio.ui.plots.run_numbers import Points

STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
LOG_STEPS = (1.0, 2.0, 5.0, 10.0)
CLOCK_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0)
"""Ends of an axis of time, in seconds or minutes."""
BEGINNING = 0.1
"""Fraction of a run, or number of epochs if that is less, whose values a linear axis may leave out."""
SPIKES = 0.02
"""Fraction of the smoothed curve that may leave the axis."""
FAR_BELOW = 2.0
"""Batches are far below the evaluations if they are smaller by this factor, such as an error of almost zero."""
GUESSINGS = 3.0
"""The highest loss on an axis, as a multiple of the loss of guessing."""
SLACK = 1.15
"""An axis shrinks only if it would still do so with values larger by this factor, so that it does not flicker."""
MARGIN = 0.02
"""Fraction of an axis left free at its ends."""
SMALLEST_SPAN = 0.001
"""The smallest part of its natural limits that an axis shows."""
FEWEST_BATCHES = 20
"""The horizontal axis has room for at least this many batches."""

Limits = tuple[float, float]


def round_above(value: float, steps: tuple[float, ...] = STEPS) -> float:
    """Return the smallest round number that is at least ``value``: 2.5 for 2.31; 1 unless positive and finite."""
    if not (value > 0 and math.isfinite(value)):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    return next(step * decade for step in (*steps, 20.0) if step * decade >= value * (1 - 1e-9))


def round_below(value: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is at most ``value``; 0.1 unless positive and finite."""
    return 1 / round_above(1 / value, LOG_STEPS) if value > 0 and math.isfinite(value) else 0.1


def round_clock_above(seconds: float) -> float:
    """Return the smallest time that is round on a clock and at least ``seconds``: 90 for 61, 7200 for 5500."""
    for unit in (1.0, 60.0):
        if unit < seconds <= 60 * unit:
            return next(step * unit for step in CLOCK_STEPS if step * unit >= seconds * (1 - 1e-9))
    return 3600 * round_above(seconds / 3600) if seconds > 1 else round_above(seconds)


def shown_extremes(smoothed: Points, evaluations: list[Points], beginning: float, is_logarithmic: bool) -> Limits:
    """Return the smallest and the largest value that an axis must show of a run.

    Left out are values that are not finite and spikes of the smoothed curve. If the axis ``is_logarithmic``, so are
    values without a logarithm and batches far below all evaluations, otherwise what is before x = ``beginning``.
    (inf, -inf) if nothing is left.
    """
    beginning = 0.0 if is_logarithmic else beginning
    sets = [_extremes(each, beginning, is_logarithmic) for each in evaluations]
    low, high = _extremes(smoothed, beginning, is_logarithmic, SPIKES)
    if is_logarithmic:
        trained = [_extremes(Points(each.x[each.x > 0], each.y[each.x > 0]), 0.0, True)[0] for each in evaluations]
        lowest = min(trained, default=math.inf)
        low = max(low, lowest / FAR_BELOW) if math.isfinite(lowest) else low
    return min(low, *(each[0] for each in sets)), max(high, *(each[1] for each in sets))


def _extremes(points: Points, beginning: float, is_positive: bool, spikes: float = 0.0) -> Limits:
    """Return the smallest and the largest finite value from ``beginning`` on, without a fraction of ``spikes``."""
    values = points.y[(points.x >= beginning * (1 - 1e-6)) & np.isfinite(points.y)]
    values = np.sort(values[values > 0] if is_positive else values)
    left_out = int(spikes * len(values))
    return (float(values[left_out]), float(values[-1 - left_out])) if len(values) else (math.inf, -math.inf)


class VerticalLimits:
    """The limits of one vertical axis; they remember the last ones, so that they do not flicker."""

    def __init__(self, quantity: Quantity, guessing: float | None, is_logarithmic: bool) -> None:
        self._quantity = quantity
        self._guessing = guessing
        self._is_logarithmic = is_logarithmic
        self._top = 0.0
        self._bottom = math.inf

    def of(self, low: float, high: float) -> Limits:
        """Return the limits that show the values from ``low`` to ``high``; log10 of them if logarithmic."""
        default = self._guessing if self._guessing is not None else 1.0
        high = min(high if math.isfinite(high) else default, GUESSINGS * default if self._guessing else math.inf)
        if self._is_logarithmic:
            low = max(min(low, high / 10), self._quantity.resolution)
            high = max(high, 10 * low)
            bottom, top = math.log10(self._bottom_below(low)), math.log10(self._top_above(high, LOG_STEPS))
            return bottom - MARGIN * (top - bottom), top + MARGIN * (top - bottom)
        if self._quantity.limits is None:
            return 0.0, (1 + MARGIN) * self._top_above(high, STEPS)
        worst, best = self._quantity.limits
        largest = best - worst
        distance = max(best - low, SMALLEST_SPAN * largest) if math.isfinite(low) else largest
        span = min(self._top_above(distance, STEPS), largest)
        return best - span, best + MARGIN * span

    def _top_above(self, value: float, steps: tuple[float, ...]) -> float:
        top = round_above(value, steps)
        if not top < self._top <= round_above(value * SLACK, steps):
            self._top = top
        return self._top

    def _bottom_below(self, value: float) -> float:
        bottom = round_below(value)
        if not round_below(value / SLACK) <= self._bottom < bottom:
            self._bottom = bottom
        return self._bottom
