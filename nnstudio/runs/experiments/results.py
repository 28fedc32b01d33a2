"""What came out of an experiment: the numbers of each run, and their mean and spread over seeds at each point."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.record import Outcome


@dataclass(frozen=True)
class Measure:
    """A number of a run, computed from the content of its result.json; None where it is not known.

    ``best`` is what tells the best of several: `max` or `min`, or None. A ``is_fraction`` is shown in percent.
    """

    key: str
    label: str
    of: Callable[[dict[str, Any]], float | None]
    best: Callable[[Sequence[float]], float] | None = None
    is_fraction: bool = False

    def text(self, value: float) -> str:
        """Return ``value`` for a table, without a unit."""
        return f"{value:.2%}".removesuffix("%") if self.is_fraction else f"{value:.4g}"


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
    Measure("train_accuracy", "Train %", _member("train_accuracy"), max, is_fraction=True),
    Measure("validation_accuracy", "Validation %", _member("validation_accuracy"), max, is_fraction=True),
    Measure("test_accuracy", "Test %", _member("test_accuracy"), max, is_fraction=True),
    Measure("test_loss", "Test loss", _member("test_loss"), min),
    Measure("gap", "Gap %", _gap, min, is_fraction=True),
    Measure("epochs", "Epochs", _member("epochs")),
    Measure("seconds", "Seconds", _member("seconds")),
)
"""Accuracies and losses are those of the best weights, which the validation set has chosen; the gap is training less
validation accuracy."""

CHOSEN_BY = MEASURES[1]
"""What chooses the best point: never the test set."""


@dataclass(frozen=True)
class Spread:
    """The mean of ``count`` numbers, and their sample standard deviation; 0 for a single number."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Spread":
        """Return the spread of at least one number."""
        return cls(statistics.fmean(numbers), statistics.stdev(numbers) if len(numbers) > 1 else 0.0, len(numbers))


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
        numbers = [number for number in map(measure.of, results) if number is not None]
        if numbers:
            spreads[measure.key] = Spread.of(numbers)
    return PointResult(index, spreads, tuple(outcomes))
