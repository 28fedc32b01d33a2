"""The evaluations on the validation set, each with its position, on which stopping rules and schedules depend."""

import math
from dataclasses import dataclass

from nnstudio.engine.events import Metrics

BEFORE_THE_FIRST = -1.0
"""The position from which epochs are counted before the first improvement: the evaluation of the untrained network,
at 0, then counts as an epoch without improvement."""

LOSS, ACCURACY = "loss", "accuracy"
"""What can be monitored on the validation set."""

_ROUNDING = 1e-6
"""In epochs: positions are fractions, whose differences are not exact."""


@dataclass(frozen=True)
class Validation:
    """The metrics on the validation set at ``position``, in epochs with fractions."""

    position: float
    metrics: Metrics


def goodness(metrics: Metrics, monitored: str) -> float:
    """Return how good ``metrics`` are by what is ``monitored``, larger for better; -inf if the loss is not finite."""
    if not math.isfinite(metrics.loss):
        return -math.inf
    return metrics.accuracy if monitored == ACCURACY else -metrics.loss


def have_passed(epochs: int, since: float, position: float) -> bool:
    """Return whether ``epochs`` have passed between the positions ``since`` and ``position``."""
    return position - since >= epochs - _ROUNDING
