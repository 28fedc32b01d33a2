"""The axes of a small plot over epochs, which follows its run and takes no mouse."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnstudio.ui.plots.axis_range import MARGIN
from nnstudio.ui.plots.axis_ticks import RoundAxis
from nnstudio.ui.plots.epoch_bands import EpochBands, whole_epochs
from nnstudio.ui.plots.plot_style import apply_theme, set_up_plot
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, scaled

HEIGHT, AXIS_WIDTH = 160, 56
"""Of the plot and of its vertical axis, in pixels."""


class SmallPlot(pg.PlotWidget):
    """Its vertical axis formats values with ``tick``; where it is logarithmic, its coordinates are their log10.

    Every other epoch is shaded if it ``has_bands``.
    """

    def __init__(self, tick: Callable[[float], str], is_logarithmic: bool = False, has_bands: bool = True) -> None:
        left, bottom = RoundAxis("left", tick), RoundAxis("bottom", "{:g}".format)
        left.format_with(tick, is_logarithmic)
        super().__init__(enableMenu=False, axisItems={"left": left, "bottom": bottom})
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it to operate
        switch_off_index(self)
        plot = self.getPlotItem()
        set_up_plot(plot)
        plot.disableAutoRange()
        plot.setMouseEnabled(x=False, y=False)
        plot.layout.setContentsMargins(0, 8, 12, 0)  # for the labels at the ends of the axes
        self.bands = EpochBands(plot) if has_bands else None
        bottom.setLabel("epoch")
        bottom.enableAutoSIPrefix(False)

    def set_limits(self, horizontal: tuple[float, float], vertical: tuple[float, float]) -> None:
        """Show these parts of the axes; if they are shown already, the axes are not drawn again."""
        if [[*horizontal], [*vertical]] != self.getPlotItem().getViewBox().viewRange():
            self.getPlotItem().getViewBox().setRange(xRange=horizontal, yRange=vertical, padding=0)
        if self.bands is not None:
            self.bands.draw(horizontal, vertical, *whole_epochs(horizontal))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``, and its current zoom."""
        self.setBackground(theme.color("plot_background"))
        self.setFixedHeight(scaled(HEIGHT))
        apply_theme(self.getPlotItem(), theme)
        if self.bands is not None:
            self.bands.set_theme(theme)
        self.getPlotItem().getAxis("left").setWidth(scaled(AXIS_WIDTH))


def with_margin(low: float, high: float) -> tuple[float, float]:
    """Return the limits of an axis that leaves a little room around ``low`` and ``high``."""
    span = high - low or 1.0
    return low - MARGIN * span, high + MARGIN * span
