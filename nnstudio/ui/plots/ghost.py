"""The run before the one that is shown, grey behind its curves."""

import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnstudio.runs.history import History
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.plots.run_numbers import Points, RunNumbers
from nnstudio.ui.theme import Theme


class Ghost:
    """The smoothed batches of an earlier run, and dashed its validation set. It does not change any more."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._batches, self._validation = (pg.PlotCurveItem(connect="finite") for _ in range(2))
        self._drawn: object = None
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
        self.history, self._drawn = history, None
        for item in (self._batches, self._validation):
            item.setVisible(history is not None)

    def numbers(self, current: RunNumbers, limits: tuple[float, float], pixels: int) -> tuple[Points, Points] | None:
        """Return its batches and validation set, as ``current`` shows its own; None if there is nothing to redraw."""
        key = (current.quantity, current.window, limits, pixels)
        if self.history is None or key == self._drawn:
            return None
        self._drawn = key
        numbers = RunNumbers(self.history, current.quantity, current.window)
        numbers.follow()
        return numbers.batches(*limits, pixels)[1], numbers.evaluations()[1]

    def draw(self, batches: Points, validation: Points) -> None:
        """Draw curves in coordinates of the axes."""
        trained = validation.x > 0
        self._batches.setData(batches.x, batches.y)
        self._validation.setData(validation.x[trained], validation.y[trained])

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._batches.setPen(line(theme.color("earlier")))
        self._validation.setPen(line(theme.color("earlier"), style=Qt.PenStyle.DashLine))
