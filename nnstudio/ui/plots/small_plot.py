"""A small plot over the course of a run, in a view that scrolls."""

from collections.abc import Callable

from PySide6.QtGui import QWheelEvent

from nnstudio.ui.plots.axis_range import MARGIN
from nnstudio.ui.plots.plot_canvas import PlotCanvas
from nnstudio.ui.theme import Theme, scaled

HEIGHT, AXIS_WIDTH = 160, 56
"""Of the plot and of its vertical axis, in pixels."""
UNLIMITED = (1 << 24) - 1
"""Qt's largest height of a widget."""


class SmallPlot(PlotCanvas):
    """Its vertical axis formats values with ``tick``; where it is logarithmic, its coordinates are their log10.

    Every other epoch is shaded if it ``has_bands``. The mouse neither zooms nor pans until `let_zoom`.
    """

    def __init__(self, tick: Callable[[float], str], is_logarithmic: bool = False, has_bands: bool = True) -> None:
        super().__init__(tick, AXIS_WIDTH, is_logarithmic, has_bands)
        self._is_filling = False
        self.getPlotItem().setMouseEnabled(x=False, y=False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom if the plot has the focus or all the room; otherwise the view is scrolled, which is higher than it."""
        if self.hasFocus() or self._is_filling:
            super().wheelEvent(event)
        else:
            event.ignore()

    def set_filling(self, is_filling: bool) -> None:
        """Take all the height there is, or the usual one."""
        self._is_filling = is_filling
        self.setMinimumHeight(scaled(HEIGHT))
        self.setMaximumHeight(UNLIMITED if is_filling else scaled(HEIGHT))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``, and its current zoom."""
        super().set_theme(theme)
        self.set_filling(self._is_filling)


def with_margin(low: float, high: float) -> tuple[float, float]:
    """Return the limits of an axis that leaves a little room around ``low`` and ``high``."""
    span = high - low or 1.0
    return low - MARGIN * span, high + MARGIN * span
