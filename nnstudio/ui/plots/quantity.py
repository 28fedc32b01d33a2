"""What a plot of a run's course shows."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from nnstudio.engine.events import Metrics
from nnstudio.runs.history import History, Series
from nnstudio.ui.number_text import percent

CLASSES = 10


@dataclass(frozen=True)
class Quantity:
    """A name, where the numbers are, how they read, and what guessing would give.

    ``limits`` are those of the axis where it has natural ones.
    """

    name: str
    batches: Callable[[History], Series]
    epoch: Callable[[Metrics], float]
    text: Callable[[float], str]
    tick: Callable[[float], str]
    guessing: float
    limits: tuple[float, float] | None = None


LOSS = Quantity(
    "Loss",
    batches=lambda history: history.losses,
    epoch=lambda metrics: metrics.loss,
    text=lambda value: f"{value:.3f}" if math.isfinite(value) else "–",
    tick=lambda value: f"{value:g}",
    guessing=math.log(CLASSES),
)
ACCURACY = Quantity(
    "Accuracy",
    batches=lambda history: history.accuracies,
    epoch=lambda metrics: metrics.accuracy,
    text=percent,
    tick=lambda value: percent(value, 0),
    guessing=1 / CLASSES,
    limits=(0.0, 1.0),
)
