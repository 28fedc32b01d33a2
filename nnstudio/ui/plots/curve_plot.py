"""One quantity during a run: of every batch, and of the training set, the validation set and my digits if evaluated."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.losses.loss import Loss
from nnstudio.runs.history import History
from nnstudio.runs.quantities import USUAL_LOSS, Quantity
from nnstudio.ui.plots.axis_range import MARGIN, VerticalLimits, horizontal_limits, shown_extremes
from nnstudio.ui.plots.axis_ticks import RoundAxis
from nnstudio.ui.plots.curve_items import MARKER_ROOM, MY_DIGITS, TRAINING, VALIDATION, BatchCurve, EvaluationCurve
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.epoch_bands import EpochBands, whole_epochs
from nnstudio.ui.plots.event_marks import EventMarks
from nnstudio.ui.plots.ghost import Ghost
from nnstudio.ui.plots.off_axis import OffAxisMarks
from nnstudio.ui.plots.plot_style import apply_theme, line, set_up_plot
from nnstudio.ui.plots.run_numbers import Points, Reading, RunNumbers, Values
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.still_area import StillArea
from nnstudio.ui.theme import Theme, caption_font, scaled

DEFAULT_SMOOTHING = 0.05
"""In epochs."""
SMALLEST_LOGARITHM = -12.0
"""Where zero is drawn on a logarithmic axis: far below it, so that the curve leaves the plot."""
AXIS_WIDTH = 48


class CurvePlot(QWidget):
    """A plot with its legend and its curves.

    The axes follow the run in round steps until the user zooms; `show_all` makes them follow again.
    """

    pointer_moved = Signal(object)
    """The pointer is at this position in epochs; None when it has left the plot."""

    def __init__(self, quantity: Quantity, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._theme = theme
        self._window = DEFAULT_SMOOTHING
        self._classes, self._loss = len(DIGITS), USUAL_LOSS
        self._is_logarithmic = False
        self._is_changed = True
        self._is_following = True
        self._build()
        self.set_history(History())
        self.set_theme(theme)

    @property
    def drawn_step(self) -> int:
        """Number of batches the curve shows."""
        return self._numbers.step

    @property
    def guessing(self) -> float | None:
        """The value of the "guessing" line: a network that predicts every class with equal probability.

        None if the quantity has no such value; there is no line then.
        """
        guessing = self._shown_quantity.guessing
        return guessing(self._loss, self._classes) if guessing else None

    @property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The limits of the horizontal and the vertical axis; log10 of the latter if it is logarithmic."""
        horizontal, vertical = self._plot.getViewBox().viewRange()
        return (horizontal[0], horizontal[1]), (vertical[0], vertical[1])

    @property
    def my_digits_points(self) -> NDArray[np.floating]:
        """The curve of my digits as it is drawn, shape (evaluations, 2)."""
        points = self._evaluations[2].points
        return np.stack([points.x, points.y], axis=1)

    @property
    def marked_edges(self) -> list[tuple[float, str]]:
        """Where curves have left the plot: position in epochs and symbol of each mark."""
        return self._off_axis.marks

    @property
    def dots(self) -> int:
        """Number of batches that are drawn as a dot each."""
        return self._batches.dots

    @property
    def markers(self) -> int:
        """Number of evaluations of the validation set that have a marker."""
        return self._evaluations[1].markers

    @property
    def crosshair(self) -> float | None:
        """The position of the crosshair in epochs, None where there is none."""
        return float(self._crosshair.value()) if self._crosshair.isVisible() else None

    def set_history(self, history: History, classes: int = len(DIGITS), loss: Loss = USUAL_LOSS) -> None:
        """Show another run, whose network has ``classes`` outputs and learns by ``loss``."""
        self._classes, self._loss = classes, loss
        self._numbers = RunNumbers(history, self._shown_quantity, self._window)
        self._place_reference()
        self.show_all()

    def set_smoothing(self, window: float) -> None:
        """Smooth the batch curve over ``window`` epochs; 0 shows it as it is."""
        self._window = window
        self._numbers = RunNumbers(self._numbers.history, self._shown_quantity, window)
        self._is_changed = True

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Make the vertical axis logarithmic or linear."""
        self._is_logarithmic = is_logarithmic
        self.ghost.show(self.ghost.history)
        self._numbers.show(self._shown_quantity)
        self._legend.show_quantity(self._shown_quantity)
        self._widget.setAccessibleName(f"{self._shown_quantity.label} over epochs")
        self._left_axis.format_with(self._shown_quantity.tick, is_logarithmic)
        self._place_reference()
        self.show_all()

    @Slot()
    def show_all(self) -> None:
        """Show the whole run, and let the axes follow it again."""
        self._vertical = VerticalLimits(self._shown_quantity, self.guessing, self._is_logarithmic)
        self._is_following = True
        self._is_changed = True

    def note_change(self) -> None:
        """Redraw on the next frame."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the history if it changed and the plot is visible."""
        if self._is_changed and self.isVisible():
            self._is_changed = False
            self._numbers.follow()
            self._draw()

    def reading_at(self, position: float) -> Reading:
        """Return the values at ``position`` in epochs."""
        return self._numbers.at(position)

    def newest_reading(self, step: int, evaluations: int) -> Reading:
        """Return the values after ``step`` batches and ``evaluations`` evaluations."""
        return self._numbers.newest(step, evaluations)

    def show_reading(self, reading: Reading, remark: str = "") -> None:
        """Show ``reading`` in the legend, with a ``remark`` on its position."""
        self._legend.show_reading(reading, remark)
        self._widget.setAccessibleDescription(self._legend.text)

    def show_crosshair(self, position: float | None) -> None:
        """Draw a vertical line at ``position``, or none."""
        self._crosshair.setVisible(position is not None)
        if position is not None:
            self._crosshair.setPos(position)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        background = theme.color("plot_background")
        self._widget.setBackground(background)
        apply_theme(self._plot, theme)
        self._left_axis.setWidth(scaled(AXIS_WIDTH))
        for part in (self.ghost, self._batches, self.events, self.bands):
            part.set_theme(theme)
        for curve, name in zip(self._evaluations, theme.series, strict=False):
            curve.set_color(pg.mkColor(name), background)
        self._reference.setPen(line(theme.color("border_strong"), style=Qt.PenStyle.DashDotLine))
        self._reference.label.setColor(theme.color("plot_text"))
        self._reference.label.setFont(caption_font())
        self._crosshair.setPen(line(theme.color("plot_text")))
        self._legend.set_theme(theme)
        self._is_changed = True

    @property
    def _shown_quantity(self) -> Quantity:
        return self._quantity.logarithmic or self._quantity if self._is_logarithmic else self._quantity

    def _build(self) -> None:
        self._legend = CurveLegend(self._quantity)
        self._left_axis, self._bottom_axis = RoundAxis("left", self._quantity.tick), RoundAxis("bottom", "{:g}".format)
        self._widget = _Canvas(enableMenu=False, axisItems={"left": self._left_axis, "bottom": self._bottom_axis})
        self._widget.setAccessibleName(f"{self._quantity.label} over epochs")
        self._widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are in the menu
        switch_off_index(self._widget)
        self._plot = self._widget.getPlotItem()
        set_up_plot(self._plot)
        self._plot.disableAutoRange()
        self._plot.layout.setContentsMargins(0, 8, 12, 0)  # for the labels at the ends of the axes
        self._bottom_axis.setLabel("epoch")
        self._bottom_axis.enableAutoSIPrefix(False)
        self._plot.getViewBox().setLimits(xMin=-1)
        self.ghost = Ghost(self._plot)
        self._batches = BatchCurve(self._plot)
        self._evaluations = [EvaluationCurve(self._plot, look) for look in (TRAINING, VALIDATION, MY_DIGITS)]
        self._off_axis, self.events = OffAxisMarks(self._plot), EventMarks(self._plot)
        self.bands = EpochBands(self._plot)
        placed = {"position": 0.98, "anchors": [(1, 0), (1, 1)]}
        self._reference = pg.InfiniteLine(angle=0, label="guessing", labelOpts=placed)
        self._crosshair = pg.InfiniteLine(angle=90)
        self._crosshair.setVisible(False)
        for each in (self._reference, self._crosshair):
            self._plot.addItem(each, ignoreBounds=True)
        self._widget.scene().sigMouseMoved.connect(self._on_pointer_moved)
        self._widget.double_clicked.connect(self.show_all)
        self._plot.getViewBox().sigRangeChangedManually.connect(self._on_zoomed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(StillArea(self._legend))
        layout.addWidget(self._widget, 1)

    def _draw(self) -> None:
        numbers, history = self._numbers, self._numbers.history
        position = float(history.positions.values[numbers.step - 1]) if numbers.step else 0.0
        horizontal = horizontal_limits(position, numbers.step) if self._is_following else self.limits[0]
        pixels = max(64, self._widget.width())
        raw, smoothed = numbers.batches(*horizontal, pixels)
        evaluations = numbers.evaluations()
        if self._is_following:
            # A few digits of one's own, often read with a huge loss, must not flatten the other curves.
            counted = list(evaluations if self._shown_quantity.limits else evaluations[:2])
            extremes = shown_extremes(smoothed, counted, position, self._is_logarithmic)
            self._set_limits(horizontal, self._vertical.of(*extremes))
        self._batches.draw(self._on_axis(raw), self._on_axis(smoothed))
        room = self._widget.width() / MARKER_ROOM
        span = max(position, 1e-9) / (horizontal[1] - horizontal[0])
        marked = []
        for curve, points, name in zip(self._evaluations, evaluations, self._theme.series, strict=False):
            on_axis = self._on_axis(points)
            curve.draw(on_axis, room * span)
            marked.append((on_axis, pg.mkColor(name)))
        marked.append((self._on_axis(smoothed), self._theme.color("batch")))
        if earlier := self.ghost.numbers(numbers, horizontal, pixels):
            self.ghost.draw(*(self._on_axis(points) for points in earlier))
        self.bands.draw(*self.limits, *whole_epochs(self.limits[0]))
        self.events.draw(history, self.limits, self._shown_quantity.limits is None)
        self._off_axis.draw(marked, raw.x[~np.isfinite(raw.y)], self.limits)

    def _set_limits(self, horizontal: tuple[float, float], vertical: tuple[float, float]) -> None:
        """Extend the axes if they differ; otherwise they are not redrawn."""
        if (horizontal, vertical) != self.limits:
            self._bottom_axis.set_end(horizontal[1] / (1 + MARGIN))
            has_end = not self._is_logarithmic and self._quantity.limits is None
            self._left_axis.set_end(vertical[1] / (1 + MARGIN) if has_end else None)
            self._plot.getViewBox().setRange(xRange=horizontal, yRange=vertical, padding=0)

    def _place_reference(self) -> None:
        self._reference.setVisible(self.guessing is not None)
        if self.guessing is not None:
            self._reference.setPos(float(self._coordinates(np.array([self.guessing]))[0]))

    def _on_axis(self, points: Points) -> Points:
        return Points(points.x, self._coordinates(points.y)) if self._is_logarithmic else points

    def _coordinates(self, values: Values) -> Values:
        """Return the coordinates of ``values`` on the vertical axis; zero is far below a logarithmic one."""
        if not self._is_logarithmic:
            return values
        return np.log10(np.maximum(values, 10**SMALLEST_LOGARITHM))

    @Slot(object)
    def _on_pointer_moved(self, scene_position: QPointF) -> None:
        box = self._plot.getViewBox()
        is_inside = box.sceneBoundingRect().contains(scene_position)
        self.pointer_moved.emit(box.mapSceneToView(scene_position).x() if is_inside else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find other places for the labels."""
        super().resizeEvent(event)
        self._is_changed = True

    def leaveEvent(self, event: QEvent) -> None:
        """Show the newest values again when the pointer leaves the plot."""
        super().leaveEvent(event)
        self.pointer_moved.emit(None)

    @Slot()
    def _on_zoomed(self) -> None:
        self._is_following = False
        self._is_changed = True


class _Canvas(pg.PlotWidget):
    """Reports double clicks."""

    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report it instead of beginning to drag."""
        event.accept()
        self.double_clicked.emit()
