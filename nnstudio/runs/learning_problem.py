"""Learning that fails, recognised from the history of a run: what is seen, and a learning rate to try instead."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

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
    guessing = settings.loss.guessing(classes)
    last = next((event for event in reversed(history.evaluations) if event.training is not None), None)
    losses = history.series("loss").values
    if last is None or last.position < 1:
        mean = float(losses[-RECENT:].mean()) if len(losses) >= 2 * RECENT else 0.0
        if not mean > FAR_ABOVE * guessing:
            return None
        seen = f"The mean loss of the last {RECENT} batches is {significant(mean)}"
        return _worse(f"{seen}, far above guessing ({significant(guessing)}).", settings)
    if (since := _since(history.evaluations, lambda metrics: metrics.loss > (1 + NEAR) * guessing)) is not None:
        seen = f"The loss has been above guessing ({significant(guessing)}) since epoch {short(since)}."
        return _worse(seen, settings)

    def is_guess(metrics: Metrics) -> bool:
        is_near = abs(metrics.loss - guessing) <= NEAR * guessing
        return is_near and metrics.accuracy <= 1 / classes + MORE_ACCURATE

    if (since := _since(history.evaluations, is_guess)) is not None:
        finite = losses[np.isfinite(losses)]
        has_leapt = float(finite.max(initial=0.0)) > LARGEST_STEP_LOSS * guessing
        return _guessing(since, last, has_leapt, settings)
    return None


def smaller_rate(settings: TrainingSettings) -> float:
    """Return a tenth of the learning rate, or the optimizer's default if that is smaller still."""
    optimizer = settings.optimizer
    return float(f"{max(1e-5, min(optimizer.learning_rate / 10, type(optimizer)().learning_rate)):.2g}")


def _since(evaluations: list[Evaluated], holds: Callable[[Metrics], bool]) -> float | None:
    """Return the position from which on all ``evaluations`` on the training set meet the condition, None if none does.

    The untrained network does not count.
    """
    since = None
    for event in reversed(evaluations):
        if event.training is None:
            continue
        if event.position == 0 or not holds(event.training):
            break
        since = event.position
    return since


def _worse(seen: str, settings: TrainingSettings) -> LearningProblem:
    text = f"{seen} The steps are probably too large: try a smaller learning rate."
    return LearningProblem(ProblemKind.WORSE_THAN_GUESSING, text, smaller_rate(settings))


def _guessing(since: float, last: Evaluated, has_leapt: bool, settings: TrainingSettings) -> LearningProblem:
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
