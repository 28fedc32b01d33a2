"""``nnstudio evaluate``: how well the network of a run reads a data set, or strokes that people drew."""

import argparse
import json
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import numpy as np

from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.dataset import PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.data.folders import DataFolders
from nnstudio.data.ink import draw_many
from nnstudio.data.ink_file import read_ink_file
from nnstudio.engine.confusion import Confusion, confuse
from nnstudio.engine.prediction import Predictor
from nnstudio.runs.reading import read_picture
from nnstudio.runs.saved_run import SavedRun, open_run
from nnstudio.spec.errors import Problem, SettingError

Result = TypeVar("Result")


def evaluate_run(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Judge the run as the arguments ask, and print the result."""
    run = open_run(Path(arguments.run), arguments.weights)
    samples = _strokes(Path(arguments.ink)) if arguments.ink else _test_pictures(run, arguments.dataset, folders)
    if samples.labels.size and samples.labels.max() >= run.network.classes:
        allowed = f"labels below {run.network.classes}, as the network has that many classes"
        raise SettingError(Problem("labels", str(samples.labels.max()), allowed))
    if arguments.each:
        _print_each(run, samples)
    confusion = _last(confuse(run.network, run.parameters, samples))
    print(json.dumps(_summary(confusion, run)) if arguments.json else _table(confusion, run))
    return ExitCode.SUCCESS


def _print_each(run: SavedRun, samples: PictureSamples) -> None:
    """Print how each picture is read, one by one, as the pad reads it."""
    predictor = Predictor(run.network, run.parameters)
    for picture, label in zip(samples.pictures, samples.labels, strict=True):
        reading = read_picture(predictor, picture)
        probabilities = [float(share) for share in reading.probabilities]
        print(json.dumps({"label": int(label), "read": reading.best, "probabilities": probabilities}))


def _test_pictures(run: SavedRun, key: str | None, folders: DataFolders) -> PictureSamples:
    source = DATASETS[key]() if key else run.settings.data.dataset
    dataset = _last(source.load(folders))
    return PictureSamples(dataset.test_pictures, dataset.test_labels)


def _strokes(file: Path) -> PictureSamples:
    digits = list(read_ink_file(file))
    pictures = draw_many([digit.strokes for digit in digits])
    return PictureSamples(pictures.reshape(len(digits), -1), np.array([digit.label for digit in digits], np.uint8))


def _last(steps: Generator[object, None, Result]) -> Result:
    """Run ``steps`` to the end and return what they return."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result


def _summary(confusion: Confusion, run: SavedRun) -> dict[str, object]:
    rows = zip(run.class_names, confusion.counts, confusion.precision, confusion.recall, strict=True)
    return {
        "accuracy": confusion.accuracy,
        "count": confusion.count,
        "per_class": {
            name: {"count": int(counts.sum()), "precision": float(precision), "recall": float(recall)}
            for name, counts, precision, recall in rows
        },
        "confusion": confusion.counts.tolist(),
        "run": str(run.folder),
    }


def _table(confusion: Confusion, run: SavedRun) -> str:
    width = max(len(name) for name in run.class_names)
    lines = [f"accuracy {confusion.accuracy:.2%} of {confusion.count}", "class  precision  recall  read as"]
    for name, counts, precision, recall in zip(
        run.class_names, confusion.counts, confusion.precision, confusion.recall, strict=True
    ):
        wrong = [f"{run.class_names[place]} ×{counts[place]}" for place in counts.argsort()[::-1] if counts[place]]
        others = ", ".join([word for word in wrong if not word.startswith(f"{name} ")][:3])
        lines.append(f"{name:>{width}}      {precision:8.2%} {recall:7.2%}  {others}")
    return "\n".join(lines)
