"""Some runs beside each other: the settings that differ, the results, and their mean and spread over seeds."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nnstudio.number_text import THIN_SPACE, duration, grouped, percent, significant
from nnstudio.runs.setting_texts import differing, text_at
from nnstudio.runs.store.run_names import told_apart
from nnstudio.runs.store.run_store import RunList
from nnstudio.runs.store.run_summary import RunSummary

SEED = "seed"


@dataclass(frozen=True)
class Line:
    """A line of a table of runs: a setting or a result with its text for each run. ``path`` is "" for a result."""

    path: str
    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """The mean of ``count`` numbers and their standard deviation, that of a sample; NaN for fewer than two."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, numbers: Sequence[float | None]) -> "Spread | None":
        """Return the mean and the spread of those ``numbers`` that are known; None if none is."""
        known = [number for number in numbers if number is not None and math.isfinite(number)]
        if not known:
            return None
        deviation = statistics.stdev(known) if len(known) > 1 else math.nan
        return cls(statistics.fmean(known), deviation, len(known))

    @property
    def text(self) -> str:
        """A fraction as a percentage: 97.25 ± 0.12 %."""
        spread = f" ± {100 * self.deviation:.2f}" if self.count > 1 else ""
        return f"{100 * self.mean:.2f}{spread}{THIN_SPACE}%"


@dataclass(frozen=True)
class SeedGroup:
    """Runs that differ in their seed at most, by their ``keys``; ``name`` tells the group from the others."""

    name: str
    keys: tuple[str, ...]
    validation: Spread | None
    test: Spread | None

    @property
    def text(self) -> str:
        """The accuracies in words."""
        parts = {"best validation": self.validation, "test": self.test}
        said = [f"{name} {spread.text}" for name, spread in parts.items() if spread]
        return f"{len(self.keys)} seeds, {', '.join(said) or 'not evaluated yet'}"

    def as_json(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        values: dict[str, Any] = {"name": self.name, "runs": list(self.keys)}
        for name, spread in (("best_validation_accuracy", self.validation), ("test_accuracy", self.test)):
            values[f"{name}_mean"] = spread.mean if spread else None
            values[f"{name}_deviation"] = spread.deviation if spread and spread.count > 1 else None
        return values


@dataclass(frozen=True)
class Comparison:
    """The names of some runs, the settings that differ, the results, and the groups over seeds."""

    names: tuple[str, ...]
    settings: tuple[Line, ...]
    results: tuple[Line, ...]
    groups: tuple[SeedGroup, ...]


def compare(runs: Sequence[RunSummary], known: RunList) -> Comparison:
    """Compare ``runs``, which are among those of ``known``."""
    own = (
        Line("data.dataset", "data set", tuple(run.dataset for run in runs)),
        Line("network.layers", "network", tuple(run.network for run in runs)),
    )
    paths = differing(run.texts for run in runs)
    leaves = (
        Line(path, known.labels.get(path, path), tuple(text_at(path, run.texts) or "–" for run in runs))
        for path in paths
    )
    settings = (*(line for line in own if len(set(line.texts)) > 1), *leaves)
    results = tuple(Line("", label, tuple(map(text, runs))) for label, text in RESULTS.items())
    return Comparison(tuple(told_apart(runs, known.labels)), settings, results, seed_groups(runs, known))


def seed_groups(runs: Sequence[RunSummary], known: RunList) -> tuple[SeedGroup, ...]:
    """Return ``runs`` in groups that differ in their seed at most, in the order of their first runs."""
    grouped_runs: dict[object, list[RunSummary]] = {}
    for run in runs:
        texts = frozenset((path, text) for path, text in run.texts.items() if path != SEED)
        grouped_runs.setdefault((run.dataset, run.network, run.fine_tuned_from, texts), []).append(run)
    members = list(grouped_runs.values())
    names = told_apart([each[0] for each in members], known.labels, frozenset({SEED}))
    return tuple(
        SeedGroup(
            name,
            tuple(run.key for run in each),
            Spread.of([run.best_validation for run in each]),
            Spread.of([run.test for run in each]),
        )
        for name, each in zip(names, members, strict=True)
    )


def _percent(fraction: float | None) -> str:
    return "–" if fraction is None else percent(fraction, 2)


RESULTS: dict[str, Callable[[RunSummary], str]] = {
    "epochs": lambda run: f"{run.position:.4g}",
    "batches": lambda run: grouped(run.step),
    "parameters": lambda run: grouped(run.parameters),
    "training accuracy": lambda run: _percent(run.training),
    "last validation accuracy": lambda run: _percent(run.last_validation),
    "best validation accuracy": lambda run: _percent(run.best_validation),
    "best validation loss": lambda run: "–" if run.best_loss is None else significant(run.best_loss),
    "test accuracy": lambda run: _percent(run.test),
    "time": lambda run: "–" if run.seconds is None else duration(run.seconds),
    "seconds per epoch": lambda run: "–" if run.seconds_per_epoch is None else significant(run.seconds_per_epoch, 3),
    "why it ended": lambda run: run.explanation or str(run.state),
}
"""The results of a run by their labels, each with its text."""
