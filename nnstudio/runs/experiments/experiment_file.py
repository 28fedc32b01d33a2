"""Experiments as files of JSON.

``label``     its name, and ``teaches``, a sentence on what it shows; both may be missing
``preset``    the settings that all runs share; without it, the defaults
``set``       settings that differ from these, by their paths
``variants``  a list of ``label``, ``preset`` and ``set``, one point for each
``grid``      for each path a list of values; every combination is a point, of each variant if there are any
``seeds``     a list of seeds; without it, that of the settings

Values are written as in a run's ``run.json``, or as text as after ``--set``: ``"grid": {"training.optimizer":
["sgd 0.1", "adam"], "batch_size": [32, 64]}``.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

from nnstudio.resources import resource_folder
from nnstudio.runs.experiments.experiment import Axis, Experiment, Point
from nnstudio.runs.presets import find_preset
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import find, replace, set_text
from nnstudio.spec.record import record_problems
from nnstudio.spec.setting import suggestion

MEMBERS = ("label", "teaches", "preset", "set", "variants", "grid", "seeds")
VARIANT_MEMBERS = ("label", "preset", "set")
MOST_RUNS = 10_000
LARGEST_FILE = 1 << 20
"""In bytes."""
LARGEST_SEED = 2**32 - 1

Change = Callable[[RunSettings], RunSettings]


def experiment_keys() -> tuple[str, ...]:
    """Return the keys of the experiments that come with the program."""
    return tuple(sorted(file.stem for file in resource_folder("experiments").glob("*.json")))


def find_experiment(name: str, base: RunSettings, change: Change = lambda settings: settings) -> Experiment:
    """Return the experiment in the file ``name``, or the one of that key which comes with the program.

    ``base`` are the settings without a preset; ``change`` changes all that the grid does not vary. Raises
    `SettingError` naming the place and what is wrong there.
    """
    file = Path(name)
    if name in experiment_keys():
        file = resource_folder("experiments") / f"{name}.json"
    elif not file.is_file():
        known = experiment_keys()
        raise SettingError(
            Problem(name, "no such file", f"a file, or one of {', '.join(known)}{suggestion(name, known)}")
        )
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise SettingError(Problem(name, f"{file.stat().st_size} bytes", f"at most {LARGEST_FILE}"))
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(Problem(name, f"{error}", "an experiment as JSON")) from error
    try:
        return read_experiment(content, file.stem, base, change)
    except SettingError as error:
        raise SettingError(*(changed(each, path=f"{name}: {each.path}") for each in error.problems)) from error


def read_experiment(
    content: Any, key: str, base: RunSettings, change: Change = lambda settings: settings
) -> Experiment:
    """Return the experiment that the JSON ``content`` describes; see `find_experiment`."""
    _check_members(content, "experiment", MEMBERS)
    variants = _variants(content, base, change)
    grid = _grid(content.get("grid", {}), variants[0][1])
    seeds = _seeds(content.get("seeds", [variants[0][1].seed]))
    count = len(variants) * len(seeds)
    for _, values in grid:
        count *= len(values)
    if count > MOST_RUNS:
        raise SettingError(Problem("grid", f"{count} runs", f"at most {MOST_RUNS}"))
    points = tuple(_points(variants, grid))
    axes = [Axis(_label(points[0].settings, path), tuple(map(_text, values)), path) for path, values in grid]
    if "variants" in content:
        axes.insert(0, Axis("Variant", tuple(label for label, _ in variants)))
    else:
        points = tuple(Point(point.coordinates[1:], point.settings) for point in points)
    texts = str(content.get("label", key)), str(content.get("teaches", ""))
    return Experiment(key, *texts, tuple(axes), points, seeds)


def _check_members(content: Any, path: str, allowed: tuple[str, ...]) -> None:
    if not isinstance(content, dict):
        raise SettingError(Problem(path, repr(content)[:80], f"an object with {', '.join(allowed)}"))
    for name in content:
        if name not in allowed:
            raise SettingError(
                Problem(f"{path}.{name}", "an unknown name", ", ".join(allowed) + suggestion(name, allowed))
            )


def _variants(content: dict[str, Any], base: RunSettings, change: Change) -> list[tuple[str, RunSettings]]:
    """Return the label and the settings of each variant; one without a label if there are none."""
    described = content.get("variants", [{"label": ""}])
    if not isinstance(described, list) or not described:
        raise SettingError(Problem("variants", repr(described)[:80], "a list of at least one variant"))
    variants = []
    for index, variant in enumerate(described):
        path = f"variants.{index}"
        _check_members(variant, path, VARIANT_MEMBERS)
        key = variant.get("preset", content.get("preset"))
        settings = base if key is None else find_preset(str(key)).applied_to(base)
        for place, values in (("set", content.get("set", {})), (f"{path}.set", variant.get("set", {}))):
            settings = _with_all(settings, values, place)
        variants.append((str(variant.get("label", key or f"variant {index + 1}")), change(settings)))
    labels = [label for label, _ in variants]
    if len(set(labels)) < len(labels):
        raise SettingError(
            Problem("variants", f"the labels {', '.join(labels)}", "a label of its own for each variant")
        )
    return variants


def _with_all(settings: RunSettings, values: Any, place: str) -> RunSettings:
    if not isinstance(values, dict):
        raise SettingError(Problem(place, repr(values)[:80], "an object of paths and values"))
    for path, value in values.items():
        settings = with_value(settings, path, value)
    return settings


def with_value(settings: RunSettings, path: str, value: Any) -> RunSettings:
    """Return ``settings`` with another value at ``path``, in JSON or in the short notation; raise `SettingError`."""
    if isinstance(value, str):
        result = set_text(settings, f"{path}={value}")
    else:
        entry = find(settings, path)
        result = replace(settings, entry.path, entry.setting.from_json(value, entry.path))
        if problems := tuple(record_problems(result)):
            raise SettingError(*problems)
    assert isinstance(result, RunSettings)
    return result


def _grid(content: Any, settings: RunSettings) -> list[tuple[str, list[Any]]]:
    """Return the full path and the values of each setting of the grid."""
    if not isinstance(content, dict):
        raise SettingError(Problem("grid", repr(content)[:80], "an object of paths and lists of values"))
    grid = []
    for path, values in content.items():
        if not isinstance(values, list) or not values:
            raise SettingError(Problem(f"grid.{path}", repr(values)[:80], "a list of at least one value"))
        texts = list(map(_text, values))
        if len(set(texts)) < len(texts):
            raise SettingError(Problem(f"grid.{path}", ", ".join(texts)[:80], "each value once"))
        full = find(settings, path).path
        if full == "seed":
            raise SettingError(Problem("grid.seed", "seeds", 'a list "seeds", over which means are taken'))
        grid.append((full, values))
    return grid


def _points(variants: list[tuple[str, RunSettings]], grid: list[tuple[str, list[Any]]]) -> Iterator[Point]:
    for index, (_, base) in enumerate(variants):
        for indices in itertools.product(*(range(len(values)) for _, values in grid)):
            settings = base
            for (path, values), chosen in zip(grid, indices, strict=True):
                settings = with_value(settings, path, values[chosen])
            yield Point((index, *indices), settings)


def _seeds(content: Any) -> tuple[int, ...]:
    allowed = f"a list of different numbers from 0 to {LARGEST_SEED}"
    is_list = isinstance(content, list) and content and all(type(seed) is int for seed in content)
    if not is_list or not all(0 <= seed <= LARGEST_SEED for seed in content) or len(set(content)) < len(content):
        raise SettingError(Problem("seeds", repr(content)[:80], allowed))
    return tuple(content)


def _label(settings: RunSettings, path: str) -> str:
    return find(settings, path).setting.label


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
