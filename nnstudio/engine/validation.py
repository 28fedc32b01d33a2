"""The evaluations on the validation set, each with its position, on which stopping rules and schedules depend."""

from dataclasses import dataclass

from nnstudio.engine.events import Metrics

BEFORE_THE_FIRST = -1.0
"""The position from which epochs are counted before the first improvement: the evaluation of the untrained network,
at 0, then counts as an epoch without improvement."""

_ROUNDING = 1e-6
"""In epochs: positions are fractions, whose differences are not exact."""


@dataclass(frozen=True)
class Validation:
    """The metrics on the validation set at ``position``, in epochs with fractions."""

    position: float
    metrics: Metrics


def have_passed(epochs: int, since: float, position: float) -> bool:
    """Return whether ``epochs`` have passed between the positions ``since`` and ``position``."""
    return position - since >= epochs - _ROUNDING
