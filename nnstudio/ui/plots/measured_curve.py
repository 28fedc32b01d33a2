"""A curve through what was measured at some moments of a run, and the words for when that was."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QPen

from nnstudio.runs.run_unit import RunUnit
from nnstudio.ui.plots.plot_items import PlotCurve, PlotMarkers
from nnstudio.ui.plots.plot_style import line

FEW = 40
"""Points that are few enough for a dot each: between two of them nothing was measured."""


class MeasuredCurve:
    """A line, with a dot at each point while they are few."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._line, self._dots = PlotCurve(connect="finite"), PlotMarkers(size=5)
        for item in (self._line, self._dots):
            plot.addItem(item)

    @property
    def dots(self) -> int:
        """Number of points that have a dot."""
        return len(self._dots.data)

    def hide(self) -> None:
        """Draw nothing."""
        self._line.hide()
        self._dots.hide()

    def draw(self, x: NDArray[np.floating], y: NDArray[np.floating], has_dots: bool) -> None:
        """Draw a line through the coordinates ``x`` and ``y``, shapes (n,); a dot at each only if it ``has_dots``."""
        self._line.setData(x, y)
        self._line.show()
        shown = np.isfinite(x) & np.isfinite(y) if has_dots and len(x) <= FEW else np.zeros(len(x), bool)
        if shown.any() or self.dots:
            self._dots.setData(x[shown], y[shown])
        self._dots.setVisible(bool(shown.any()))

    def set_pen(self, pen: QPen) -> None:
        """Draw with ``pen``, and the dots in its colour."""
        self._line.setPen(pen)
        self._dots.setPen(line(pen.color()))
        self._dots.setBrush(pen.color())


def other_place(unit: RunUnit, shown: float, wanted: float) -> str:
    """Return when the value at x = ``shown`` was measured, in words; empty if that is x = ``wanted``, or looks so."""
    place = unit.text(shown)
    return "" if place == unit.text(wanted) else place or "before training"
