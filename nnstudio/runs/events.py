"""The events of a run: the engine's events, with batches in groups, and those of the run itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Progress
from nnstudio.data.settings import Splits
from nnstudio.engine.arrays import Shape
from nnstudio.engine.events import BatchFinished, Evaluated, EvaluationAdvanced, Metrics
from nnstudio.engine.network import Network
from nnstudio.engine.validation import LOSS
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.runs.result import Result
from nnstudio.runs.settings import RunSettings


@dataclass(frozen=True)
class Origin:
    """Where a fine-tuning run starts: the network of another run, to be trained further on the user's digits.

    It learns from ``learned_digits`` of them and is evaluated on ``held_out`` others (0: on those it learned from).
    The two metrics are of the network before fine-tuning, on the same digits and test pictures as afterwards.
    """

    run: str
    learned_digits: int
    held_out: int
    my_digits_before: Metrics
    test_before: Metrics

    def summary(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "fine_tuned_from": self.run,
            "learned_digits": self.learned_digits,
            "my_digits_held_out": self.held_out,
            "my_digits_accuracy_before": self.my_digits_before.accuracy,
            "test_accuracy_before": self.test_before.accuracy,
        }


@dataclass(frozen=True)
class RunStarted:
    """The data is loaded and the network is created; training is about to begin."""

    settings: RunSettings
    folder: Path
    input_shape: Shape
    class_names: tuple[str, ...]
    parameter_count: int
    training_count: int
    validation_count: int
    test_count: int
    origin: Origin | None = None
    data_hash: str = ""
    """The SHA-256 of its data set; empty for runs of versions that did not record it."""

    @classmethod
    def of(
        cls,
        settings: RunSettings,
        folder: Path,
        splits: Splits,
        class_names: tuple[str, ...],
        network: Network,
        origin: Origin | None,
        data_hash: str,
    ) -> "RunStarted":
        """Return the start of a run that writes into ``folder``."""
        return cls(
            settings=settings,
            folder=folder,
            input_shape=splits.training.shape,
            class_names=class_names,
            parameter_count=network.layout.count,
            training_count=splits.training.count,
            validation_count=splits.validation.count,
            test_count=splits.test.count,
            origin=origin,
            data_hash=data_hash,
        )


@dataclass(frozen=True)
class RunContinued:
    """A run that was over trains on in its folder, from its checkpoint after ``step`` batches.

    Of its history, the batches, changes and ``evaluations`` up to there still count; the stopping rule counts from the
    evaluation of the index ``patience_from`` on.
    """

    started: RunStarted
    step: int
    evaluations: int
    patience_from: int


BATCH_COLUMNS = (*BatchFinished._fields[2:], "seconds")
"""The numbers of each batch: those of the engine's event, then the active seconds since the start, without pauses."""

BATCH_ROW = np.dtype([(column, "<f4") for column in BATCH_COLUMNS])
"""The format of one batch in a group and in a run's file."""


@dataclass(frozen=True, eq=False)
class BatchesFinished:
    """Consecutive batches, none left out; ``epoch`` is the epoch of the last one.

    ``rows`` has the shape (batches,) and the dtype `BATCH_ROW`, and is read-only; ``rows["loss"]`` are the losses.
    All rows have the seconds of the last one. ``batches_per_second`` is the rate over this group alone.
    """

    first_step: int
    epoch: int
    rows: NDArray[np.void]
    batches_per_second: float

    @classmethod
    def of(cls, batches: Sequence[BatchFinished], seconds: float, batches_per_second: float) -> "BatchesFinished":
        """Return the group of ``batches``, of which there must be at least one."""
        rows = np.empty(len(batches), BATCH_ROW)
        steps, epochs, *columns = zip(*batches, strict=True)
        for name, numbers in zip(BATCH_COLUMNS, (*columns, seconds), strict=True):
            rows[name] = numbers
        rows.setflags(write=False)
        return cls(steps[0], epochs[-1], rows, batches_per_second)

    @property
    def positions(self) -> NDArray[np.float32]:
        """The position after each batch, in epochs with fractions."""
        return self.rows["position"]

    @property
    def seconds(self) -> float:
        """The active time from the start to the last batch, without pauses."""
        return float(self.rows["seconds"][-1])


@dataclass(frozen=True, eq=False)
class LayersMeasured:
    """The layers of the network after ``step`` batches, at ``position`` in epochs with fractions.

    ``probe_loss`` is the mean loss on the probe, the same training pictures each time.
    """

    step: int
    position: float
    probe_loss: float
    layers: tuple[LayerStatistics, ...]


@dataclass(frozen=True)
class LiveSettingsChanged:
    """Live settings changed between two batches; all other settings kept their values."""

    settings: RunSettings
    step: int


@dataclass(frozen=True)
class Paused:
    """Training waits after ``step`` batches, all of which have been reported."""

    step: int


@dataclass(frozen=True)
class Resumed:
    """Training continues, or ends, after it has waited for ``seconds`` after ``step`` batches."""

    step: int
    seconds: float


@dataclass(frozen=True)
class WritingFailed:
    """The run's folder cannot be written, so the run waits; what is to be written is kept in memory.

    ``text`` says what has happened and what to do, in two sentences for the user.
    """

    text: str


@dataclass(frozen=True)
class WritingResumed:
    """The run's folder can be written again, and nothing is missing from it."""


@dataclass(frozen=True, eq=False)
class NoveltyDetectorFitted:
    """The novelty detector of the final network was fitted; once per run, after training and before `RunEnded`."""

    detector: NoveltyDetector


class RunEndReason(StrEnum):
    """Why a run is over."""

    FINISHED = "finished"
    STOPPED_EARLY = "stopped early"
    STOPPED = "stopped"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class RunEnded:
    """The run is over and its folder complete.

    ``last`` is the result of the final weights, ``best`` that of the weights that are best by ``best_by``, the "loss"
    or the "accuracy" on the validation set; both are the same where these are the same. ``explanation`` says in plain
    English why the run ended. ``step`` and ``position``, in epochs with fractions, are how far it was trained.
    ``seconds`` are those of training, without pauses; ``seconds_per_epoch`` is 0 if no batch was trained.
    """

    reason: RunEndReason
    explanation: str
    step: int
    epoch: int
    position: float
    last: Result
    best: Result
    diverged_layer: int | None
    input_shape: Shape
    classes: int
    seconds: float
    seconds_per_epoch: float
    batches_per_second: float
    folder: Path
    best_by: str = LOSS

    @property
    def has_restored_best(self) -> bool:
        """Whether the run ended with the weights of its best evaluation in place of those of its last batch."""
        is_by_hand = self.reason is RunEndReason.STOPPED  # which restores nothing, and may lack a last evaluation
        return self.best == self.last and self.last.step < self.step and not is_by_hand

    @property
    def results(self) -> dict[str, Result]:
        """The results of the last and the best weights by name, or one where both are the same."""
        if self.best == self.last:
            return {"best" if self.has_restored_best else "last and best": self.last}
        return {"last": self.last, "best": self.best}

    def summary(self) -> dict[str, Any]:
        """Return plain values for JSON; metrics without a prefix are those of the last weights."""
        return {
            **self.last.summary(),
            "reason": str(self.reason),
            "explanation": self.explanation,
            "epochs": self.epoch,
            "batches": self.step,
            "last_epoch": self.last.epoch,
            "last_batches": self.last.step,
            **self.last.summary("last_"),
            "best_by": self.best_by,
            "best_epoch": self.best.epoch,
            "best_batches": self.best.step,
            **self.best.summary("best_"),
            "seconds": round(self.seconds, 3),
            "seconds_per_epoch": round(self.seconds_per_epoch, 4),
            "batches_per_second": round(self.batches_per_second, 1),
            "run": str(self.folder),
        }


RunEvent = (
    Progress
    | RunStarted
    | RunContinued
    | BatchesFinished
    | EvaluationAdvanced
    | Evaluated
    | LayersMeasured
    | LiveSettingsChanged
    | Paused
    | Resumed
    | WritingFailed
    | WritingResumed
    | NoveltyDetectorFitted
    | RunEnded
)

EndingEvent = EvaluationAdvanced | Evaluated | Progress | NoveltyDetectorFitted | RunEnded
"""What can happen after training has ended."""
