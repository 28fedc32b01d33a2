"""What can happen while a network is trained. Small records; the whole list is `TrainingEvent`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class EndReason(StrEnum):
    """Why training ended by itself."""

    FINISHED = "finished"
    STOPPED_EARLY = "stopped early"
    DIVERGED = "diverged"


class BatchFinished(NamedTuple):
    """The parameters made one step. Loss and accuracy are the batch's own, before the step.

    ``position`` counts epochs with their parts: 2.25 is a quarter of the third epoch. What stands below ``epoch`` is a
    number that a run keeps of every batch, under its name here.
    """

    step: int
    epoch: int
    position: float
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True)
class EvaluationAdvanced:
    """A part of an evaluation is done; the parameters have not changed."""

    done: int
    total: int


@dataclass(frozen=True)
class Metrics:
    """Mean loss and fraction of right answers over ``count`` samples, as the network predicts (nothing dropped out)."""

    loss: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class Evaluated:
    """The network was judged on the whole training and validation parts. Epoch 0 is the untrained network.

    ``penalty`` is what the weights cost beside the losses, which are of the data alone. ``extra`` is how it does on the
    person's own digits, None where there are none.
    """

    epoch: int
    step: int
    position: float
    training: Metrics
    validation: Metrics
    penalty: float
    ends_epoch: bool
    extra: Metrics | None = None


@dataclass(frozen=True)
class TrainingEnded:
    """Training is over by itself. ``layer`` is the first one, from 1, whose output was not finite, if any was."""

    reason: EndReason
    step: int
    layer: int | None = None


TrainingEvent = BatchFinished | EvaluationAdvanced | Evaluated | TrainingEnded
