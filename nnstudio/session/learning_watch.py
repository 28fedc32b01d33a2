"""Watches whether the run that goes on learns anything, and says at once when it does not."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished, RunEnded
from nnstudio.runs.learning_problem import LearningJudge, LearningProblem, divergence
from nnstudio.session.session import TrainingSession


class LearningWatch(QObject):
    """Listens to the session. Fine-tuning is not watched: it starts from a network that has learned."""

    problem_changed = Signal(object)
    """Learning fails in another way than before: a `LearningProblem`, or None where it does not fail any more."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._judge: LearningJudge | None = None
        self.problem: LearningProblem | None = None
        session.run_started.connect(self._on_run_started)
        session.batches_finished.connect(self._on_batches_finished)
        session.evaluated.connect(self._on_evaluated)
        session.run_ended.connect(self._on_run_ended)

    def _set(self, problem: LearningProblem | None) -> None:
        """Report ``problem`` unless it is of the same kind as before, whose text would only flicker."""
        before, self.problem = self.problem, problem
        if (problem and problem.kind) != (before and before.kind):
            self.problem_changed.emit(problem)

    @Slot()
    def _on_run_started(self) -> None:
        run, self._judge = self._session.shown_run, None
        if run is not None and run.started.origin is None:
            classes = len(run.started.class_names)
            self._judge = LearningJudge(run.settings.training.loss.guessing(classes), classes)
            self._judge.take_history(run.history)  # that of a run that is trained on
        self._set(None)

    @Slot(object)
    def _on_batches_finished(self, group: BatchesFinished) -> None:
        if self._judge is not None:
            self._judge.take_losses(group.rows["loss"])
            self._look(self._judge)

    @Slot(object)
    def _on_evaluated(self, event: Evaluated) -> None:
        if self._judge is not None:
            self._judge.take_evaluation(event)
            self._look(self._judge)

    def _look(self, judge: LearningJudge) -> None:
        if self._session.shown_run is not None:
            self._set(judge.problem(self._session.shown_run.settings.training))

    @Slot(object)
    def _on_run_ended(self, ended: RunEnded) -> None:
        run = self._session.shown_run
        if run is not None and run.started.origin is None:
            self._set(divergence(ended, run.settings.training) or self.problem)
