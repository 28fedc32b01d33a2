"""The values of several plots of one run, at the same position and the same moment."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Slot

from nnstudio.runs.history import History
from nnstudio.runs.run_marks import change_marks
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.distribution_grid import DistributionGrid
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.plots.plot_canvas import PlotCanvas
from nnstudio.ui.plots.run_axis import RunAxis

INTERVAL = 100
"""Milliseconds between two updates; numbers that change faster cannot be read."""
NEAR = 0.01
"""The crosshair is at a change if it is not farther away than this fraction of the axis."""


class Readout(QObject):
    """Draws one crosshair through all ``plots``, and the values under it in their legends; without it the newest.

    It follows the pointer, or the keys, unless it is pinned. The plots of ``others`` show the same one.
    """

    def __init__(
        self,
        plots: Sequence[CurvePlot],
        others: Sequence[MeasuredPlots | DistributionGrid] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._plots = plots
        self._axis = RunAxis()
        self._others = others
        self._history = History()
        self._x: float | None = None
        self._kept: float | None = None
        self._is_pinned = self._is_by_keys = False
        self._before_click: tuple[float | None, bool] = (None, False)
        self._is_changed = True
        self._since = QElapsedTimer()
        for plot in plots:
            self._follow(plot.canvas)
        for each in others:
            each.canvas_built.connect(self._on_canvas_built)

    @property
    def is_held(self) -> bool:
        """Whether the crosshair is pinned, or the keys have moved it."""
        return self._is_pinned or self._is_by_keys

    def release(self) -> None:
        """Let the crosshair go; the legends show the newest values."""
        self._kept = None
        self._place(None)

    def set_history(self, history: History) -> None:
        """Show the values of another run."""
        self._history = history
        self.release()
        self.note_change()

    def set_axis(self, axis: RunAxis) -> None:
        """Keep the crosshair at its moment of the run on another horizontal ``axis``, which the plots have already."""
        before, self._axis = self._axis, axis
        if self._kept is not None:
            self._kept = axis.moved(self._history, self._kept, before)
        if self._x is not None:
            self._move(axis.moved(self._history, self._x, before))
        self.note_change()

    def note_change(self) -> None:
        """Update the legends soon."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Update the legends if anything changed, a plot is visible, and the last update is long enough ago."""
        is_due = not self._since.isValid() or self._since.elapsed() >= INTERVAL
        if self._is_changed and is_due and any(plot.isVisible() for plot in self._plots):
            self._is_changed = False
            self._since.start()
            self._show()

    def _show(self) -> None:
        shown = [plot for plot in self._plots if plot.isVisible()] or self._plots
        step = min(plot.drawn_step for plot in shown)
        evaluations = len(self._history.evaluations)
        if step < self._history.step:  # not drawn yet
            self._is_changed = True
        for plot in shown:
            if self._x is None:
                plot.show_reading(plot.newest_reading(step, evaluations))
            else:
                remarks = ("pinned" if self._is_pinned else "", self._change_at(self._x, plot.limits[0]))
                plot.show_reading(plot.reading_at(self._x), " · ".join(filter(None, remarks)))

    def _change_at(self, x: float, horizontal: Limits) -> str:
        """Return what changed at ``x``, or an empty text, on an axis with the limits ``horizontal``."""
        changes, axis = change_marks(self._history), self._axis
        if not changes:
            return ""
        distances = np.abs(axis.of(self._history, [each.position for each in changes]) - x)
        nearest = int(np.argmin(np.nan_to_num(distances, nan=np.inf)))
        return changes[nearest].text if distances[nearest] < NEAR * (horizontal[1] - horizontal[0]) else ""

    @Slot(float)
    def keep(self, x: float) -> None:
        """Show the values at ``x`` until the pointer moves in a plot; a pinned crosshair moves there and stays.

        If it was out of sight it is in the middle of the plots then.
        """
        for each in (*self._plots, *self._others):
            each.bring_into_view(x)
        self._kept = x
        self._place(x, self._is_pinned)

    @Slot(object)
    def _on_pointer_moved(self, x: float | None) -> None:
        if not self._is_pinned and not (x is None and self._is_by_keys):
            self._kept = None
            self.point(x)

    @Slot(object)
    def point(self, x: float | None) -> None:
        """Show the values at ``x``; without one those at the x that is kept, or the newest. What is pinned stays."""
        if not self._is_pinned:
            self._place(self._kept if x is None else x)

    @Slot(float, float)
    def _on_clicked(self, x: float, reach: float) -> None:
        """Pin the crosshair at ``x``, or let it go if it is pinned within ``reach``."""
        self._before_click = self._x, self._is_pinned
        is_same = self._is_pinned and self._x is not None and abs(self._x - x) <= reach
        self._place(x, not is_same)

    @Slot()
    def _on_double_clicked(self) -> None:
        """Take back what the first of the two clicks has pinned."""
        self._place(*self._before_click)

    @Slot(float)
    def _on_stepped(self, distance: float) -> None:
        left, right = self._axis.limits(self._history, self._history.step)
        x = self._newest if self._x is None else self._x + distance
        self._place(min(max(x, left), right), self._is_pinned, is_by_keys=True)

    @Slot(int)
    def _on_batch_stepped(self, direction: int) -> None:
        history, unit = self._history, self._axis.unit
        if self._x is None or not history.step:
            self._on_stepped(0.0)
            return
        index = int(unit.batches_before(history, self._axis.values(self._x))) + direction
        x = unit.of_batches(history, np.array(min(max(index, 0), history.step - 1)))
        self._place(float(self._axis.coordinates(x)), self._is_pinned, is_by_keys=True)

    @Slot()
    def _on_pin_pressed(self) -> None:
        x = self._newest if self._x is None else self._x
        self._place(x, not self._is_pinned, is_by_keys=True)

    @Slot(object)
    def _on_canvas_built(self, canvas: PlotCanvas) -> None:
        self._follow(canvas)
        self._move(self._x)

    @property
    def _newest(self) -> float:
        """The coordinate of the newest batch."""
        return self._axis.moved(self._history, self._history.position_of(self._history.step), RunAxis())

    def _follow(self, canvas: PlotCanvas) -> None:
        """React to the pointer, the clicks and the keys in ``canvas``."""
        canvas.pointer_moved.connect(self._on_pointer_moved)
        canvas.clicked.connect(self._on_clicked)
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.stepped.connect(self._on_stepped)
        canvas.batch_stepped.connect(self._on_batch_stepped)
        canvas.pin_pressed.connect(self._on_pin_pressed)

    def _place(self, x: float | None, is_pinned: bool = False, is_by_keys: bool = False) -> None:
        """Move the crosshair to the coordinate ``x`` and update the legends, unless it is there already."""
        now = (self._x, self._is_pinned)
        self._is_pinned, self._is_by_keys = is_pinned, is_by_keys
        if (x, is_pinned) != now:
            self._move(x)
            self._show()

    def _move(self, x: float | None) -> None:
        self._x = x
        for each in (*self._plots, *self._others):
            each.show_crosshair(x, self._is_pinned)
