"""The values of several plots of one run, at the same position and the same moment."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Slot

from nnstudio.runs.history import History
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.plots.run_axis import RunAxis

INTERVAL = 100
"""Milliseconds between two updates; numbers that change faster cannot be read."""
NEAR = 0.01
"""The crosshair is at a change if it is not farther away than this fraction of the axis."""


class Readout(QObject):
    """Draws one crosshair through all ``plots``, and the values under it in their legends; without it the newest.

    The plots of ``measured`` show the same crosshair, but cannot move it.
    """

    def __init__(
        self, plots: Sequence[CurvePlot], measured: MeasuredPlots | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._plots = plots
        self._axis = RunAxis()
        self._measured = measured
        self._history = History()
        self._x: float | None = None
        self._kept: float | None = None
        self._is_changed = True
        self._since = QElapsedTimer()
        for plot in plots:
            plot.pointer_moved.connect(self._on_pointer_moved)

    def set_history(self, history: History) -> None:
        """Show the values of another run."""
        self._history, self._kept = history, None
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
        """Update the legends if anything changed, the plots are visible, and the last update is long enough ago."""
        is_due = not self._since.isValid() or self._since.elapsed() >= INTERVAL
        if self._is_changed and is_due and self._plots[0].isVisible():
            self._is_changed = False
            self._since.start()
            self._show()

    def _show(self) -> None:
        step = min(plot.drawn_step for plot in self._plots)
        evaluations = len(self._history.evaluations)
        if step < self._history.step:  # not drawn yet
            self._is_changed = True
        for plot in self._plots:
            if self._x is None:
                plot.show_reading(plot.newest_reading(step, evaluations))
            else:
                plot.show_reading(plot.reading_at(self._x), self._change_at(self._x))

    def _change_at(self, x: float) -> str:
        """Return what changed at ``x``, or an empty text."""
        changes, axis = self._history.changes, self._axis
        if not changes:
            return ""
        distances = np.abs(axis.of(self._history, [each.position for each in changes]) - x)
        nearest = int(np.argmin(np.nan_to_num(distances, nan=np.inf)))
        left, right = self._plots[0].limits[0]
        return changes[nearest].text if distances[nearest] < NEAR * (right - left) else ""

    @Slot(float)
    def keep(self, x: float) -> None:
        """Show the values at ``x`` until the pointer moves in a plot."""
        self._kept = x
        self.point(x)

    @Slot(object)
    def _on_pointer_moved(self, x: float | None) -> None:
        self._kept = None
        self.point(x)

    @Slot(object)
    def point(self, x: float | None) -> None:
        """Show the values at ``x``; without one those at the x that is kept, or the newest."""
        x = self._kept if x is None else x
        if x != self._x:
            self._move(x)
            self._show()

    def _move(self, x: float | None) -> None:
        self._x = x
        for plot in self._plots:
            plot.show_crosshair(x)
        if self._measured is not None:
            self._measured.show_crosshair(x)
