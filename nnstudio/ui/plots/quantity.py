"""The quantities that are plotted during a run."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from nnstudio.engine.events import Metrics
from nnstudio.runs.history import History, Series
from nnstudio.ui.number_text import percent


@dataclass(frozen=True)
class Quantity:
    """A name, functions that return the values and format them, and the value of guessing.

    ``guessing`` returns the value, for a number of classes, of a network that gives every class the same
    probability. ``limits`` are those of the axis, if the quantity has natural limits.
    """

    name: str
    batches: Callable[[History], Series]
    epoch: Callable[[Metrics], float]
    text: Callable[[float], str]
    tick: Callable[[float], str]
    guessing: Callable[[int], float]
    limits: tuple[float, float] | None = None


LOSS = Quantity(
    "Loss",
    batches=lambda history: history.losses,
    epoch=lambda metrics: metrics.loss,
    text=lambda value: f"{value:.3f}" if math.isfinite(value) else "–",
    tick=lambda value: f"{value:g}",
    guessing=math.log,
)
ACCURACY = Quantity(
    "Accuracy",
    batches=lambda history: history.accuracies,
    epoch=lambda metrics: metrics.accuracy,
    text=percent,
    tick=lambda value: percent(value, 0),
    guessing=lambda classes: 1 / classes,
    limits=(0.0, 1.0),
)
