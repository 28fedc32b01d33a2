"""A warning about a run: its cause, the evidence, and what can be done about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Cause(StrEnum):
    """What is wrong, as a title."""

    SYMMETRIC = "units that stay alike"
    UNSCALED = "unscaled inputs"
    UNSHUFFLED = "pictures class by class"
    TINY_BATCHES = "batch normalization with tiny batches"
    DIVERGED = "training diverged"
    EXPLODING = "exploding gradients"
    RATE_TOO_HIGH = "learning rate too high"
    RATE_TOO_LOW = "learning rate too low"
    PENALTY = "penalty too strong"
    SATURATED = "saturated units"
    DEAD_UNITS = "dead units"
    VANISHING = "vanishing gradients"
    NOT_LEARNING = "only guessing"
    LABEL_NOISE = "wrong labels suspected"
    OVERFITTING = "overfitting"
    PLATEAU = "plateau"


@dataclass(frozen=True)
class Remedy:
    """The ``value`` for the setting at ``path``: a live change if ``is_live``, else for a new run.

    Without a path it is to stop the run and use its best weights.
    """

    text: str
    path: str = ""
    value: Any = None
    is_live: bool = False


@dataclass(frozen=True)
class RunWarning:
    """A ``cause`` with its ``evidence`` in numbers, a plain ``reason`` and what can be done about it.

    ``plot`` is the label of the plot that shows the evidence, of a quantity or of `RUN_CURVES`.
    """

    cause: Cause
    evidence: str
    reason: str
    remedies: tuple[Remedy, ...]
    plot: str = "Loss"

    @property
    def text(self) -> str:
        """The warning as one paragraph."""
        return f"{self.cause[:1].upper()}{self.cause[1:]}. {self.evidence} {self.reason}"


STOP = Remedy("Stop here and use the best weights")
