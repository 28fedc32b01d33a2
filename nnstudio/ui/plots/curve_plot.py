"""One quantity during a run: of every batch, and of the training set, the validation set and my digits if evaluated."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.losses.loss import Loss
from nnstudio.runs.history import History
from nnstudio.runs.quantities import USUAL_LOSS, Quantity
from nnstudio.ui.plots.axis_range import BEGINNING, MARGIN, Limits
from nnstudio.ui.plots.curve_drawing import CurveDrawing, pixel_edges
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.epoch_bands import EpochBands
from nnstudio.ui.plots.event_marks import EventMarks
from nnstudio.ui.plots.ghost import Ghost
from nnstudio.ui.plots.plot_canvas import KEYS, PlotCanvas
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.run_numbers import Reading, RunNumbers, Visible
from nnstudio.ui.plots.value_range import CurveRange, ValueRange, value_limits
from nnstudio.ui.still_area import StillArea
from nnstudio.ui.theme import Theme

DEFAULT_SMOOTHING = 0.05
"""In epochs."""
AXIS_WIDTH = 48
WHEEL = " The wheel zooms."


class CurvePlot(QWidget):
    """A plot with its legend and its curves.

    The axes follow the run in round steps until the user zooms; `show_all` makes them follow again.
    """

    def __init__(self, quantity: Quantity, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._window = DEFAULT_SMOOTHING
        self._classes, self._loss = len(DIGITS), USUAL_LOSS
        self._is_logarithmic = False
        self._is_changed = True
        self._kind = ValueRange.AUTOMATIC
        self._build(theme)
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
    def limits(self) -> tuple[Limits, Limits]:
        """The limits of the horizontal and the vertical axis; log10 of them if it is logarithmic."""
        return self._canvas.limits

    @property
    def canvas(self) -> PlotCanvas:
        """What takes the mouse and the keys."""
        return self._canvas

    @property
    def axis(self) -> RunAxis:
        """The horizontal axis."""
        return self._canvas.axis

    @property
    def is_logarithmic(self) -> bool:
        """Whether the vertical axis is logarithmic."""
        return self._is_logarithmic

    @property
    def my_digits_points(self) -> NDArray[np.floating]:
        """The curve of my digits as it is drawn, shape (evaluations, 2)."""
        points = self._drawing.evaluations[2].points
        return np.stack([points.x, points.y], axis=1)

    @property
    def marked_edges(self) -> list[tuple[float, str]]:
        """Where curves have left the plot: horizontal coordinate and symbol of each mark."""
        return self._drawing.off_axis.marks

    @property
    def dots(self) -> int:
        """Number of batches that are drawn as a dot each."""
        return self._drawing.batches.dots

    @property
    def markers(self) -> int:
        """Number of evaluations of the validation set that have a marker."""
        return self._drawing.evaluations[1].markers

    @property
    def crosshair(self) -> float | None:
        """The horizontal coordinate of the crosshair, None where there is none."""
        return self._canvas.crosshair

    @property
    def bands(self) -> EpochBands | None:
        """The shaded epochs."""
        return self._canvas.bands

    @property
    def ghost(self) -> Ghost:
        """The earlier run."""
        return self._drawing.ghost

    @property
    def events(self) -> EventMarks:
        """The marks of what happened in the run."""
        return self._drawing.events

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` beside the title."""
        self._legend.add_to_head(widget)

    def set_history(self, history: History, classes: int = len(DIGITS), loss: Loss = USUAL_LOSS) -> None:
        """Show another run, whose network has ``classes`` outputs and learns by ``loss``."""
        self._classes, self._loss = classes, loss
        self._numbers = RunNumbers(history, self._shown_quantity, self._window, self.axis.unit)
        self._drawing.set_vertical(self._is_logarithmic, self.guessing)
        was_kept = self._range.is_kept
        self.show_all()
        self._range.is_kept = was_kept  # with the values of one run, another can be compared

    def set_smoothing(self, window: float) -> None:
        """Smooth the batch curve over ``window`` epochs; 0 shows it as it is."""
        self._window = window
        self._numbers = RunNumbers(self._numbers.history, self._shown_quantity, window, self.axis.unit)
        self._is_changed = True

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis``; the part of the run that was zoomed to stays the same."""
        self._numbers.unit = axis.unit
        self._legend.count_in(axis.unit)
        self._canvas.change_axis(axis, self._numbers.history)
        self._name()
        self._is_changed = True

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Make the vertical axis logarithmic or linear."""
        self._is_logarithmic = is_logarithmic
        self._numbers.show(self._shown_quantity)
        self._legend.show_quantity(self._shown_quantity)
        self._name()
        self._canvas.left.format_with(self._shown_quantity.tick, is_logarithmic)
        self._drawing.set_vertical(is_logarithmic, self.guessing)
        self.show_all()

    @Slot()
    def show_all(self) -> None:
        """Show the whole run, and let the axes follow it again."""
        self._choose_range()
        self._canvas.follow()
        self._is_changed = True

    def bring_into_view(self, x: float) -> None:
        """Move the horizontal axis so that the coordinate ``x`` is in its middle, unless it can be seen already."""
        self._canvas.bring_into_view(x)

    def set_range(self, kind: ValueRange) -> None:
        """Choose another range of values; a fixed one stays as it is now."""
        self._kind = kind
        self._choose_range()
        self._range.is_kept = kind is ValueRange.FIXED
        self._is_changed = True

    @property
    def fixed_limits(self) -> Limits | None:
        """The limits of a fixed vertical axis, None while it is not fixed."""
        return self._canvas.limits[1] if self._kind is ValueRange.FIXED and self._range.is_kept else None

    def fix(self, limits: Limits | None) -> None:
        """Use these ``limits`` if the range of values is fixed, or let the next drawing choose them."""
        if self._kind is ValueRange.FIXED:
            self._range.is_kept = limits is not None
            if limits is not None:
                self._canvas.set_limits(self._canvas.limits[0], limits)
            self._is_changed = True

    @Slot()
    def note_change(self) -> None:
        """Redraw on the next frame."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the history if it changed and the plot is visible, but not below a rectangle that is being dragged."""
        if self._is_changed and self.isVisible() and not self._canvas.is_selecting:
            self._is_changed = False
            self._numbers.follow()
            self._draw()

    def reading_at(self, x: float) -> Reading:
        """Return the values at the horizontal coordinate ``x``."""
        return self._numbers.at(float(self.axis.values(x)))

    def newest_reading(self, step: int, evaluations: int) -> Reading:
        """Return the values after ``step`` batches and ``evaluations`` evaluations."""
        return self._numbers.newest(step, evaluations)

    def show_reading(self, reading: Reading, remark: str = "") -> None:
        """Show ``reading`` in the legend, with a ``remark`` on its x."""
        self._legend.show_reading(reading, remark)
        self._canvas.setAccessibleDescription(self._legend.text)

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a vertical line at the coordinate ``x``, or none."""
        self._canvas.show_crosshair(x, is_pinned)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._canvas.set_theme(theme)
        self._drawing.set_theme(theme)
        self._legend.set_theme(theme)
        self._is_changed = True

    @property
    def _shown_quantity(self) -> Quantity:
        return self._quantity.logarithmic or self._quantity if self._is_logarithmic else self._quantity

    def _build(self, theme: Theme) -> None:
        self._legend = CurveLegend(self._quantity)
        self._canvas = PlotCanvas(self._quantity.tick, AXIS_WIDTH)
        self._drawing = CurveDrawing(self._canvas, theme)
        self._name()
        self.setWhatsThis(KEYS + WHEEL)
        self._choose_range()
        self._canvas.double_clicked.connect(self.show_all)
        self._canvas.zoomed.connect(self.note_change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(StillArea(self._legend))
        layout.addWidget(self._canvas, 1)

    def _choose_range(self) -> None:
        self._range = CurveRange(self._kind, self._shown_quantity, self.guessing, self._is_logarithmic)
        is_vertical = not self._range.kind.fits_what_is_seen
        self._canvas.let_zoom(is_vertical)
        is_bound = is_vertical and not self._is_logarithmic
        self._canvas.keep_values_within(*(value_limits(self._shown_quantity) if is_bound else (None, None)))

    def _name(self) -> None:
        self._canvas.setAccessibleName(f"{self._shown_quantity.label} over {self.axis.unit.label}")

    def _draw(self) -> None:
        numbers, step, axis = self._numbers, self._numbers.step, self.axis
        history = numbers.history
        whole = axis.limits(history, step)
        is_following = self._canvas.is_following
        horizontal = whole if is_following else self.limits[0]
        edges = pixel_edges(axis, horizontal, max(64, self._canvas.width()))
        raw, smoothed = numbers.batches(edges)
        visible = Visible(raw, smoothed, numbers.evaluations())
        beginning = float(axis.unit.of(history, min(BEGINNING * history.position_of(step), 1.0)))
        seen, now = (float(edges[0]), float(edges[-1])), self.limits[1]
        vertical = self._range.limits(visible, seen, beginning, now, is_following)
        self._canvas.keep_within(whole)
        if (horizontal, vertical) != self.limits:  # otherwise the axes are not redrawn
            self._canvas.bottom.set_end(None if axis.is_logarithmic else axis.end(history, step))
            self._canvas.left.set_end(vertical[1] / (1 + MARGIN) if self._range.has_round_end else None)
            self._canvas.set_limits(horizontal, vertical)
        self._canvas.draw_bands(history)
        self._drawing.draw(visible, numbers, self._shown_quantity.limits is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find other places for the labels."""
        super().resizeEvent(event)
        self._is_changed = True
