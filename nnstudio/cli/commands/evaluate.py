"""``nnstudio evaluate``: how well the network of a run predicts a data set, or digits drawn as strokes."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.cli.arguments import add_folders, add_json, add_model, add_weights, data_folders, foreign_model
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.dataset import DIGITS, PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.data.folders import DataFolders
from nnstudio.data.importing.picture_fit import fit_all
from nnstudio.data.settings import split_dataset
from nnstudio.engine.arrays import Shape
from nnstudio.engine.confusion import Confusion, confuse
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.ink.file import read_ink_file
from nnstudio.ink.recipe import draw_many
from nnstudio.inspection.novelty import DEFAULT_SIGNIFICANCE
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.inspection.prediction import predict_picture
from nnstudio.runs.formats.open_model import open_model
from nnstudio.runs.models.model import Model
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.steps import finish


def evaluate(arguments: argparse.Namespace) -> ExitCode:
    """Evaluate the network of a run and print the result."""
    run = open_model(Path(arguments.run), arguments.weights, foreign_model(arguments))
    if arguments.ink:
        pictures = _strokes(Path(arguments.ink), run.network.input_shape)
    else:
        pictures = _test_pictures(run, arguments.dataset, data_folders(arguments))
    samples = pictures.samples
    if arguments.ink and samples.count:
        _check_classes(run, DIGITS)
    if arguments.each:
        _print_each(run, samples)
    confusion = finish(confuse(run.network, run.parameters, samples))
    flags = _flags(run, arguments.weights, pictures.all, arguments.significance)
    if arguments.json:
        print(json.dumps(_summary(confusion, run) | flags.summary()))
    else:
        print("\n".join([*([_table(confusion, run)] if confusion.count else []), flags.text()]))
    return ExitCode.SUCCESS


@dataclass(frozen=True, eq=False)
class Pictures:
    """The pictures to evaluate: the labelled ``samples``, and ``all``, shape (count, height, width)."""

    samples: PictureSamples
    all: NDArray[np.uint8]


@dataclass(frozen=True)
class Flags:
    """How many of all pictures are out of distribution; None if the run has no novelty detector."""

    flagged: int | None
    count: int

    def summary(self) -> dict[str, object]:
        """Return plain values for JSON."""
        fraction = None if self.flagged is None else self.flagged / max(1, self.count)
        return {"drawings": self.count, "flagged": self.flagged, "flagged_fraction": fraction}

    def text(self) -> str:
        """Return a line of text."""
        if self.flagged is None:
            return "flagged: unknown, because there is no novelty.npz for these weights"
        fraction = self.flagged / max(1, self.count)
        return f"flagged {self.flagged} of {self.count} ({fraction:.2%}): like nothing the network was trained on"


def _print_each(run: Model, samples: PictureSamples) -> None:
    """Print the prediction for each picture, predicted one by one as on the pad."""
    predictor = Predictor(run.network, run.parameters)
    for picture, label in zip(samples.pictures, samples.labels, strict=True):
        prediction = predict_picture(predictor, picture)
        probabilities = [float(each) for each in prediction.probabilities]
        print(json.dumps({"label": int(label), "read": prediction.best, "probabilities": probabilities}))


def _flags(run: Model, weights: str, pictures: NDArray[np.uint8], significance: float) -> Flags:
    detector = read_novelty_detector(run.source, run.network, weights) if run.source.is_dir() else None
    if detector is None:
        return Flags(None, len(pictures))
    unlabelled = PictureSamples(pictures, np.zeros(len(pictures), np.uint8))
    p_values = detector.p_values(pictures, hidden_activations(run.network, run.parameters, unlabelled))
    return Flags(int(np.count_nonzero(p_values <= significance)), len(pictures))


def _test_pictures(run: Model, key: str | None, folders: DataFolders) -> Pictures:
    """Return the test set of the run, or that of another data set."""
    data = run.settings.data
    if run.is_foreign and not key:
        allowed = f"one of {', '.join(DATASETS.keys)}: the file does not say on which it was trained"
        raise SettingError(Problem("--dataset", "nothing", allowed))
    dataset = finish((DATASETS[key]() if key else data.dataset).load(folders))
    _check_classes(run, dataset.class_names)
    _check_shape(run, dataset.sample_shape)
    if key and (run.is_foreign or key != data.dataset.key):
        samples = PictureSamples(dataset.test_pictures, dataset.test_labels)
    else:
        samples = split_dataset(dataset, data, RandomStreams.from_seed(run.settings.seed).split).test
    return Pictures(samples, samples.pictures)


def _check_classes(run: Model, names: tuple[str, ...]) -> None:
    if run.class_names != names:
        allowed = f"those of the run: {', '.join(run.class_names)}"
        raise SettingError(Problem("the classes of the pictures", ", ".join(names), allowed))


def _check_shape(run: Model, shape: Shape) -> None:
    if run.network.input_shape != shape:
        found, allowed = (" × ".join(map(str, each)) for each in (shape, run.network.input_shape))
        raise SettingError(Problem("the size of the pictures", f"{found} pixels", f"{allowed}, as in the run"))


def _strokes(file: Path, shape: Shape) -> Pictures:
    """Return the drawings of ``file`` as pictures of ``shape``, preprocessed as on the pad."""
    drawings = list(read_ink_file(file))
    pictures = fit_all(draw_many([drawing.strokes for drawing in drawings]), shape)
    labelled = [(index, drawing.label) for index, drawing in enumerate(drawings) if drawing.label is not None]
    indices, labels = np.array(labelled, np.int64).reshape(-1, 2).T
    return Pictures(PictureSamples(pictures[indices], labels.astype(np.uint8)), pictures)


def _summary(confusion: Confusion, run: Model) -> dict[str, object]:
    rows = zip(run.class_names, confusion.counts, confusion.precision, confusion.recall, strict=True)
    return {
        "accuracy": confusion.accuracy if confusion.count else None,
        "count": confusion.count,
        "per_class": {
            name: {"count": int(counts.sum()), "precision": float(precision), "recall": float(recall)}
            for name, counts, precision, recall in rows
        },
        "confusion": confusion.counts.tolist(),
        "run": str(run.source),
    }


def _table(confusion: Confusion, run: Model) -> str:
    width = max(len(name) for name in run.class_names)
    lines = [f"accuracy {confusion.accuracy:.2%} of {confusion.count}", "class  precision  recall  predicted as"]
    for name, counts, precision, recall in zip(
        run.class_names, confusion.counts, confusion.precision, confusion.recall, strict=True
    ):
        wrong = [f"{run.class_names[index]} ×{counts[index]}" for index in counts.argsort()[::-1] if counts[index]]
        others = ", ".join([text for text in wrong if not text.startswith(f"{name} ")][:3])
        lines.append(f"{name:>{width}}      {precision:8.2%} {recall:7.2%}  {others}")
    return "\n".join(lines)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("--dataset", choices=DATASETS.keys, help="whose test set (default: that of the run)")
    parser.add_argument("--ink", metavar="FILE", help="digits drawn as strokes, one per line of JSON")
    parser.add_argument("--each", action="store_true", help="first print each prediction, as one line of JSON")
    parser.add_argument(
        "--significance",
        type=_fraction,
        default=DEFAULT_SIGNIFICANCE,
        metavar="FRACTION",
        help="flag pictures whose p-value is at most this fraction (default: %(default)s)",
    )
    add_weights(parser)
    add_json(parser)
    add_folders(parser)


def _fraction(text: str) -> float:
    try:
        fraction = float(text)
    except ValueError:
        fraction = -1.0
    if not 0 <= fraction <= 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed is a number from 0 to 1, such as 0.02")
    return fraction


COMMAND = Command(
    "evaluate",
    evaluate,
    _add_arguments,
    help="evaluate the network of a run or of a model file",
    description="Print the accuracy, the precision and recall of each class, its most frequent predictions, and how "
    "many pictures look like nothing that the network was trained on.",
)
