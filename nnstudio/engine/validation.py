"""What stopping rules and schedules are asked with: the evaluations on the validation set, each with its position."""

from dataclasses import dataclass

from nnstudio.engine.events import Metrics

BEFORE_THE_FIRST = -1.0
"""The position from which epochs are counted while no evaluation has been an improvement: the untrained network's is
at 0 and counts as an epoch without one."""

_ROUNDING = 1e-6
"""Epochs; positions are fractions, whose differences are not exact."""


@dataclass(frozen=True)
class Validation:
    """How good the network was on the validation set at ``position``: epochs done, with their parts."""

    position: float
    metrics: Metrics


def have_passed(epochs: int, since: float, position: float) -> bool:
    """Return whether ``epochs`` have passed between the positions ``since`` and ``position``."""
    return position - since >= epochs - _ROUNDING
