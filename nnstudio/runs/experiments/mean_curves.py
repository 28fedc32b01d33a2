"""How the points of an experiment learn: the mean over seeds of what each evaluation measured, with its spread."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.runs.experiments.results import ExperimentResults

Numbers = NDArray[np.float64]
Points = tuple[Numbers, Numbers]

MOST_LINES = 18
"""Of one plot; more could not be told apart."""
LARGEST_FILE = 1 << 26
"""In bytes."""


@dataclass(frozen=True, eq=False)
class MeanCurve:
    """The ``mean`` at ``x``, in epochs, and the ``deviation``, NaN for fewer than two runs; all of shape (n,)."""

    name: str
    x: Numbers
    mean: Numbers
    deviation: Numbers


def mean_curve(name: str, curves: Sequence[Points]) -> MeanCurve:
    """Return the mean of ``curves``, at least one, each of positions and values, of shape (n,).

    Its positions are those of the longest one; the others count at these as far as they go, between their points along
    straight lines.
    """
    longest = max((x for x, _ in curves), key=len)
    rows = np.full((len(curves), len(longest)), np.nan)
    for row, (x, y) in zip(rows, curves, strict=True):
        if len(x):
            row[:] = np.interp(longest, x, y, right=np.nan)
    counts = np.isfinite(rows).sum(axis=0)
    mean = np.where(counts, np.nansum(rows, axis=0) / np.maximum(1, counts), np.nan)
    squares = np.nansum((rows - mean) ** 2, axis=0)
    deviation = np.where(counts > 1, np.sqrt(squares / np.maximum(1, counts - 1)), np.nan)
    return MeanCurve(name, longest, mean, deviation)


def mean_curves(results: ExperimentResults, column: str) -> list[MeanCurve]:
    """Return the mean of ``column`` of the evaluations, such as "validation_loss", for each point that has begun.

    Runs that are still being trained count too. What was measured before training is left out: it would fill the plot.
    """
    curves = []
    for point in results.points[:MOST_LINES]:
        found = [_points(outcome.folder, column) for outcome in point.outcomes if outcome.folder is not None]
        known = [(x, y) for x, y in found if len(x)]
        if known:
            curves.append(mean_curve(results.experiment.name_of(point.point) or results.experiment.label, known))
    return curves


def _points(folder: Path, column: str) -> Points:
    """Return positions and values of a run's evaluations; none where the file is missing, up to a damaged line."""
    file, points = folder / "evaluations.jsonl", []
    try:
        lines = file.read_bytes().split(b"\n")[:-1] if file.stat().st_size <= LARGEST_FILE else []
        for line in lines:
            content = json.loads(line)
            value = content[column]
            points.append((float(content["position"]), np.nan if value is None else float(value)))
    except (OSError, ValueError, TypeError, KeyError):
        pass
    x, y = np.array([point for point in points if point[0] > 0], float).reshape(-1, 2).T
    return x, y
