"""An experiment: points, which are settings that differ along axes, each trained with several seeds.

One seed gives all points the same split and the same order of batches, and networks of the same architecture the same
initial weights.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nnstudio.runs.settings import RunSettings
from nnstudio.spec.change_text import in_a_sentence
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_from_json, record_to_json


@dataclass(frozen=True)
class Axis:
    """What differs between points: the setting at ``path``, or named variants, whose path is empty."""

    label: str
    values: tuple[str, ...]
    path: str = ""


@dataclass(frozen=True)
class Point:
    """One combination of the axes' values, by their indices, and the settings that it means."""

    coordinates: tuple[int, ...]
    settings: RunSettings


@dataclass(frozen=True)
class Trial:
    """One run of an experiment: a point, by its index, with a seed, which ``settings`` contain."""

    index: int
    point: int
    seed: int
    settings: RunSettings


@dataclass(frozen=True)
class Experiment:
    """Every one of ``points`` is trained with every one of ``seeds``.

    ``key`` names it on the command line and in tags, ``teaches`` says in a sentence what it shows.
    """

    key: str
    label: str
    teaches: str
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    seeds: tuple[int, ...]

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """All runs, those of one seed together, so that the first results compare all points."""
        pairs = [(seed, point) for seed in self.seeds for point in range(len(self.points))]
        return tuple(
            Trial(index, point, seed, replace(self.points[point].settings, "seed", seed))
            for index, (seed, point) in enumerate(pairs)
        )

    def with_seeds(self, seeds: tuple[int, ...]) -> "Experiment":
        """Return the same experiment with other seeds."""
        return dataclasses.replace(self, seeds=seeds)

    def values_of(self, point: int) -> tuple[str, ...]:
        """Return the value on each axis of the point with this index."""
        return tuple(axis.values[index] for axis, index in zip(self.axes, self.points[point].coordinates, strict=True))

    def name_of(self, point: int) -> str:
        """Return what tells a point from the others, such as "batch size 32, L2 0.01"."""
        named = zip(self.axes, self.values_of(point), strict=True)
        return ", ".join(f"{in_a_sentence(axis.label)} {value}" if axis.path else value for axis, value in named)

    def trial_name(self, trial: Trial) -> str:
        """Return the name of the trial's point, with its seed where there are several."""
        name = self.name_of(trial.point) or self.label
        return f"{name}, seed {trial.seed}" if len(self.seeds) > 1 else name

    @cached_property
    def digest(self) -> str:
        """Eight characters that differ between experiments whose runs differ."""
        decisive = [record_to_json(replace(point.settings, "seed", 0)) for point in self.points], self.seeds
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:8]

    def to_json(self) -> dict[str, Any]:
        """Return everything, with all settings of every point: presets and defaults may change later."""
        return {
            "key": self.key,
            "label": self.label,
            "teaches": self.teaches,
            "axes": [{"label": axis.label, "values": list(axis.values), "path": axis.path} for axis in self.axes],
            "points": [
                {"coordinates": list(point.coordinates), "settings": record_to_json(point.settings)}
                for point in self.points
            ],
            "seeds": list(self.seeds),
        }

    @classmethod
    def from_json(cls, data: Any) -> "Experiment":
        """Return what `to_json` returned; raise an error of the kinds that forged JSON raises."""
        axes = tuple(
            Axis(str(axis["label"]), tuple(map(str, axis["values"])), str(axis["path"])) for axis in data["axes"]
        )
        points = tuple(
            Point(tuple(int(index) for index in point["coordinates"]), record_from_json(RunSettings, point["settings"]))
            for point in data["points"]
        )
        if not points or any(not _is_on(point, axes) for point in points):
            raise ValueError("points that are not on their axes")
        seeds = tuple(int(seed) for seed in data["seeds"])
        return cls(str(data["key"]), str(data["label"]), str(data["teaches"]), axes, points, seeds)


def _is_on(point: Point, axes: tuple[Axis, ...]) -> bool:
    return len(point.coordinates) == len(axes) and all(
        0 <= index < len(axis.values) for axis, index in zip(axes, point.coordinates, strict=True)
    )
