"""Watches what ails the run that is shown."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from nnstudio.runs.run_warning import RunWarning
from nnstudio.runs.warning_times import RaisedWarning, WarningTimes
from nnstudio.session.session import TrainingSession

SLICE = 8
"""Milliseconds of judging at a time: a long run that is opened again is judged in several slices."""


class HealthWatch(QObject):
    """Judges the shown run while it trains, and an earlier one from its beginning when it is shown again.

    Fine-tuning is not judged: it starts from a network that has learned.
    """

    changed = Signal()
    """`warnings`, `raised` or `is_judged` may have changed."""
    failure_changed = Signal(object)
    """The run that goes on does not learn, or for another cause than before: a `RunWarning`; None where it learns."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._times: WarningTimes | None = None
        self._is_behind = False
        self._is_going_on = False
        self._reported: object = None  # what `changed` has told of
        self._failure: RunWarning | None = None
        self._next_slice = QTimer(self, singleShot=True)
        self._next_slice.timeout.connect(self._look)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        for signal in (session.batches_finished, session.evaluated, session.live_settings_changed, session.run_ended):
            signal.connect(self._look)

    @property
    def is_judged(self) -> bool:
        """Whether the run has been judged."""
        return self._times is not None and self._times.is_judged

    @property
    def warnings(self) -> tuple[RunWarning, ...]:
        """The warnings now; none as long as an earlier run is not judged to its end."""
        return () if self._times is None or self._is_behind else self._times.current

    @property
    def raised(self) -> tuple[RaisedWarning, ...]:
        """All warnings of the run, in the order in which they were raised."""
        return () if self._times is None else self._times.raised

    @Slot()
    def _on_shown_run_changed(self) -> None:
        run = self._session.shown_run
        self._times = None
        if run is not None and run.started.origin is None:
            self._times = WarningTimes(run.history, len(run.started.class_names))
        self._report_failure(None)
        # A run that is shown again has been warned of while it went on.
        self._is_going_on = self._session.is_active
        self._look()
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        """Judge what can be judged, but for no longer than a slice."""
        run, times, clock = self._session.shown_run, self._times, QElapsedTimer()
        if run is None or times is None:
            return
        clock.start()
        is_behind = times.judge_next(run.settings, run.ended)
        while is_behind and clock.elapsed() < SLICE:
            is_behind = times.judge_next(run.settings, run.ended)
        self._is_behind = is_behind
        if is_behind:
            self._next_slice.start(0)
        elif self._is_going_on:
            self._report_failure(times.failure)
        # Between evaluations the numbers of a warning may change often; it is not written anew for each.
        causes = [(raised.warning.cause, raised.step, raised.until) for raised in times.raised]
        news = (times.is_judged, is_behind, causes, len(run.history.evaluations), len(run.history.changes), run.ended)
        if news != self._reported:
            self._reported = news
            self.changed.emit()

    def _report_failure(self, failure: RunWarning | None) -> None:
        """Report ``failure`` unless its cause is that of before: its text would only flicker."""
        before, self._failure = self._failure, failure
        if (failure and failure.cause) != (before and before.cause):
            self.failure_changed.emit(failure)
