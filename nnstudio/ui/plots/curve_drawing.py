"""All that is drawn in the plot of one quantity: its curves, the earlier run, marks, and the line of guessing."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.curve_items import (
    MARKER_ROOM,
    MY_DIGITS,
    TRAINING,
    VALIDATION,
    BatchCurve,
    EvaluationCurve,
    Mask,
)
from nnstudio.ui.plots.event_marks import GUESSING, GUESSING_AT, EventMarks
from nnstudio.ui.plots.ghost import Ghost
from nnstudio.ui.plots.off_axis import OffAxisMarks
from nnstudio.ui.plots.plot_canvas import PlotCanvas
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.run_numbers import Points, RunNumbers, Values, Visible
from nnstudio.ui.theme import Theme, caption_font

SMALLEST_LOGARITHM = -12.0
"""Where zero is drawn on a logarithmic axis: far below it, so that the curve leaves the plot."""


def pixel_edges(axis: RunAxis, horizontal: Limits, pixels: int) -> Values:
    """Return x at the edges of ``pixels`` pixels between two coordinates, shape (pixels + 1,)."""
    return axis.values(np.linspace(*horizontal, pixels + 1))


class CurveDrawing:
    """The items in ``canvas``, each created once."""

    def __init__(self, canvas: PlotCanvas, theme: Theme) -> None:
        self._canvas = canvas
        self._theme = theme
        self._is_logarithmic = False
        plot = canvas.getPlotItem()
        self.ghost = Ghost(plot)
        self.batches = BatchCurve(plot)
        self.evaluations = [EvaluationCurve(plot, look) for look in (TRAINING, VALIDATION, MY_DIGITS)]
        self.off_axis, self.events = OffAxisMarks(plot), EventMarks(plot)
        placed = {"position": GUESSING_AT, "anchors": [(1, 0), (1, 1)]}
        self._reference = pg.InfiniteLine(angle=0, label=GUESSING, labelOpts=placed)
        plot.addItem(self._reference, ignoreBounds=True)

    def set_vertical(self, is_logarithmic: bool, guessing: float | None) -> None:
        """Draw on a logarithmic vertical axis, or a linear one, with a line at the value of ``guessing``, if any."""
        self._is_logarithmic = is_logarithmic
        self.ghost.draw_anew()
        self._reference.setVisible(guessing is not None)
        if guessing is not None:
            self._reference.setPos(float(self._coordinates(np.array([guessing]))[0]))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        background = theme.color("plot_background")
        self.ghost.set_theme(theme)
        self.batches.set_theme(theme)
        self.events.set_theme(theme)
        for curve, name in zip(self.evaluations, theme.series, strict=False):
            curve.set_color(pg.mkColor(name), background)
        self._reference.setPen(line(theme.color("border_strong"), style=Qt.PenStyle.DashDotLine))
        self._reference.label.setColor(theme.color("plot_text"))
        self._reference.label.setFont(caption_font())

    def draw(self, visible: Visible, numbers: RunNumbers, is_top_free: bool) -> None:
        """Draw ``visible``, a part of the run of ``numbers``, within the limits of the canvas."""
        axis, limits = self._canvas.axis, self._canvas.limits
        smoothed = self._on_axis(visible.smoothed)
        self.batches.draw(self._on_axis(visible.raw), smoothed)
        marked = []
        for curve, points, name in zip(self.evaluations, visible.evaluations, self._theme.series, strict=False):
            on_axis = self._on_axis(points)
            room = self._canvas.width() / MARKER_ROOM
            curve.draw(on_axis, points.x > 0, _marked(on_axis.x, limits[0], room, axis.is_logarithmic))
            marked.append((on_axis, pg.mkColor(name)))
        marked.append((smoothed, self._theme.color("batch")))
        pixels = max(1, self._canvas.width())
        if earlier := self.ghost.numbers(numbers, axis, pixel_edges(axis, limits[0], pixels)):
            batches, validation = earlier
            self.ghost.draw(self._on_axis(batches), self._on_axis(validation), validation.x > 0)
        guessing = float(self._reference.value()) if self._reference.isVisible() else None
        self.events.draw(numbers.history, axis, limits, is_top_free, [each for each, _ in marked], guessing)
        not_finite = axis.coordinates(visible.raw.x[~np.isfinite(visible.raw.y)])
        self.off_axis.draw(marked, not_finite[np.isfinite(not_finite)], limits)

    def _on_axis(self, points: Points) -> Points:
        axis = self._canvas.axis
        if not (self._is_logarithmic or axis.is_logarithmic):
            return points
        return Points(axis.coordinates(points.x), self._coordinates(points.y))

    def _coordinates(self, values: Values) -> Values:
        """Return the coordinates of ``values`` on the vertical axis; zero is far below a logarithmic one."""
        if not self._is_logarithmic:
            return values
        return np.log10(np.maximum(values, 10**SMALLEST_LOGARITHM))


def _marked(x: Values, horizontal: Limits, room: float, is_logarithmic: bool) -> Mask:
    """Return which of the points at the coordinates ``x`` get a marker, where an axis has ``room`` for so many.

    Every 1st, 2nd, 5th, 10th …, or, where the distances differ, the first in each of ``room`` parts of the axis.
    """
    if not len(x):
        return np.empty(0, bool)
    left, right = horizontal
    if is_logarithmic:
        parts = np.floor(np.nan_to_num(x, nan=-1e9) * room / (right - left))
        is_first: Mask = np.isfinite(x) & (np.diff(parts, prepend=-np.inf) > 0)
        return is_first
    every = _every(len(x), room * max(float(x[-1]), 1e-9) / (right - left))
    is_marked: Mask = np.arange(len(x)) % every == 0
    return is_marked


def _every(count: int, room: float) -> int:
    """Return which of ``count`` points get a marker where there is ``room`` for so many: every 1st, 2nd, 5th, 10th."""
    decade = 1
    while count > max(1.0, room) * 5 * decade:
        decade *= 10
    return next(step * decade for step in (1, 2, 5) if count <= max(1.0, room) * step * decade)
