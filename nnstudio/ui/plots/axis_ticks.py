"""The ticks of an axis: at round values, as many as there is room for, with one at each end that matters."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from nnstudio.number_text import with_minus
from nnstudio.ui.theme import scaled

STEPS = (1.0, 2.0, 5.0, 10.0)
CLOCK_STEPS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0)
"""Of seconds and of minutes."""
MANTISSAS = ((1.0, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
"""The ticks within a decade; the first that there is room for."""
LARGEST_LOGARITHM = 300.0
NEAREST = 0.6
"""A tick nearer to the end than this, in steps, gives way to that at the end."""
HORIZONTAL_ROOM, VERTICAL_ROOM, OVERHANG = 44, 22, 12
"""Pixels, without zoom, for one label, and those by which one may stand out over the end of the axis."""


def decimal_step(wanted: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is at least ``wanted``, which is positive."""
    decade = 10.0 ** math.floor(math.log10(wanted))
    return next(each * decade for each in STEPS if each * decade >= wanted * (1 - 1e-9))


def whole_step(wanted: float) -> float:
    """Return the same, but at least 1: for what is counted."""
    return max(1.0, decimal_step(wanted))


def clock_step(wanted: float) -> float:
    """Return the smallest step of seconds, at least ``wanted``, that is round on a clock."""
    for unit in (1.0, 60.0):
        if unit < wanted <= 60 * unit:
            return next(each * unit for each in CLOCK_STEPS if each * unit >= wanted * (1 - 1e-9))
    return 3600 * decimal_step(wanted / 3600) if wanted > 1 else decimal_step(wanted)


def linear_ticks(
    low: float, high: float, count: int, end: float | None = None, step_above: Callable[[float], float] = decimal_step
) -> list[float]:
    """Return at most about ``count`` round values from ``low`` to ``high``, and ``end`` if it lies between them."""
    if not (math.isfinite(high - low) and high > low and count > 0):
        return []
    step = step_above((high - low) / count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = [number * step for number in range(first, last + 1)]
    if end is None or not low <= end <= high:
        return ticks
    return [*(tick for tick in ticks if abs(tick - end) >= NEAREST * step), end]


def logarithmic_ticks(low: float, high: float, count: int) -> list[float]:
    """Return log10 of at most about ``count`` round values, from ``low`` to ``high``, which are log10 too.

    None for values that no number can be, such as the limits of a linear axis that has just become logarithmic.
    """
    if not (math.isfinite(high - low) and high > low and count > 0) or max(-low, high) > LARGEST_LOGARITHM:
        return []
    decades = high - low
    step = max(1, math.ceil(decades / count))
    mantissas = next((each for each in MANTISSAS if len(each) * decades <= count), MANTISSAS[-1])
    exponents = np.arange(math.floor(low), math.ceil(high) + 1)
    chosen = exponents[exponents % step == 0]
    ticks = (chosen[:, None] + np.log10(mantissas)).ravel() if step == 1 else chosen.astype(float)
    return [float(tick) for tick in ticks if low - 1e-9 <= tick <= high + 1e-9]


class RoundAxis(pg.AxisItem):
    """An axis with round ticks, whose labels are formatted by ``text``; ``end`` always has a tick.

    If it is logarithmic, its coordinates are log10 of the values.
    """

    def __init__(self, side: str, text: Callable[[float], str]) -> None:
        super().__init__(side)
        self.setStyle(hideOverlappingLabels=False)
        self._text = text
        self._end: float | None = None
        self._is_logarithmic = False
        self._step_above: Callable[[float], float] = decimal_step

    def format_with(
        self,
        text: Callable[[float], str],
        is_logarithmic: bool,
        step_above: Callable[[float], float] = decimal_step,
    ) -> None:
        """Show other values, whose labels ``text`` formats, in steps of which ``step_above`` returns the next round."""
        self._text, self._is_logarithmic, self._step_above = text, is_logarithmic, step_above
        self._redraw()

    def set_end(self, end: float | None) -> None:
        """Draw a tick at ``end`` from now on."""
        if end != self._end:
            self._end = end
            self._redraw()

    def tickValues(  # pyqtgraph calls it with these names
        self,
        minVal: float,  # noqa: N803 pyqtgraph's name
        maxVal: float,  # noqa: N803 pyqtgraph's name
        size: float,
    ) -> list[tuple[float, list[float]]]:
        """Return the ticks between two coordinates on an axis ``size`` pixels long."""
        room = HORIZONTAL_ROOM if self.orientation == "bottom" else VERTICAL_ROOM
        count = max(2, int(size / scaled(room)))
        if self._is_logarithmic:
            return [(1.0, logarithmic_ticks(minVal, maxVal, count))]
        return [(1.0, linear_ticks(minVal, maxVal, count, self._end, self._step_above))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the labels of the ticks at ``values``."""
        return [with_minus(self._text(10**value if self._is_logarithmic else value)) for value in values]

    def boundingRect(self) -> QRectF:
        """Return where the axis draws: pyqtgraph leaves no room for labels at the ends of an axis with a grid."""
        rectangle: QRectF = super().boundingRect()
        overhang = scaled(OVERHANG)
        if self.orientation == "bottom":
            return rectangle.adjusted(-overhang, 0, overhang, 0)
        return rectangle.adjusted(0, -overhang, 0, overhang)

    def _redraw(self) -> None:
        self.picture = None
        self.update()
