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
    """The parameters were updated by one step. Loss and accuracy are those of the batch, before the step.

    ``position`` is in epochs, with fractions: 2.25 is a quarter of the way through the third epoch. A run records each
    field below ``epoch`` for every batch, under the field's name.
    """

    step: int
    epoch: int
    position: float
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True)
class EvaluationAdvanced:
    """An evaluation has covered ``done`` of ``total`` samples; the parameters have not changed."""

    done: int
    total: int


@dataclass(frozen=True)
class Metrics:
    """Mean loss and fraction of correct predictions over ``count`` samples, without dropout."""

    loss: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class Evaluated:
    """The network was evaluated on the whole validation set and on the training set. Epoch 0 is the untrained network.

    Within an epoch, ``training`` may be of a sample of the training set, or None if it was left out.
    ``penalty`` is the penalty on the weights; the losses do not include it. ``extra`` holds the metrics of a further
    set that is watched and decides nothing, None where there is none.
    """

    epoch: int
    step: int
    position: float
    training: Metrics | None
    validation: Metrics
    penalty: float
    ends_epoch: bool
    extra: Metrics | None = None


@dataclass(frozen=True)
class TrainingEnded:
    """Training ended by itself. ``layer`` is the number (`Network.layer_number`) of the first
    layer whose output was not finite, None if all outputs were finite."""

    reason: EndReason
    step: int
    layer: int | None = None


TrainingEvent = BatchFinished | EvaluationAdvanced | Evaluated | TrainingEnded
