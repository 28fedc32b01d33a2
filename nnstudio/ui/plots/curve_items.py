"""The curves of a plot. Each item is created once, and told apart by colour and by shape."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from nnstudio.ui.plots.plot_style import blend, line
from nnstudio.ui.plots.run_numbers import NO_POINTS, Points
from nnstudio.ui.theme import Theme

MARKER_ROOM = 12
"""Pixels from one marker to the next; nearer ones are left out."""
MARKER_STEPS = (1, 2, 5)
FEW_BATCHES = 40
"""Batches that are few enough for a dot each."""
RAW_STRENGTH = 0.16


class BatchCurve:
    """Every batch: smoothed, the raw curve faint behind it, and a dot for each while they are few."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._raw, self._smoothed = (pg.PlotCurveItem(connect="finite") for _ in range(2))
        self._dots = pg.ScatterPlotItem(size=5)
        self._raw.setZValue(-2)
        for item in (self._raw, self._smoothed, self._dots):
            plot.addItem(item)

    @property
    def dots(self) -> int:
        """Number of batches that have a dot."""
        return len(self._dots.data)

    def draw(self, raw: Points, smoothed: Points) -> None:
        """Draw the curve through ``raw`` and that through ``smoothed``."""
        self._raw.setData(raw.x, raw.y)
        self._smoothed.setData(smoothed.x, smoothed.y)
        is_few = len(raw.x) <= FEW_BATCHES
        self._dots.setVisible(is_few)
        if is_few or len(self._dots.data):
            finite = np.isfinite(raw.y) if is_few else np.zeros(len(raw.y), bool)
            self._dots.setData(raw.x[finite], raw.y[finite])

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        color = theme.color("batch")
        self._raw.setPen(line(blend(color, theme.color("plot_background"), RAW_STRENGTH)))
        self._smoothed.setPen(line(color, width=2))
        self._dots.setPen(line(color))
        self._dots.setBrush(color)


@dataclass(frozen=True)
class Look:
    """How a curve of evaluations is drawn: its pen's style, its markers, and whether these are filled."""

    style: Qt.PenStyle
    symbol: str
    size: int
    is_filled: bool = True


TRAINING = Look(Qt.PenStyle.SolidLine, "o", 7, is_filled=False)
VALIDATION = Look(Qt.PenStyle.DashLine, "s", 7)
MY_DIGITS = Look(Qt.PenStyle.DashDotLine, "t", 9)


class EvaluationCurve:
    """One set at every evaluation: a line, and as many markers as there is room for.

    The line begins after the first epoch: from the untrained network it would only cross the plot.
    """

    def __init__(self, plot: pg.PlotItem, look: Look) -> None:
        self._look = look
        self._line = pg.PlotCurveItem(connect="finite")
        self._markers = pg.ScatterPlotItem(symbol=look.symbol, size=look.size)
        self._points = NO_POINTS
        self._every = 1
        for item in (self._line, self._markers):
            plot.addItem(item)

    @property
    def points(self) -> Points:
        """The points drawn, in coordinates of the axes."""
        return self._points

    @property
    def markers(self) -> int:
        """Number of points that have a marker."""
        return len(self._markers.data)

    def draw(self, points: Points, visible: float) -> None:
        """Draw ``points``, with room for ``visible`` markers."""
        every = _every(len(points.x), visible)
        if every == self._every and _are_equal(points, self._points):
            return
        self._points, self._every = points, every
        for item in (self._line, self._markers):
            item.setVisible(len(points.x) > 0)
        trained = points.x > 0
        self._line.setData(points.x[trained], points.y[trained])
        marked = np.isfinite(points.y) & (np.arange(len(points.x)) % every == 0)
        self._markers.setData(points.x[marked], points.y[marked])

    def set_color(self, color: QColor, background: QColor) -> None:
        """Draw in ``color``; markers that are not filled show the ``background``."""
        self._line.setPen(line(color, width=2, style=self._look.style))
        self._markers.setPen(line(color, width=1 if self._look.is_filled else 2))
        self._markers.setBrush(color if self._look.is_filled else background)


def _are_equal(points: Points, others: Points) -> bool:
    if points.x is others.x and points.y is others.y:
        return True
    return np.array_equal(points.x, others.x) and np.array_equal(points.y, others.y, equal_nan=True)


def _every(count: int, room: float) -> int:
    """Return which of ``count`` points get a marker where there is ``room`` for so many: every 1st, 2nd, 5th, 10th."""
    decade = 1
    while count > max(1.0, room) * MARKER_STEPS[-1] * decade:
        decade *= 10
    return next(step * decade for step in MARKER_STEPS if count <= max(1.0, room) * step * decade)
