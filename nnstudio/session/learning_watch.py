"""Watches whether the run that goes on learns anything, and says at once when it does not."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.runs.events import RunEnded
from nnstudio.runs.learning_problem import LearningProblem, divergence, learning_problem
from nnstudio.session.session import TrainingSession


class LearningWatch(QObject):
    """Listens to the session. Fine-tuning is not watched: it starts from a network that has learned."""

    problem_changed = Signal(object)
    """Learning fails in another way than before: a `LearningProblem`, or None where it does not fail any more."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.problem: LearningProblem | None = None
        session.run_started.connect(self._on_run_started)
        session.batches_finished.connect(self._on_progress)
        session.evaluated.connect(self._on_progress)
        session.run_ended.connect(self._on_run_ended)

    def _set(self, problem: LearningProblem | None) -> None:
        """Report ``problem`` unless it is of the same kind as before, whose text would only flicker."""
        before, self.problem = self.problem, problem
        if (problem and problem.kind) != (before and before.kind):
            self.problem_changed.emit(problem)

    @Slot()
    def _on_run_started(self) -> None:
        self._set(None)

    @Slot()
    def _on_progress(self) -> None:
        run = self._session.shown_run
        if run is not None and run.started.origin is None:
            self._set(learning_problem(run.history, run.settings.training, len(run.started.class_names)))

    @Slot(object)
    def _on_run_ended(self, ended: RunEnded) -> None:
        run = self._session.shown_run
        if run is not None and run.started.origin is None:
            self._set(divergence(ended, run.settings.training) or self.problem)
