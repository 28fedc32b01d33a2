"""Which values the vertical axis of a plot shows."""

import math
from collections.abc import Callable
from enum import StrEnum

import numpy as np

from nnstudio.runs.quantities import Quantity
from nnstudio.ui.plots.axis_range import MARGIN, Limits, VerticalLimits, round_above, shown_extremes
from nnstudio.ui.plots.run_numbers import Points, Values, Visible

FREE_MARGIN = 0.06
"""Fraction of the values' span that a free axis leaves free at its ends."""
LOOSEST = 1.4
"""A free axis is fitted anew if it is longer than the values' span by this factor."""


class ValueRange(StrEnum):
    """How the limits of a vertical axis are chosen."""

    AUTOMATIC = "automatic"
    """What matters: the beginning, spikes and far outliers may leave the plot."""
    FREE = "free"
    """All that is seen, and no more."""
    ZERO = "zero"
    """From zero to the highest value that is seen, or over all natural limits."""
    FIXED = "fixed"
    """As they are; new values do not change them."""

    @property
    def fits_what_is_seen(self) -> bool:
        """Whether the limits follow the part of the run that is seen."""
        return self in (ValueRange.FREE, ValueRange.ZERO)


class FreeLimits:
    """Limits close around all values, which move only if values leave them or fill them badly."""

    def __init__(self) -> None:
        self._last: Limits | None = None

    def of(self, low: float, high: float) -> Limits:
        """Return limits around the coordinates from ``low`` to ``high``; 0 to 1 if these are not finite."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return 0.0, 1.0
        span = high - low or abs(high) or 1.0
        last = self._last
        if last is None or low < last[0] or high > last[1] or last[1] - last[0] > LOOSEST * span:
            self._last = last = low - FREE_MARGIN * span, high + FREE_MARGIN * span
        return last


class ValueLimits:
    """The limits of a vertical axis, by one of the `ValueRange`.

    A logarithmic axis has no zero: there, a range from zero is automatic.
    """

    def __init__(self, kind: ValueRange, is_logarithmic: bool) -> None:
        self.kind = ValueRange.AUTOMATIC if is_logarithmic and kind is ValueRange.ZERO else kind
        self._free = FreeLimits()
        self.is_kept = False
        """Whether a fixed range has its limits."""

    def choose(
        self, seen: Callable[[], Limits], automatic: Callable[[], Limits], now: Limits, is_following: bool
    ) -> Limits:
        """Return the limits; they are ``now`` as given.

        ``seen`` returns the smallest and the largest coordinate that is seen, ``automatic`` the limits of an automatic
        range. The plot ``is_following`` the run unless the user has zoomed.
        """
        if self.kind.fits_what_is_seen:
            low, high = seen()
            return self._free.of(low, high) if self.kind is ValueRange.FREE else self._from_zero(low, high)
        if not is_following or self.is_kept:
            return now
        self.is_kept = self.kind is ValueRange.FIXED
        return automatic()

    def _from_zero(self, low: float, high: float) -> Limits:
        return limits_from_zero(low, high)


class CurveRange(ValueLimits):
    """The limits of the vertical axis of the plot of ``quantity``."""

    def __init__(self, kind: ValueRange, quantity: Quantity, guessing: float | None, is_logarithmic: bool) -> None:
        super().__init__(kind, is_logarithmic)
        self._quantity = quantity
        self._is_logarithmic = is_logarithmic
        self._automatic = VerticalLimits(quantity, guessing, is_logarithmic)

    @property
    def has_round_end(self) -> bool:
        """Whether the upper end is a round value that deserves a tick."""
        is_round = self.kind is not ValueRange.FREE and not self._is_logarithmic
        return is_round and self._quantity.limits is None

    def limits(self, visible: Visible, horizontal: Limits, beginning: float, now: Limits, is_following: bool) -> Limits:
        """Return the limits for what is ``visible`` between two x, ``horizontal``; they are ``now`` as given.

        ``beginning`` is x up to which values may leave the plot. The plot ``is_following`` the run unless the user has
        zoomed.
        """

        def automatic() -> Limits:
            # A few digits of one's own, often read with a huge loss, must not flatten the other curves.
            counted = list(visible.evaluations if self._quantity.limits else visible.evaluations[:2])
            return self._automatic.of(*shown_extremes(visible.smoothed, counted, beginning, self._is_logarithmic))

        return self.choose(lambda: _extremes(visible, horizontal, self._is_logarithmic), automatic, now, is_following)

    def _from_zero(self, low: float, high: float) -> Limits:
        if self._quantity.limits is not None:
            return natural_limits(*self._quantity.limits)
        return super()._from_zero(low, high)


def value_limits(quantity: Quantity) -> tuple[float, float | None]:
    """Return the ends of a linear axis beyond which ``quantity`` has no values; None where there is no end."""
    if quantity.limits is None:
        return 0.0, None
    return natural_limits(*quantity.limits)


def natural_limits(worst: float, best: float) -> Limits:
    """Return the limits that show all values from the ``worst`` to the ``best``, with room for this one."""
    return worst, best + MARGIN * (best - worst)


def limits_from_zero(low: float, high: float) -> Limits:
    """Return round limits that show zero and the values from ``low`` to ``high``, with room for the upper one."""
    top = round_above(high) if high > 0 or low >= 0 else 0.0
    bottom = -round_above(-low) if low < 0 else 0.0
    return bottom, top + MARGIN * (top - bottom)


def _extremes(visible: Visible, horizontal: Limits, is_logarithmic: bool) -> Limits:
    """Return the smallest and the largest coordinate of the points between two x; (inf, -inf) if there are none."""
    found = [_finite_within(points, horizontal) for points in (visible.raw, visible.smoothed, *visible.evaluations)]
    values = np.concatenate(found)
    if is_logarithmic:
        values = np.log10(values[values > 0])
    return (float(values.min()), float(values.max())) if len(values) else (math.inf, -math.inf)


def _finite_within(points: Points, horizontal: Limits) -> Values:
    is_seen = (points.x >= horizontal[0]) & (points.x <= horizontal[1]) & np.isfinite(points.y)
    values: Values = points.y[is_seen]
    return values
