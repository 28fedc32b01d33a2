"""What the plots of a run have in common: round axes, cached as pictures, and a crosshair."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent

from nnstudio.runs.history import History
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.axis_ticks import RoundAxis
from nnstudio.ui.plots.epoch_bands import EpochBands, edges_of_epochs
from nnstudio.ui.plots.plot_style import apply_theme, line, set_up_plot
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, scaled


class PlotCanvas(pg.PlotWidget):
    """A plot over the course of a run, whose vertical axis formats values with ``tick``.

    Its coordinates are those of ``axis`` and, where the vertical axis ``is_logarithmic``, log10 of values. Every other
    epoch is shaded if it ``has_bands``.
    """

    pointer_moved = Signal(object)
    """The pointer is at this coordinate of the horizontal axis; None when it has left the plot."""
    double_clicked = Signal()

    def __init__(
        self, tick: Callable[[float], str], axis_width: int, is_logarithmic: bool = False, has_bands: bool = True
    ) -> None:
        self.left, self.bottom = RoundAxis("left", tick), RoundAxis("bottom", "{:g}".format)
        self.left.format_with(tick, is_logarithmic)
        super().__init__(enableMenu=False, axisItems={"left": self.left, "bottom": self.bottom})
        self.axis = RunAxis()
        self._axis_width = axis_width
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are in the menu
        switch_off_index(self)
        plot = self.getPlotItem()
        set_up_plot(plot)
        plot.disableAutoRange()
        plot.layout.setContentsMargins(0, 8, 12, 0)  # for the labels at the ends of the axes
        self.bottom.enableAutoSIPrefix(False)
        self.axis.set_up(self.bottom)
        self.bands = EpochBands(plot) if has_bands else None
        self._crosshair = pg.InfiniteLine(angle=90)
        self._crosshair.setVisible(False)
        plot.addItem(self._crosshair, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._on_pointer_moved)

    @property
    def limits(self) -> tuple[Limits, Limits]:
        """The coordinates of the ends of the horizontal and the vertical axis."""
        horizontal, vertical = self.getPlotItem().getViewBox().viewRange()
        return (horizontal[0], horizontal[1]), (vertical[0], vertical[1])

    @property
    def crosshair(self) -> float | None:
        """The horizontal coordinate of the crosshair, None where there is none."""
        return float(self._crosshair.value()) if self._crosshair.isVisible() else None

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis`` from now on."""
        self.axis = axis
        axis.set_up(self.bottom)

    def set_limits(self, horizontal: Limits, vertical: Limits) -> None:
        """Show these parts of the axes; if they are shown already, the axes are not drawn again."""
        if (horizontal, vertical) != self.limits:
            self.getPlotItem().getViewBox().setRange(xRange=horizontal, yRange=vertical, padding=0)

    def draw_bands(self, history: History) -> None:
        """Shade the epochs of ``history`` within the limits."""
        if self.bands is not None:
            horizontal, vertical = self.limits
            self.bands.draw(horizontal, vertical, *edges_of_epochs(self.axis, history, horizontal))

    def show_crosshair(self, x: float | None) -> None:
        """Draw a vertical line at the coordinate ``x``, or none."""
        self._crosshair.setVisible(x is not None)
        if x is not None:
            self._crosshair.setPos(x)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``, and its current zoom."""
        self.setBackground(theme.color("plot_background"))
        apply_theme(self.getPlotItem(), theme)
        self.left.setWidth(scaled(self._axis_width))
        if self.bands is not None:
            self.bands.set_theme(theme)
        self._crosshair.setPen(line(theme.color("plot_text")))

    @Slot(object)
    def _on_pointer_moved(self, scene_position: QPointF) -> None:
        box = self.getPlotItem().getViewBox()
        is_inside = box.sceneBoundingRect().contains(scene_position)
        self.pointer_moved.emit(box.mapSceneToView(scene_position).x() if is_inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer has left."""
        super().leaveEvent(event)
        self.pointer_moved.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report it instead of beginning to drag."""
        event.accept()
        self.double_clicked.emit()
