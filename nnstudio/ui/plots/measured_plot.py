"""A small plot of curves that were measured at some moments of a run: by layer, epoch or evaluation."""

import math
from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.runs.history import History
from nnstudio.runs.run_curves import Curve, RunCurves
from nnstudio.ui.plots.axis_range import LOG_STEPS, Limits, round_above, round_below
from nnstudio.ui.plots.measured_curve import MeasuredCurve, other_place
from nnstudio.ui.plots.plot_canvas import KEYS, PlotCanvas
from nnstudio.ui.plots.plot_style import blend, line
from nnstudio.ui.plots.prediction_history_plot import STYLES
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.small_plot import SmallPlot, with_margin
from nnstudio.ui.plots.value_range import ValueLimits, ValueRange, limits_from_zero
from nnstudio.ui.theme import Theme, mark

DECADES = 8
"""A logarithmic axis shows at most so many; smaller values leave it."""
HEALTHY_STRENGTH = 0.12
ALL = 1000
"""The stretch of a plot that leaves nothing to the room above it."""
INTERVAL = 250
"""Milliseconds between two drawings: what is measured changes seldom."""
EMPTY = "Appears here while a network is trained."
WHEEL = " The wheel zooms in a plot that has the focus, as it has after a click; otherwise it scrolls the view."


class MeasuredPlot(QWidget):
    """The curves of one `RunCurves`, with a legend of the values under the crosshair or, without it, the newest.

    Lines are created once; those that a run with fewer layers does not need are hidden.
    """

    def __init__(self, curves: RunCurves, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves = curves
        self._theme = theme
        self._history, self._names = History(), dict[int, str]()
        self._lines: list[MeasuredCurve] = []
        self._drawn: list[Curve] = []
        self._x: float | None = None
        self._kind, self._is_logarithmic = ValueRange.AUTOMATIC, curves.is_logarithmic
        self._is_changed = True
        self._since = QElapsedTimer()
        self._build()
        self._choose_range()
        self.set_theme(theme)

    @property
    def is_logarithmic(self) -> bool:
        """Whether the vertical axis is logarithmic."""
        return self._is_logarithmic

    @property
    def text(self) -> str:
        """What the legend says, without its symbols."""
        return str(self._widget.accessibleDescription())

    @property
    def points(self) -> dict[str, int]:
        """The number of points of each line that is drawn, by its name."""
        return {curve.name: len(curve.x) for curve in self._drawn}

    @property
    def dots(self) -> list[int]:
        """The number of points with a dot of each line that is drawn."""
        return [item.dots for item in self._lines[: len(self._drawn)]]

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` beside the title."""
        self._head.addWidget(widget)

    def set_filling(self, is_filling: bool) -> None:
        """Take all the height there is, or the usual one."""
        self._widget.set_filling(is_filling)
        self._column.setStretchFactor(self._widget, ALL if is_filling else 0)

    def set_history(self, history: History, names: Mapping[int, str]) -> None:
        """Show another run, whose network has layers with these ``names`` by their index."""
        self._history, self._names, self._x = history, dict(names), None
        was_kept = self._range.is_kept
        self.show_all()
        self._range.is_kept = was_kept  # with the values of one run, another can be compared

    def note_change(self) -> None:
        """Redraw on the next frame."""
        self._is_changed = True

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis``."""
        self._widget.change_axis(axis, self._history)
        self._name()
        self._draw_soon()

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Make the vertical axis logarithmic or linear, where both make sense."""
        if not self.curves.can_be_logarithmic or is_logarithmic == self._is_logarithmic:
            return
        self._is_logarithmic = is_logarithmic
        self._widget.left.format_with(self.curves.tick, is_logarithmic)
        self.show_all()

    def set_range(self, kind: ValueRange) -> None:
        """Choose another range of values; a fixed one stays as it is now, or as the first values need it."""
        self._kind = kind
        self._choose_range()
        self._range.is_kept = kind is ValueRange.FIXED and any(self.points.values())
        self._draw_soon()

    @property
    def fixed_limits(self) -> Limits | None:
        """The limits of a fixed vertical axis, None while it is not fixed."""
        return self._widget.limits[1] if self._kind is ValueRange.FIXED and self._range.is_kept else None

    def fix(self, limits: Limits | None) -> None:
        """Use these ``limits`` if the range of values is fixed, or let the next drawing choose them."""
        if self._kind is ValueRange.FIXED:
            self._range.is_kept = limits is not None
            if limits is not None:
                self._widget.set_limits(self._widget.limits[0], limits)
            self._draw_soon()

    @Slot()
    def show_all(self) -> None:
        """Show the whole run, and let the axes follow it again."""
        self._choose_range()
        self._widget.follow()
        self._draw_soon()

    def bring_into_view(self, x: float) -> None:
        """Move the horizontal axis so that the coordinate ``x`` is in its middle, unless it can be seen already."""
        self._widget.bring_into_view(x)

    @property
    def canvas(self) -> PlotCanvas:
        """What takes the mouse and the keys."""
        return self._widget

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a vertical line at the coordinate ``x`` and name the values there, or none and the newest."""
        self._x = x
        self._widget.show_crosshair(x, is_pinned)
        self._write_legend()

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the run if it changed and the plot is visible, but not below a rectangle that is being dragged."""
        is_due = not self._since.isValid() or self._since.elapsed() >= INTERVAL
        if not (self._is_changed and is_due and self.isVisible()) or self._widget.is_selecting:
            return
        self._is_changed = False
        self._since.start()
        self._drawn = self.curves.of(self._history, self._names)
        while len(self._lines) < len(self._drawn):
            self._lines.append(MeasuredCurve(self._plot))
            self._color_lines()
        for item, curve in zip(self._lines, self._drawn, strict=False):
            item.draw(self._places(curve), self._on_axis(curve.y), self.curves.is_measured)
        for item in self._lines[len(self._drawn) :]:
            item.hide()
        self._set_limits()
        self._write_legend()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        background = theme.color("plot_background")
        self._widget.set_theme(theme)
        self._healthy.setBrush(blend(theme.color("batch"), background, HEALTHY_STRENGTH))
        self._color_lines()
        self._write_legend()

    def _build(self) -> None:
        self._title, self._legend = QLabel(self.curves.label), QLabel()
        mark(self._title, "role", "heading")
        mark(self._legend, "role", "caption")
        self._legend.setWordWrap(True)
        self._widget = SmallPlot(self.curves.tick, self.curves.is_logarithmic)
        self._name()
        for widget in (self, self._widget):
            widget.setToolTip(self.curves.help)
        self.setWhatsThis(f"{self.curves.help} {KEYS}{WHEEL}")
        self._widget.double_clicked.connect(self.show_all)
        self._widget.zoomed.connect(self._draw_soon)
        self._plot = self._widget.getPlotItem()
        self._healthy = pg.LinearRegionItem(orientation="horizontal", movable=False, pen=pg.mkPen(None))
        self._healthy.setZValue(-10)
        self._healthy.setVisible(self.curves.healthy is not None)
        if self.curves.healthy is not None:
            self._healthy.setRegion(self._on_axis(np.array(self.curves.healthy)))
        self._plot.addItem(self._healthy, ignoreBounds=True)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        layout.addLayout(self._head)
        layout.addWidget(self._legend)
        layout.addStretch(1)  # beside a plot with a longer legend, the axes stand at the same height
        layout.addWidget(self._widget)

    @Slot()
    def _draw_soon(self) -> None:
        self._is_changed = True
        self._since.invalidate()

    def _choose_range(self) -> None:
        self._range = ValueLimits(self._kind, self._is_logarithmic)
        self._widget.let_zoom(is_vertical=not self._range.kind.fits_what_is_seen)

    def _name(self) -> None:
        self._widget.setAccessibleName(f"{self.curves.label} over {self._widget.axis.unit.label}")

    def _places(self, curve: Curve) -> np.ndarray:
        """Return the horizontal coordinates of the points of ``curve``, shape (n,)."""
        return self._widget.axis.of(self._history, curve.x)

    def _color_lines(self) -> None:
        for index, item in enumerate(self._lines):
            color, style, _ = self._look(index)
            item.set_pen(line(pg.mkColor(color), width=2, style=style))

    def _look(self, index: int) -> tuple[str, Qt.PenStyle, str]:
        series = self._theme.series
        style, symbol = STYLES[index // len(series) % len(STYLES)]
        return series[index % len(series)], style, symbol

    def _on_axis(self, values: np.ndarray) -> np.ndarray:
        """Return the coordinates of ``values`` on the vertical axis, shape (n,); NaN where it cannot show them."""
        with np.errstate(divide="ignore", invalid="ignore"):
            coordinates = np.log10(values) if self._is_logarithmic else np.asarray(values, float)
        return np.where(np.isfinite(coordinates), coordinates, np.nan)

    def _set_limits(self) -> None:
        widget, history = self._widget, self._history
        whole = widget.axis.limits(history, history.step)
        widget.keep_within(whole)
        horizontal = whole if widget.is_following else widget.limits[0]
        widget.set_limits(horizontal, self._vertical(horizontal))
        widget.draw_bands(history)

    def _vertical(self, horizontal: Limits) -> Limits:
        if not self._range.is_kept and not len(self._coordinates()):
            return with_margin(*((-4.0, 0.0) if self._is_logarithmic else (0.0, 1.0)))
        now, is_following = self._widget.limits[1], self._widget.is_following
        return self._range.choose(lambda: _extremes(self._coordinates(horizontal)), self._automatic, now, is_following)

    def _automatic(self) -> Limits:
        low, high = _extremes(self._coordinates())
        if not self._is_logarithmic:
            return limits_from_zero(low, high)
        top = math.log10(round_above(10**high, LOG_STEPS))
        return with_margin(min(math.log10(round_below(10 ** max(low, high - DECADES))), top - 1), top)

    def _coordinates(self, horizontal: Limits = (-math.inf, math.inf)) -> np.ndarray:
        """Return the vertical coordinates of all that is drawn between two horizontal ones, shape (n,)."""
        found = [np.empty(0)]
        for curve in self._drawn:
            x, y = self._places(curve), self._on_axis(curve.y)
            found.append(y[np.isfinite(y) & (x >= horizontal[0]) & (x <= horizontal[1])])
        return np.concatenate(found)

    def _write_legend(self) -> None:
        parts, said, places = [], [], []
        for index, curve in enumerate(self._drawn):
            if len(curve.x):
                color, _, symbol = self._look(index)
                at, place = self._shown_of(curve)
                value = self.curves.text(float(curve.y[at]))
                name = curve.name.replace(" ", "&nbsp;")
                parts.append(f"<span style='color:{color}'>{symbol}</span>&nbsp;{name}&nbsp;{value}")
                said.append(f"{curve.name} {value}")
                places.append(place)
        together = " · ".join(filter(None, dict.fromkeys(places)))  # all curves were measured together
        self._legend.setText(" &nbsp; ".join(parts + [together] * bool(together)) or EMPTY)
        self._widget.setAccessibleDescription(", ".join(said + [together] * bool(together)))

    def _shown_of(self, curve: Curve) -> tuple[int, str]:
        """Return the index of the value to show, and when it was measured if not where it is looked for."""
        axis, history = self._widget.axis, self._history
        x = axis.unit.of(history, curve.x)
        end = float(axis.unit.of(history, history.position_of(history.step)))
        wanted = end if self._x is None else float(axis.values(self._x))
        at = len(x) - 1 if self._x is None else int(np.abs(x - wanted).argmin())
        return at, other_place(axis.unit, float(x[at]), wanted)


def _extremes(values: np.ndarray) -> Limits:
    """Return the smallest and the largest of ``values``, shape (n,); (inf, -inf) if there are none."""
    return (float(values.min()), float(values.max())) if len(values) else (math.inf, -math.inf)
