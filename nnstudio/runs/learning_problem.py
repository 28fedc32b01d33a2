"""Learning that fails, recognised while a run goes on: what is seen, and a learning rate to try instead."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.number_text import percent, short, significant
from nnstudio.runs.events import RunEnded, RunEndReason
from nnstudio.runs.history import History

RECENT = 100
"""Batches whose mean loss is compared with guessing before the first epoch is over."""
FAR_ABOVE = 2.0
"""Times the loss of guessing that the mean of the recent batches must exceed."""
NEAR = 0.02
"""Fraction of the loss of guessing within which a loss counts as equal to it."""
MORE_ACCURATE = 0.05
"""By how much a network that has learned something is more accurate than guessing."""
LARGEST_STEP_LOSS = 1.5
"""Times the loss of guessing: a batch beyond this shows that a step was too large."""


class ProblemKind(StrEnum):
    """What is wrong."""

    WORSE_THAN_GUESSING = "worse than guessing"
    ONLY_GUESSING = "only guessing"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class LearningProblem:
    """Learning fails: ``text`` says in plain English what is seen and what to try.

    ``learning_rate`` is one to try; None if the learning rate does not seem to be the cause.
    """

    kind: ProblemKind
    text: str
    learning_rate: float | None


def divergence(ended: RunEnded, settings: TrainingSettings) -> LearningProblem | None:
    """Return the problem of a run with ``settings`` that diverged, None for any other end."""
    if ended.reason is not RunEndReason.DIVERGED:
        return None
    explanation = ended.explanation.removeprefix("diverged: ")
    text = f"Training diverged: {explanation}. A smaller learning rate usually helps."
    return LearningProblem(ProblemKind.DIVERGED, text, smaller_rate(settings))


def learning_problem(history: History, settings: TrainingSettings, classes: int) -> LearningProblem | None:
    """Return what is wrong with a run of ``settings`` on ``classes`` classes; None while it learns or has just begun.

    After an epoch the evaluations on the training set are judged, before it the mean loss of the last batches.
    """
    judge = LearningJudge(settings.loss.guessing(classes), classes)
    judge.take_history(history)
    return judge.problem(settings)


class LearningJudge:
    """Judges one run on ``classes`` classes from its batches and evaluations, each of which is looked at once.

    ``guessing`` is the loss of equal probabilities.
    """

    def __init__(self, guessing: float, classes: int) -> None:
        self._guessing = guessing
        self._classes = classes
        self._recent: NDArray[np.floating] = np.empty(0, np.float32)
        self._batches = 0
        self._largest_loss = 0.0
        self._last: Evaluated | None = None
        self._above_since: float | None = None
        self._guessing_since: float | None = None

    def take_history(self, history: History) -> None:
        """Take everything in ``history``."""
        self.take_losses(history.series("loss").values)
        for event in history.evaluations:
            self.take_evaluation(event)

    def take_losses(self, losses: NDArray[np.floating]) -> None:
        """Take the ``losses`` of the next batches, shape (n,)."""
        self._batches += len(losses)
        self._recent = np.concatenate((self._recent, losses))[-RECENT:]
        self._largest_loss = float(losses[np.isfinite(losses)].max(initial=self._largest_loss))

    def take_evaluation(self, event: Evaluated) -> None:
        """Take the next evaluation; one that was not made on the training set, too, does not count."""
        if event.training is None:
            return
        self._last = event
        self._above_since = _since(self._above_since, event, self._is_above)
        self._guessing_since = _since(self._guessing_since, event, self._is_guess)

    def problem(self, settings: TrainingSettings) -> LearningProblem | None:
        """Return what is wrong with the run, whose settings are now ``settings``; None if nothing seems to be."""
        guessing, last = self._guessing, self._last
        if last is None or last.position < 1:
            mean = float(self._recent.mean()) if self._batches >= 2 * RECENT else 0.0
            if not mean > FAR_ABOVE * guessing:
                return None
            seen = f"The mean loss of the last {RECENT} batches is {significant(mean)}"
            return _worse(f"{seen}, far above guessing ({significant(guessing)}).", settings)
        if self._above_since is not None:
            since = short(self._above_since)
            seen = f"The loss has been above guessing ({significant(guessing)}) since epoch {since}."
            return _worse(seen, settings)
        if self._guessing_since is not None:
            has_leapt = self._largest_loss > LARGEST_STEP_LOSS * guessing
            return _only_guessing(self._guessing_since, last, has_leapt, settings)
        return None

    def _is_above(self, metrics: Metrics) -> bool:
        return metrics.loss > (1 + NEAR) * self._guessing

    def _is_guess(self, metrics: Metrics) -> bool:
        is_near = abs(metrics.loss - self._guessing) <= NEAR * self._guessing
        return is_near and metrics.accuracy <= 1 / self._classes + MORE_ACCURATE


def smaller_rate(settings: TrainingSettings) -> float:
    """Return a tenth of the learning rate, or the optimizer's default if that is smaller still."""
    optimizer = settings.optimizer
    return float(f"{max(1e-5, min(optimizer.learning_rate / 10, type(optimizer)().learning_rate)):.2g}")


def _since(since: float | None, event: Evaluated, holds: Callable[[Metrics], bool]) -> float | None:
    """Return from which position on the condition holds, up to ``event``, if it did from ``since`` on before.

    The untrained network does not count.
    """
    if event.training is None or event.position == 0 or not holds(event.training):
        return None
    return event.position if since is None else since


def _worse(seen: str, settings: TrainingSettings) -> LearningProblem:
    text = f"{seen} The steps are probably too large: try a smaller learning rate."
    return LearningProblem(ProblemKind.WORSE_THAN_GUESSING, text, smaller_rate(settings))


def _only_guessing(since: float, last: Evaluated, has_leapt: bool, settings: TrainingSettings) -> LearningProblem:
    assert last.training is not None
    seen = (
        f"The network only guesses since epoch {short(since)}: loss {significant(last.training.loss)}, accuracy "
        f"{percent(last.training.accuracy)}."
    )
    rate, usual = settings.optimizer.learning_rate, type(settings.optimizer)().learning_rate
    if has_leapt or rate > usual:
        text = f"{seen} After steps that were too large its units may be dead: try a smaller learning rate."
        return LearningProblem(ProblemKind.ONLY_GUESSING, text, smaller_rate(settings))
    if rate < usual:
        text = f"{seen} The learning rate may be too small: try the usual one of this optimizer."
        return LearningProblem(ProblemKind.ONLY_GUESSING, text, usual)
    text = f"{seen} Try other initial weights, another activation or fewer layers."
    return LearningProblem(ProblemKind.ONLY_GUESSING, text, None)
