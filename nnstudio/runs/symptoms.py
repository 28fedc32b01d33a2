"""What is seen of a run while it goes on: each batch, evaluation and measurement is looked at once."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.number_text import percent, short, significant
from nnstudio.runs.events import LayersMeasured, RunEnded, RunEndReason
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
FIRST_STEPS = 20
"""Steps whose first measurements tell most about the learning rate."""
MEASUREMENTS = 5
"""First or last measurements of the layers whose median counts; one alone is one batch, and may be an exception."""
FEWEST = 3
"""Measurements of a network that learns, before its layers are judged."""
STANDING = 5
"""Last epochs that are compared with all epochs before."""


class FailureKind(StrEnum):
    """In which way a network does not learn."""

    WORSE_THAN_GUESSING = "worse than guessing"
    ONLY_GUESSING = "only guessing"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Failure:
    """A network does not learn, in the way of ``kind``; ``seen`` is a sentence with numbers."""

    kind: FailureKind
    seen: str


@dataclass(frozen=True)
class Pair:
    """An evaluation on the training set, too, at ``position`` in epochs with fractions."""

    position: float
    training: Metrics
    validation: Metrics


class Symptoms:
    """What was seen of one run on ``classes`` classes; ``guessing`` is the loss of equal probabilities.

    Its size does not grow with the run.
    """

    def __init__(self, guessing: float, classes: int) -> None:
        self.guessing, self.classes = guessing, classes
        self.batches = 0
        self.first_loss = self.last_loss = float("nan")
        self.smallest_loss, self.largest_loss = float("inf"), 0.0
        """Of all batches with a finite loss."""
        self.pairs: deque[Pair] = deque(maxlen=2)
        """The last two evaluations on the training set, too; that of the untrained network does not count."""
        self.pair_count = 0
        self.lowest_validation_loss = float("inf")
        """Of all evaluations."""
        self.standing: deque[Pair] = deque(maxlen=STANDING)
        """The ends of the last epochs, and beside it the lowest training loss at the ends of those before."""
        self.lowest_before = float("inf")
        self.first_norms: tuple[float, ...] = ()
        """The gradient norm of each layer in the first step that was measured."""
        self.layers: deque[LayersMeasured] = deque(maxlen=MEASUREMENTS)
        """The last measurements since the settings were changed."""
        self._first_ratios: list[float] = []
        self._divergence = ""
        self._recent: NDArray[np.floating] = np.empty(0, np.float32)
        self._failing_since: float | None = None

    def take_history(self, history: History) -> None:
        """Take everything in ``history``."""
        self.take_losses(history.series("loss").values)
        changed = history.changes[-1].step if history.changes else 0
        for event in history.evaluations:
            self.take_evaluation(event)
            if event.step <= changed:
                self._forget_standing()
        for measured in history.layers:
            self.take_layers(measured)
            if measured.step <= changed:
                self.layers.clear()

    def take_losses(self, losses: NDArray[np.floating]) -> None:
        """Take the ``losses`` of the next batches, shape (n,)."""
        if not len(losses):
            return
        if not self.batches:
            self.first_loss = float(losses[0])
        self.batches += len(losses)
        self.last_loss = float(losses[-1])
        self._recent = np.concatenate((self._recent, losses[-RECENT:]))[-RECENT:]
        finite = losses[np.isfinite(losses)]
        self.largest_loss = float(finite.max(initial=self.largest_loss))
        self.smallest_loss = float(finite.min(initial=self.smallest_loss))

    def take_evaluation(self, event: Evaluated) -> None:
        """Take the next evaluation; of one of the validation set alone only the lowest loss counts."""
        self.lowest_validation_loss = min(self.lowest_validation_loss, event.validation.loss)
        if event.training is None:
            return
        self._failing_since = _since(self._failing_since, event, self._has_learned_nothing)
        if event.position == 0:
            return
        pair = Pair(event.position, event.training, event.validation)
        self.pairs.append(pair)
        self.pair_count += 1
        if event.ends_epoch:
            if len(self.standing) == STANDING:
                self.lowest_before = min(self.lowest_before, self.standing[0].training.loss)
            self.standing.append(pair)

    def take_layers(self, measured: LayersMeasured) -> None:
        """Take the next measurement of the layers."""
        if not self.first_norms:
            self.first_norms = tuple(layer.gradient_norm for layer in measured.layers)
        if measured.step <= FIRST_STEPS and len(self._first_ratios) < MEASUREMENTS:
            self._first_ratios.append(_largest_ratio(measured))
        self.layers.append(measured)

    def take_change(self) -> None:
        """Settings were changed: what was measured before says nothing about them."""
        self.layers.clear()
        self._forget_standing()

    def take_end(self, ended: RunEnded) -> None:
        """Take the end of the run."""
        if ended.reason is RunEndReason.DIVERGED:
            self._divergence = f"Training diverged: {ended.explanation.removeprefix('diverged: ')}."

    @property
    def failure(self) -> Failure | None:
        """In which way the network does not learn; None if it does, or has just begun."""
        if self._divergence:
            return Failure(FailureKind.DIVERGED, self._divergence)
        if not self.has_epoch:
            mean = float(self._recent.mean()) if self.batches >= 2 * RECENT else 0.0
            if not mean > FAR_ABOVE * self.guessing:
                return None
            seen = f"The mean loss of the last {RECENT} batches is {significant(mean)}, far above guessing"
            return Failure(FailureKind.WORSE_THAN_GUESSING, f"{seen} ({significant(self.guessing)}).")
        if self._failing_since is None:
            return None
        last, since = self.pairs[-1].training, short(self._failing_since)
        if self._is_above(last):
            seen = f"The loss has not been below guessing ({significant(self.guessing)}) since epoch {since}."
            return Failure(FailureKind.WORSE_THAN_GUESSING, seen)
        numbers = f"loss {significant(last.loss)}, accuracy {percent(last.accuracy)}"
        return Failure(FailureKind.ONLY_GUESSING, f"The network only guesses since epoch {since}: {numbers}.")

    @property
    def has_epoch(self) -> bool:
        """Whether an evaluation after the first epoch, on the training set too, has come."""
        return bool(self.pairs) and self.pairs[-1].position >= 1

    @property
    def has_leapt(self) -> bool:
        """Whether the loss of a batch was far above guessing."""
        return self.largest_loss > LARGEST_STEP_LOSS * self.guessing

    @property
    def first_ratio(self) -> float:
        """The ratio of update to weights in the first steps, the median of the largest of any layer; 0 if unknown."""
        return float(np.median(self._first_ratios)) if self._first_ratios else 0.0

    @property
    def update_ratio(self) -> float | None:
        """The same of the last measurements; None if there is none."""
        return float(np.median([_largest_ratio(each) for each in self.layers])) if self.layers else None

    def of_layers(self, value: Callable[[LayerStatistics], float]) -> list[float]:
        """Return the median of ``value`` over the last measurements, for each layer; none if there are too few.

        One is enough where the network does not learn: then the question is only why.
        """
        if len(self.layers) < (FEWEST if self.failure is None else 1):
            return []
        table = [[value(layer) for layer in each.layers] for each in self.layers]
        return [float(number) for number in np.median(table, axis=0)]

    def _forget_standing(self) -> None:
        self.standing.clear()
        self.lowest_before = float("inf")

    def _has_learned_nothing(self, metrics: Metrics) -> bool:
        return self._is_above(metrics) or self._is_guess(metrics)

    def _is_above(self, metrics: Metrics) -> bool:
        return metrics.loss > (1 + NEAR) * self.guessing

    def _is_guess(self, metrics: Metrics) -> bool:
        is_near = abs(metrics.loss - self.guessing) <= NEAR * self.guessing
        return is_near and metrics.accuracy <= 1 / self.classes + MORE_ACCURATE


def _largest_ratio(measured: LayersMeasured) -> float:
    return max(layer.update_ratio for layer in measured.layers)


def _since(since: float | None, event: Evaluated, holds: Callable[[Metrics], bool]) -> float | None:
    """Return from which position on the condition holds, up to ``event``, if it did from ``since`` on before.

    The untrained network does not count.
    """
    if event.training is None or event.position == 0 or not holds(event.training):
        return None
    return event.position if since is None else since
