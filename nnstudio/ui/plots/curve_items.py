"""The curves of a plot. Each item is created once, and told apart by colour and by shape."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from nnstudio.ui.plots.plot_items import PlotCurve, PlotMarkers
from nnstudio.ui.plots.plot_style import blend, line
from nnstudio.ui.plots.run_numbers import NO_POINTS, Points
from nnstudio.ui.theme import Theme

MARKER_ROOM = 12
"""Pixels from one marker to the next; nearer ones are left out."""
FEW_BATCHES = 40
"""Batches that are few enough for a dot each."""
RAW_STRENGTH = 0.16
Mask = NDArray[np.bool_]


class BatchCurve:
    """Every batch: smoothed, the raw curve faint behind it, and a dot for each while they are few."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._raw, self._smoothed = (PlotCurve(connect="finite") for _ in range(2))
        self._dots = PlotMarkers(size=5)
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
            finite = np.isfinite(raw.x) & np.isfinite(raw.y) if is_few else np.zeros(len(raw.y), bool)
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
        self._line = PlotCurve(connect="finite")
        self._markers = PlotMarkers(symbol=look.symbol, size=look.size)
        self._points = NO_POINTS
        self._marked = np.empty(0, bool)
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

    def draw(self, points: Points, is_trained: Mask, is_marked: Mask) -> None:
        """Draw ``points``, in coordinates of the axes; a line through those that are trained, and markers at some."""
        if np.array_equal(is_marked, self._marked) and _are_equal(points, self._points):
            return
        self._points, self._marked = points, is_marked
        for item in (self._line, self._markers):
            item.setVisible(len(points.x) > 0)
        self._line.setData(points.x[is_trained], points.y[is_trained])
        shown = is_marked & np.isfinite(points.x) & np.isfinite(points.y)
        self._markers.setData(points.x[shown], points.y[shown])

    def set_color(self, color: QColor, background: QColor) -> None:
        """Draw in ``color``; markers that are not filled show the ``background``."""
        self._line.setPen(line(color, width=2, style=self._look.style))
        self._markers.setPen(line(color, width=1 if self._look.is_filled else 2))
        self._markers.setBrush(color if self._look.is_filled else background)


def _are_equal(points: Points, others: Points) -> bool:
    if points.x is others.x and points.y is others.y:
        return True
    return np.array_equal(points.x, others.x, equal_nan=True) and np.array_equal(points.y, others.y, equal_nan=True)
