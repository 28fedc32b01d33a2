"""The quantities that can be plotted over a run."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Metrics
from nnstudio.engine.losses.cross_entropy import CrossEntropy
from nnstudio.engine.losses.loss import Loss
from nnstudio.number_text import THIN_SPACE, percent, short, significant

Numbers = NDArray[np.floating]

USUAL_LOSS: Loss = CrossEntropy()
"""The loss that is assumed while there is no run."""


def _unchanged(numbers: Numbers) -> Numbers:
    return numbers


def _complement(numbers: Numbers) -> Numbers:
    return 1 - numbers


def _percent_tick(fraction: float) -> str:
    return f"{short(100 * fraction)}{THIN_SPACE}%"


@dataclass(frozen=True)
class Quantity:
    """A number that a run has for every batch, and some quantities also for every evaluation.

    ``column`` is one of the `BATCH_COLUMNS`; ``of`` returns the quantity for numbers of that column, any shape.
    ``evaluation`` returns the value for the metrics of an evaluation, and is None if they do not contain it. ``text``
    and ``tick`` format a value, the latter at an axis. ``guessing`` returns the value, for a loss and a number of
    classes, of a network that gives every class the same probability; None if there is none. ``limits`` are its natural
    limits, if it has any; the upper one is the best value. ``logarithmic`` is what a logarithmic axis shows instead, if
    anything; ``resolution`` is the smallest value at its bottom.
    """

    label: str
    column: str
    text: Callable[[float], str]
    tick: Callable[[float], str]
    evaluation: Callable[[Metrics], float] | None = None
    guessing: Callable[[Loss, int], float] | None = None
    limits: tuple[float, float] | None = None
    of: Callable[[Numbers], Numbers] = _unchanged
    logarithmic: "Quantity | None" = None
    resolution: float = 1e-7


LOSS = Quantity(
    "Loss",
    "loss",
    text=significant,
    tick=short,
    evaluation=lambda metrics: metrics.loss,
    guessing=lambda loss, classes: loss.guessing(classes),
)
ERROR = Quantity(
    "Error",
    "accuracy",
    text=partial(percent, decimals=2),
    tick=_percent_tick,
    evaluation=lambda metrics: 1 - metrics.accuracy,
    guessing=lambda _loss, classes: 1 - 1 / classes,
    of=_complement,
    resolution=1e-5,
)
ACCURACY = Quantity(
    "Accuracy",
    "accuracy",
    text=partial(percent, decimals=2),
    tick=_percent_tick,
    evaluation=lambda metrics: metrics.accuracy,
    guessing=lambda _loss, classes: 1 / classes,
    limits=(0.0, 1.0),
    logarithmic=ERROR,
)
LEARNING_RATE = Quantity("Learning rate", "learning_rate", text=significant, tick=short)

QUANTITIES = (LOSS, ACCURACY, LEARNING_RATE)
