"""What can happen while a network is trained. Small records; the whole list is `TrainingEvent`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class EndReason(StrEnum):
    """Why training ended by itself."""

    FINISHED = "finished"
    DIVERGED = "diverged"


class BatchFinished(NamedTuple):
    """The parameters made one step. Loss and accuracy are the batch's own, before the step.

    ``position`` counts epochs with their parts: 2.25 is a quarter of the third epoch.
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
    """Mean loss and share of right answers over ``count`` samples, as the network predicts (nothing dropped out)."""

    loss: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class EpochFinished:
    """The network has seen every training sample once more. Epoch 0 is the untrained network."""

    epoch: int
    step: int
    training: Metrics
    validation: Metrics


@dataclass(frozen=True)
class TrainingEnded:
    """Training is over by itself: all epochs are done, or the loss is no longer a finite number."""

    reason: EndReason
    step: int


TrainingEvent = BatchFinished | EvaluationAdvanced | EpochFinished | TrainingEnded
