"""The quantities that can be plotted over a run."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from nnstudio.engine.events import Metrics
from nnstudio.number_text import percent


@dataclass(frozen=True)
class Quantity:
    """A number that a run has for every batch, and some quantities also for every evaluation.

    ``column`` is one of the `BATCH_COLUMNS`; ``evaluation`` returns the value for the metrics of an evaluation, and is
    None if they do not contain it. ``text`` and ``tick`` format a value, the latter at an axis. ``guessing`` returns
    the value, for a number of classes, of a network that gives every class the same probability; None if there is
    none. ``limits`` are those of the axis, if the quantity has natural limits.
    """

    label: str
    column: str
    text: Callable[[float], str]
    tick: Callable[[float], str]
    evaluation: Callable[[Metrics], float] | None = None
    guessing: Callable[[int], float] | None = None
    limits: tuple[float, float] | None = None


LOSS = Quantity(
    "Loss",
    "loss",
    text=lambda value: f"{value:.3f}" if math.isfinite(value) else "–",
    tick=lambda value: f"{value:g}",
    evaluation=lambda metrics: metrics.loss,
    guessing=math.log,
)
ACCURACY = Quantity(
    "Accuracy",
    "accuracy",
    text=percent,
    tick=lambda value: percent(value, 0),
    evaluation=lambda metrics: metrics.accuracy,
    guessing=lambda classes: 1 / classes,
    limits=(0.0, 1.0),
)
LEARNING_RATE = Quantity(
    "Learning rate",
    "learning_rate",
    text=lambda value: f"{value:.3g}",
    tick=lambda value: f"{value:g}",
)

QUANTITIES = (LOSS, ACCURACY, LEARNING_RATE)
