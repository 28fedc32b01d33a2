"""The values of several plots of one run, at the same position and the same moment."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QObject, Slot

from nnstudio.runs.history import History
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.measured_plots import MeasuredPlots

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
        self._measured = measured
        self._history = History()
        self._position: float | None = None
        self._kept: float | None = None
        self._is_changed = True
        self._since = QElapsedTimer()
        for plot in plots:
            plot.pointer_moved.connect(self._on_pointer_moved)

    def set_history(self, history: History) -> None:
        """Show the values of another run."""
        self._history, self._kept = history, None
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
            if self._position is None:
                plot.show_reading(plot.newest_reading(step, evaluations))
            else:
                plot.show_reading(plot.reading_at(self._position), self._change_at(self._position))

    def _change_at(self, position: float) -> str:
        """Return what changed at ``position``, or an empty text."""
        changes = self._history.changes
        nearest = min(changes, key=lambda change: abs(change.position - position), default=None)
        left, right = self._plots[0].limits[0]
        is_near = nearest is not None and abs(nearest.position - position) < NEAR * (right - left)
        return nearest.text if nearest is not None and is_near else ""

    @Slot(float)
    def keep(self, position: float) -> None:
        """Show the values at ``position`` until the pointer moves in a plot."""
        self._kept = position
        self.point(position)

    @Slot(object)
    def _on_pointer_moved(self, position: float | None) -> None:
        self._kept = None
        self.point(position)

    @Slot(object)
    def point(self, position: float | None) -> None:
        """Show the values at ``position``; without one those at the position that is kept, or the newest."""
        position = self._kept if position is None else position
        if position == self._position:
            return
        self._position = position
        for plot in self._plots:
            plot.show_crosshair(position)
        if self._measured is not None:
            self._measured.show_crosshair(position)
        self._show()
