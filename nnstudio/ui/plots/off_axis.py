"""Marks at the edges of a plot where a curve has left it, and where its values are not finite."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnstudio.ui.plots.plot_items import PlotMarkers
from nnstudio.ui.plots.run_numbers import Points, Values

INSET = 0.03
"""Distance of a mark from the edge, as a fraction of the plot's height."""
GRID = 0.01
"""Marks move in steps of this fraction of the axis: they are seldom drawn anew."""
LARGEST_COUNT = 12
"""Marks of one curve at one edge."""


class OffAxisMarks:
    """▲ at the top where a curve is above the plot, ▼ at the bottom where it is below, × where it is not a number."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._item = PlotMarkers(size=9)
        self._item.setZValue(30)
        plot.addItem(self._item, ignoreBounds=True)
        self._drawn: list[tuple[float, float, str, str]] = []

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Horizontal coordinate and symbol of each mark."""
        signs = {"t1": "▲", "t": "▼", "x": "×"}
        return [(x, signs[symbol]) for x, _, symbol, _ in self._drawn]

    def draw(
        self,
        curves: list[tuple[Points, QColor]],
        not_finite: Values,
        limits: tuple[tuple[float, float], tuple[float, float]],
    ) -> None:
        """Mark where ``curves``, in coordinates of the axes, leave the ``limits`` of the vertical one.

        ``not_finite`` are horizontal coordinates of values that cannot be drawn.
        """
        (left, right), (bottom, top) = limits
        step = GRID * (right - left)
        inset = INSET * (top - bottom)
        marks = []
        for points, color in curves:
            with np.errstate(invalid="ignore"):
                edges = ((points.y > top, top - inset, "t1"), (points.y < bottom, bottom + inset, "t"))
            for is_beyond, y, symbol in edges:
                is_outside = is_beyond & np.isfinite(points.x)  # the start of a run is on no logarithmic axis
                if not is_outside.any():
                    continue
                marks += [(x, y, symbol, color.name()) for x in _middles(points.x, is_outside)]
        last = curves[-1][1].name()
        marks += [(float(x), top - inset, "x", last) for x in not_finite[:LARGEST_COUNT]]
        marks = [(step * round(x / step), y, symbol, color) for x, y, symbol, color in marks]
        if marks != self._drawn:
            self._drawn = marks
            self._item.setVisible(bool(marks))
            self._item.setData(
                [{"pos": (x, y), "symbol": symbol, "brush": color, "pen": color} for x, y, symbol, color in marks]
            )


def _middles(x: Values, is_outside: NDArray[np.bool_]) -> list[float]:
    """Return the middle of each stretch of ``x`` that is outside; the first ones where there are many."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_outside, [False]]).astype(np.int8)))
    return [float((x[start] + x[end - 1]) / 2) for start, end in edges.reshape(-1, 2)[:LARGEST_COUNT]]
