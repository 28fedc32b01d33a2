"""What came out of an experiment: the numbers of each run, and their mean and spread over seeds at each point."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.record import Outcome
from nnstudio.runs.store.comparison import Spread


@dataclass(frozen=True)
class Measure:
    """A number of a run, computed from the content of its result.json; None where it is not known.

    ``best`` is what tells the best of several: `max` or `min`, or None. ``form`` formats it; a fraction is in percent.
    """

    key: str
    label: str
    of: Callable[[dict[str, Any]], float | None]
    best: Callable[[Sequence[float]], float] | None = None
    form: str = ".2%"

    def text(self, value: float) -> str:
        """Return ``value`` for a table, without a unit."""
        return f"{value:{self.form}}".removesuffix("%")


def _member(name: str) -> Callable[[dict[str, Any]], float | None]:
    def value(result: dict[str, Any]) -> float | None:
        number = result.get(f"best_{name}", result.get(name))
        is_number = isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
        return float(number) if is_number and number is not None else None

    return value


def _gap(result: dict[str, Any]) -> float | None:
    training, validation = _member("train_accuracy")(result), _member("validation_accuracy")(result)
    return None if training is None or validation is None else training - validation


MEASURES = (
    Measure("train_accuracy", "Train %", _member("train_accuracy"), max),
    Measure("validation_accuracy", "Validation %", _member("validation_accuracy"), max),
    Measure("test_accuracy", "Test %", _member("test_accuracy"), max),
    Measure("test_loss", "Test loss", _member("test_loss"), min, ".4f"),
    Measure("gap", "Gap %", _gap, min),
    Measure("epochs", "Epochs", _member("epochs"), form=".3g"),
    Measure("seconds", "Seconds", _member("seconds"), form=".1f"),
)
"""Accuracies and losses are those of the best weights, which the validation set has chosen; the gap is training less
validation accuracy."""

CHOSEN_BY = MEASURES[1]
"""What chooses the best point: never the test set."""


@dataclass(frozen=True)
class PointResult:
    """The measures of a point, by key, over its runs that are done; and all its ``outcomes``."""

    point: int
    spreads: dict[str, Spread]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class ExperimentResults:
    """The results of all points of an experiment, in their order."""

    experiment: Experiment
    points: tuple[PointResult, ...]

    @classmethod
    def of(cls, experiment: Experiment, outcomes: Sequence[Outcome]) -> "ExperimentResults":
        """Return the results of ``outcomes``, one for each trial."""
        by_point: list[list[Outcome]] = [[] for _ in experiment.points]
        for outcome in outcomes:
            by_point[outcome.trial.point].append(outcome)
        return cls(experiment, tuple(_point(index, found) for index, found in enumerate(by_point)))

    def best(self, measure: Measure = CHOSEN_BY) -> PointResult | None:
        """Return the point whose mean of ``measure`` is best; None if nothing is known or nothing is better."""
        known = [point for point in self.points if measure.key in point.spreads]
        if measure.best is None or not known:
            return None
        wanted = measure.best([point.spreads[measure.key].mean for point in known])
        return next(point for point in known if point.spreads[measure.key].mean == wanted)


def _point(index: int, outcomes: list[Outcome]) -> PointResult:
    spreads = {}
    results = [outcome.result for outcome in outcomes if outcome.result is not None]
    for measure in MEASURES:
        if (spread := Spread.of([measure.of(result) for result in results])) is not None:
            spreads[measure.key] = spread
    return PointResult(index, spreads, tuple(outcomes))
