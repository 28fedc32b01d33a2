"""Shows in the lane what happened in the run that is shown."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QObject, Slot

from nnstudio.runs.run_marks import RunMark, run_marks
from nnstudio.session.health_watch import HealthWatch
from nnstudio.session.session import TrainingSession
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.event_lane import EventLane
from nnstudio.ui.plots.mark_groups import PlacedMark, Span


class LaneOfRun(QObject):
    """Follows the run and the zoom of the ``plots``, which have the same horizontal axis."""

    def __init__(
        self, lane: EventLane, plots: Sequence[CurvePlot], session: TrainingSession, health: HealthWatch
    ) -> None:
        super().__init__(lane)
        self._lane, self._plots, self._session, self._health = lane, plots, session, health
        self._drawn: object = None

    @Slot()
    def draw_if_changed(self) -> None:
        """Show the marks if they or the limits of the plots changed, and the lane is visible."""
        seen = [self._span(plot) for plot in self._plots if plot.isVisible()]
        spans = tuple({span.left: span for span in reversed(seen)}.values())  # of two, one below the other, the upper
        if not spans or not self._lane.isVisible():
            return
        run, raised = self._session.shown_run, self._health.raised
        history = self._session.history
        ended = None if run is None else run.ended
        counts = len(history.evaluations), len(history.changes), tuple(history.pauses[-1:])
        grows = any(each.until is None for each in raised)  # and so does the line below its mark
        end = self.place(history.position_of(history.step))
        drawn = (history, counts, raised, ended, spans, self._plots[0].axis, end if grows else 0.0)
        if drawn != self._drawn:
            self._drawn = drawn
            self._lane.show_marks([self._placed(mark) for mark in run_marks(history, raised, ended)], spans, end)

    def _span(self, plot: CurvePlot) -> Span:
        """Return the part of the lane below ``plot``; plots that stand below one another have the same."""
        canvas: pg.PlotWidget = plot.findChild(pg.PlotWidget)
        area = canvas.mapFromScene(canvas.getPlotItem().getViewBox().sceneBoundingRect()).boundingRect()
        left = self._lane.mapFromGlobal(canvas.mapToGlobal(area.topLeft())).x()
        return Span(left, area.width(), plot.limits[0])

    def _placed(self, mark: RunMark) -> PlacedMark:
        until = None if mark.until is None else self.place(self._session.history.position_of(mark.until))
        return PlacedMark(mark, self.place(mark.position), until)

    def place(self, position: float) -> float:
        """Return the coordinate of ``position`` in epochs; a logarithmic axis has the start of a run at its left."""
        axis, history = self._plots[0].axis, self._session.history
        x = float(axis.of(history, position))
        return axis.limits(history, history.step)[0] if math.isnan(x) else x
