"""One curve of each of several runs over each other on shared axes, or the mean and the spread over their seeds."""

from dataclasses import dataclass
from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.number_text import THIN_SPACE
from nnstudio.runs.history import History
from nnstudio.runs.run_unit import RunUnit
from nnstudio.runs.tables import Table
from nnstudio.session.compared_runs import ComparedRun
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.plot_canvas import KEYS, PlotCanvas
from nnstudio.ui.plots.plot_items import PlotCurve
from nnstudio.ui.plots.plot_style import blend
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.run_numbers import Points, Values
from nnstudio.ui.plots.small_plot import with_margin
from nnstudio.ui.runs.overlay_quantities import OVERLAY_QUANTITIES, OverlayCurves, OverlayQuantity, band_of
from nnstudio.ui.runs.run_looks import color_of, pen_of
from nnstudio.ui.theme import Theme, mark, scaled

AXIS_WIDTH, HEIGHT = 52, 280
INTERVAL = 250
"""Milliseconds between two drawings while a run grows."""
BAND_STRENGTH = 0.22
BEGINNING = 0.05
"""Fraction of the runs whose values need not be seen: losses begin far above what matters."""
SYMBOLS = ("▬", "╍", "┉", "▪")


@dataclass(frozen=True, eq=False)
class OverlayGroup:
    """Runs that are drawn in one look: one run, or all seeds of the same settings, as their mean with a band."""

    name: str
    look: int
    runs: tuple[ComparedRun, ...]


class _Line:
    """What is drawn for one group: a curve and, behind it, a band."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.curve, self.low, self.high = (PlotCurve(connect="finite") for _ in range(3))
        self.band = pg.FillBetweenItem(self.low, self.high)
        self.band.setZValue(-2)
        for item in (self.band, self.curve):
            plot.addItem(item, ignoreBounds=True)
        self.points = Points(np.empty(0), np.empty(0))

    def hide(self) -> None:
        self.curve.hide()
        self.band.hide()


class OverlayPlot(QWidget):
    """A plot with its legend; the legend has the values under the pointer or, without it, the last ones."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: tuple[OverlayGroup, ...] = ()
        self._shown, self._name = OVERLAY_QUANTITIES[0], ""
        self._is_logarithmic = False
        self._curves = OverlayCurves()
        self._lines: list[_Line] = []
        self._x: float | None = None
        self._is_changed = True
        self._since = QElapsedTimer()
        self.canvas = PlotCanvas(self._shown.tick, AXIS_WIDTH, has_bands=False)
        self.canvas.setWhatsThis(KEYS)
        self._legend = QLabel()
        self._legend.setWordWrap(True)
        mark(self._legend, "role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._legend)
        layout.addWidget(self.canvas, 1)
        self.canvas.pointer_moved.connect(self._on_pointer_moved)
        self.canvas.double_clicked.connect(self.show_all)
        self.canvas.zoomed.connect(self.note_change)
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """What the legend says, without its symbols."""
        return str(self.canvas.accessibleDescription())

    @property
    def drawn(self) -> dict[str, Points]:
        """The points of each curve as they are drawn, by the name of its group."""
        return {group.name: line.points for group, line in zip(self._groups, self._lines, strict=False)}

    def table(self) -> Table:
        """Return the points that are drawn, one in a row."""
        unit = self.canvas.axis.unit.axis
        points = ((name, zip(each.x.tolist(), each.y.tolist(), strict=True)) for name, each in self.drawn.items())
        return Table(
            ("run", unit, self._shown.label.lower()), [(name, x, y) for name, pairs in points for x, y in pairs]
        )

    @property
    def bands(self) -> int:
        """How many bands are drawn."""
        return sum(line.band.isVisible() for line in self._lines)

    def show_groups(self, groups: tuple[OverlayGroup, ...]) -> None:
        """Draw these runs; where they are the same as before, what the user has zoomed to stays."""
        are_same = _identities(groups) == _identities(self._groups)
        self._groups = groups
        self._curves.keep_only(run for group in groups for run in group.runs)
        if are_same:
            self.note_change()
        else:
            self.show_all()

    def choose(self, shown: OverlayQuantity, name: str, is_logarithmic: bool) -> None:
        """Draw the curve ``name`` of another quantity, on a vertical axis that is logarithmic or not."""
        self._shown, self._name, self._is_logarithmic = shown, name, is_logarithmic
        self.canvas.left.format_with(shown.tick, is_logarithmic)
        self._say_name()
        self.show_all()

    def set_unit(self, unit: RunUnit) -> None:
        """Let the horizontal axis count in another unit."""
        self.canvas.set_axis(RunAxis(unit))
        self._say_name()
        self.show_all()

    @Slot()
    def show_all(self) -> None:
        """Show whole runs, and let the axes follow them again."""
        self.canvas.follow()
        self._since.invalidate()
        self._is_changed = True

    @Slot()
    def note_change(self) -> None:
        """Draw anew in a frame to come."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw if something changed and the plot is visible."""
        is_due = not self._since.isValid() or self._since.elapsed() >= INTERVAL
        if self._is_changed and is_due and self.isVisible() and not self.canvas.is_selecting:
            self._is_changed = False
            self._since.start()
            self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.canvas.set_theme(theme)
        self.canvas.setFixedHeight(scaled(HEIGHT))
        self._since.invalidate()
        self._is_changed = True

    def _say_name(self) -> None:
        self.canvas.setAccessibleName(f"{self._shown.label} of the compared runs over {self.canvas.axis.unit.label}")

    def _draw(self) -> None:
        axis, groups = self.canvas.axis, self._groups
        whole = self._whole()
        horizontal = whole if self.canvas.is_following else self.canvas.limits[0]
        edges = axis.values(np.linspace(*horizontal, max(64, self.canvas.width()) + 1))
        while len(self._lines) < len(groups):
            self._lines.append(_Line(self.canvas.getPlotItem()))
        for line in self._lines[len(groups) :]:
            line.hide()
        values: list[Values] = [np.empty(0)]
        for group, line in zip(groups, self._lines, strict=False):
            values += self._draw_group(group, line, edges, axis)
        self.canvas.keep_within(whole)
        vertical = self._vertical(np.concatenate(values)) if self.canvas.is_following else self.canvas.limits[1]
        self.canvas.set_limits(horizontal, vertical)
        self._write_legend()

    def _draw_group(self, group: OverlayGroup, line: _Line, edges: Values, axis: RunAxis) -> list[Values]:
        """Draw a group; return the vertical coordinates that should be seen."""
        curves = [self._curves.curve(run, self._shown, self._name, axis, edges) for run in group.runs]
        band = band_of(curves) if len(curves) > 1 else None
        line.points = Points(band[0], band[1]) if band else max(curves, key=lambda each: len(each.x))
        line.curve.show()
        line.curve.setPen(pen_of(group.look, self._theme))
        line.curve.setData(axis.coordinates(line.points.x), self._on_axis(line.points.y))
        line.band.setVisible(band is not None)
        seen = [self._seen(line.points)]
        if band is not None:
            x, mean, deviation = band
            for curve, y in ((line.low, mean - deviation), (line.high, mean + deviation)):
                curve.setData(axis.coordinates(x), np.nan_to_num(self._on_axis(y), nan=self._on_axis(mean).min()))
                seen.append(self._seen(Points(x, y)))
            background = self._theme.color("plot_background")
            line.band.setBrush(blend(color_of(group.look, self._theme), background, BAND_STRENGTH))
        return seen

    def _whole(self) -> Limits:
        """Return the coordinates between which the longest run lies."""
        runs = [run.history for group in self._groups for run in group.runs] or [History()]
        limits = [self.canvas.axis.limits(history, history.step) for history in runs]
        return min(each[0] for each in limits), max(each[1] for each in limits)

    def _on_axis(self, values: Values) -> Values:
        with np.errstate(divide="ignore", invalid="ignore"):
            coordinates = np.log10(values) if self._is_logarithmic else np.asarray(values, float)
        return np.where(np.isfinite(coordinates), coordinates, np.nan)

    def _seen(self, points: Points) -> Values:
        """Return the finite coordinates of what comes after the beginning."""
        if not len(points.x):
            return np.empty(0)
        is_later = points.x >= BEGINNING * float(points.x[-1])
        coordinates = self._on_axis(points.y[is_later])
        return coordinates[np.isfinite(coordinates)]

    def _vertical(self, values: Values) -> Limits:
        if not len(values):
            return with_margin(-3.0, 0.0) if self._is_logarithmic else with_margin(0.0, 1.0)
        low, high = float(values.min()), float(values.max())
        return with_margin(low, high if high > low else low + (abs(low) or 1.0))

    def _write_legend(self) -> None:
        parts, said = [], []
        for group, line in zip(self._groups, self._lines, strict=False):
            value = self._value(line.points)
            shown = value.replace(THIN_SPACE, "&nbsp;")  # at which Qt would begin another line
            color = color_of(group.look, self._theme).name()
            symbol = SYMBOLS[group.look // len(self._theme.series) % len(SYMBOLS)]
            name = escape(group.name).replace(" ", "&nbsp;")
            parts.append(f"<span style='color:{color}'>{symbol}</span>&nbsp;{name}&nbsp;<b>{shown}</b>")
            said.append(f"{group.name} {value}")
        self._legend.setText(" &nbsp; ".join(parts))
        self.canvas.setAccessibleDescription(", ".join(said))

    def _value(self, points: Points) -> str:
        known = np.flatnonzero(np.isfinite(points.y))
        if not len(known):
            return "–"
        if self._x is None:
            return self._shown.text(float(points.y[known[-1]]))
        at = float(self.canvas.axis.values(self._x))
        return self._shown.text(float(points.y[known[np.abs(points.x[known] - at).argmin()]]))

    @Slot(object)
    def _on_pointer_moved(self, x: float | None) -> None:
        self._x = x
        self.canvas.show_crosshair(x)
        self._write_legend()


def _identities(groups: tuple[OverlayGroup, ...]) -> list[tuple[str, ...]]:
    return [tuple(run.key for run in group.runs) for group in groups]
