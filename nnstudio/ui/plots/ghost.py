"""The run before the one that is shown, grey behind its curves."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from nnstudio.runs.history import History
from nnstudio.ui.plots.plot_items import PlotCurve
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.run_numbers import Points, RunNumbers, Values
from nnstudio.ui.theme import Theme


class Ghost:
    """The smoothed batches of an earlier run, and dashed its validation set. It does not change any more."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._batches, self._validation = (PlotCurve(connect="finite") for _ in range(2))
        self._drawn: object = None
        self._numbers: RunNumbers | None = None
        self.history: History | None = None
        for item in (self._batches, self._validation):
            item.setZValue(-1)
            plot.addItem(item, ignoreBounds=True)
        self.show(None)

    @property
    def is_visible(self) -> bool:
        """Whether there is an earlier run to see."""
        return bool(self._batches.isVisible())

    @property
    def points(self) -> Points:
        """The smoothed batches as they are drawn."""
        return Points(*self._batches.getData())

    def show(self, history: History | None) -> None:
        """Show another earlier run, or none."""
        self.history, self._numbers, self._drawn = history, None, None
        for item in (self._batches, self._validation):
            item.setVisible(history is not None)

    def draw_anew(self) -> None:
        """Let `numbers` return what is drawn already, too: the vertical axis is another."""
        self._drawn = None

    def numbers(self, current: RunNumbers, axis: RunAxis, edges: Values) -> tuple[Points, Points] | None:
        """Return its batches between ``edges`` and its validation set, as ``current`` shows its own.

        None if there is nothing to redraw on ``axis``.
        """
        key = (current.quantity, current.window, axis, float(edges[0]), float(edges[-1]), len(edges))
        if self.history is None or key == self._drawn:
            return None
        self._drawn = key
        numbers = self._numbers
        if numbers is None or (numbers.quantity, numbers.window) != (current.quantity, current.window):
            numbers = self._numbers = RunNumbers(self.history, current.quantity, current.window)
            numbers.follow()
        numbers.unit = axis.unit
        return numbers.batches(edges)[1], numbers.evaluations()[1]

    def draw(self, batches: Points, validation: Points, is_trained: NDArray[np.bool_]) -> None:
        """Draw curves in coordinates of the axes; of the validation set what ``is_trained``."""
        self._batches.setData(batches.x, batches.y)
        self._validation.setData(validation.x[is_trained], validation.y[is_trained])

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._batches.setPen(line(theme.color("earlier")))
        self._validation.setPen(line(theme.color("earlier"), style=Qt.PenStyle.DashLine))
