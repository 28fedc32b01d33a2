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

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._times: WarningTimes | None = None
        self._is_behind = False
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
        self._look()
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        """Judge what can be judged, but for no longer than a slice."""
        run, times, clock = self._session.shown_run, self._times, QElapsedTimer()
        if run is None or times is None:
            return
        clock.start()
        has_judged = is_behind = times.judge_next(run.settings, run.ended is not None)
        while is_behind and clock.elapsed() < SLICE:
            is_behind = times.judge_next(run.settings, run.ended is not None)
        was_behind, self._is_behind = self._is_behind, is_behind
        if is_behind:
            self._next_slice.start(0)
        if has_judged or was_behind:
            self.changed.emit()
