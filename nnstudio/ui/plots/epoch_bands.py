"""Bands in the background of a plot, one for every other epoch."""

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.runs.history import History
from nnstudio.runs.run_unit import EPOCHS
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.plot_style import blend
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme

NARROWEST = 10
"""Pixels of an epoch below which bands would only flicker."""
STRENGTH = 0.07
"""Of the text's colour in that of a band."""

MOST = 1000
"""Epochs that are looked at: of more, none is wide enough."""


class EpochBands:
    """Shades the second, the fourth, … epoch as long as they are wide enough to see; one item, changed if needed."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._drawn: object = None
        self.bands: list[Limits] = []
        """The beginning and the end of each band on the horizontal axis."""
        self._item = QGraphicsPathItem()
        self._item.setPen(QPen(Qt.PenStyle.NoPen))
        self._item.setZValue(-20)
        plot.addItem(self._item, ignoreBounds=True)

    def draw(self, horizontal: Limits, vertical: Limits, edges: NDArray[np.floating], first: int = 0) -> None:
        """Shade epochs within the limits of the axes.

        ``edges``, shape (n,), are where epochs begin and end on the horizontal axis; the first is the end of the epoch
        ``first``, or the beginning of the run if that is 0.
        """
        pixels = self._plot.getViewBox().width()
        key = (horizontal, vertical, len(edges), first, *(edges[[0, -1]] if len(edges) else ()), pixels)
        if key == self._drawn:
            return
        self._drawn = key
        scale = pixels / (horizontal[1] - horizontal[0])
        pairs = zip(edges[(first + 1) % 2 :: 2], edges[(first + 1) % 2 + 1 :: 2], strict=False)
        self.bands = [(float(left), float(right)) for left, right in pairs if (right - left) * scale >= NARROWEST]
        path = QPainterPath()
        for left, right in self.bands:
            path.addRect(QRectF(left, vertical[0], right - left, vertical[1] - vertical[0]))
        self._item.setPath(path)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._item.setBrush(blend(theme.color("plot_text"), theme.color("plot_background"), STRENGTH))


def whole_epochs(horizontal: Limits) -> tuple[NDArray[np.float64], int]:
    """Return the ends of the epochs around the limits of an axis in epochs, and the number of the first one."""
    first = max(0, math.floor(horizontal[0]))
    last = min(max(first, math.ceil(horizontal[1])), first + MOST)
    return np.arange(first, last + 1, dtype=float), first


def edges_of_epochs(axis: RunAxis, history: History, horizontal: Limits) -> tuple[NDArray[np.float64], int]:
    """Return the coordinates at which epochs of ``history`` end within limits of ``axis``, and the first one's number.

    The start of a run, which is on no logarithmic axis, is at its left end.
    """
    left, right = EPOCHS.converted(history, axis.values(horizontal), axis.unit)
    ends, first = whole_epochs((float(left), float(right)))
    edges = axis.of(history, ends)
    return np.where(np.isnan(edges), horizontal[0], edges), first
