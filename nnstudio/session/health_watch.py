"""Watches what ails the run that is shown."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.runs.run_warning import Cause, RunWarning
from nnstudio.runs.run_warnings import run_warnings
from nnstudio.session.session import TrainingSession


class HealthWatch(QObject):
    """Judges the shown run after its first batches and at each evaluation, and an earlier one when it is shown again.

    Fine-tuning is not judged: it starts from a network that has learned.
    """

    changed = Signal()
    """`warnings` or `is_judged` may have changed."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._has_begun = False
        self.warnings: tuple[RunWarning, ...] = ()
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.batches_finished.connect(self._on_batches_finished)
        session.evaluated.connect(self._look)
        session.live_settings_changed.connect(self._look)
        session.run_ended.connect(self._look)

    @property
    def is_judged(self) -> bool:
        """Whether there is a run to judge."""
        run = self._session.shown_run
        return run is not None and run.started.origin is None and run.history.step > 0

    @Slot()
    def _on_shown_run_changed(self) -> None:
        self._has_begun, self.warnings = False, ()
        self._look()

    @Slot()
    def _on_batches_finished(self) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._look()

    @Slot()
    def _look(self) -> None:
        run = self._session.shown_run
        if run is not None and self.is_judged:
            shown: frozenset[Cause] = frozenset(warning.cause for warning in self.warnings)
            self.warnings = run_warnings(run.history, run.settings, len(run.started.class_names), shown)
        self.changed.emit()
