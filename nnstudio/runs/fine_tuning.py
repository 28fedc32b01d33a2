"""Fine-tuning: a short further training of a run's network on the user's digits, with little forgetting.

It is a run like any other. A third of the training pictures show the user's digits, each redrawn many times with small
variations; the rest are pictures that the network was trained on before (rehearsal).
Source of rehearsal: A. Robins, Catastrophic forgetting, rehearsal and pseudorehearsal, Connection Science 7, 1995.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from nnstudio.data.dataset import PictureSamples, Progress, is_drawable
from nnstudio.data.folders import DataFolders
from nnstudio.data.my_digits import my_digits_samples
from nnstudio.data.settings import Splits, split_dataset
from nnstudio.engine.evaluation import metrics
from nnstudio.engine.optimizers import Adam
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.schedules import Cosine
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.ink.file import DrawnDigit
from nnstudio.ink.variation import draw_varied
from nnstudio.runs.events import Origin
from nnstudio.runs.folder import create_run_folder
from nnstudio.runs.run import Run
from nnstudio.runs.saved_run import SavedRun
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.threads import computing
from nnstudio.spec.errors import Problem, SettingError

DRAWINGS, REHEARSED = 3500, 7000
"""Training pictures: drawn from the user's digits, however many there are, and from the base run's training set."""

CHUNK = 500
"""Pictures drawn between two reports of progress."""

VALIDATION = 1000
"""Pictures in each half of the validation set, which decides which evaluation's weights are kept."""

HELD_OUT_INTERVAL = 5
"""One in this many digits of each class is held out, to measure what was gained."""


def fine_tuning_settings(base: RunSettings) -> RunSettings:
    """Return the settings of ``base`` with a short, careful training: Adam with small steps that fall to zero."""
    training = TrainingSettings(
        optimizer=Adam(learning_rate=5e-4),
        schedule=Cosine(),
        epochs=3,
        batch_size=64,
        loss=base.training.loss,
        restores_best=True,
        threads=base.training.threads,
    )
    return replace(base, training=training)


@dataclass(frozen=True)
class MyDigitsSplit:
    """The user's digits, split into those that are learned from and those that are held out."""

    learned: tuple[DrawnDigit, ...]
    held_out: tuple[DrawnDigit, ...]

    @property
    def evaluated(self) -> tuple[DrawnDigit, ...]:
        """The digits that the network is evaluated on: those held out, or all where there are too few to hold out."""
        return self.held_out or self.learned


def split_my_digits(digits: Sequence[DrawnDigit], rng: np.random.Generator) -> MyDigitsSplit:
    """Hold out one in `HELD_OUT_INTERVAL` digits of every class, drawn at random from ``rng``."""
    labels = np.array([digit.label for digit in digits])
    held_out: list[int] = []
    for label in np.unique(labels):
        indices = np.flatnonzero(labels == label)
        held_out += rng.permutation(indices)[: len(indices) // HELD_OUT_INTERVAL].tolist()
    chosen = set(held_out)
    return MyDigitsSplit(
        tuple(digit for index, digit in enumerate(digits) if index not in chosen),
        tuple(digits[index] for index in sorted(chosen)),
    )


def prepare_fine_tuning(
    base: SavedRun, digits: Sequence[DrawnDigit], folders: DataFolders, runs: Path
) -> Generator[Progress, None, Run]:
    """Load the data of ``base``, draw the user's ``digits`` and create the new run's folder; return the `Run`.

    Raises `SettingError` if there is no digit or the network was not trained on digits, `DataError` or
    `RunFolderError`; nothing is left behind then.
    """
    # Without a label there is nothing to learn, without ink nothing to vary.
    digits = [digit for digit in digits if digit.label is not None and any(map(len, digit.strokes))]
    _check(base, digits)
    dataset = yield from base.settings.data.dataset.load(folders)
    streams = RandomStreams.from_seed(base.settings.seed)
    splits = split_dataset(dataset, base.settings.data, streams.split)
    rng = streams.split  # continues after the split: the same seed and digits give the same run
    my_digits = split_my_digits(digits, rng)
    drawings = yield from _draw(my_digits.learned, DRAWINGS, rng)
    training = drawings.joined_with(_some(splits.training, REHEARSED, rng))
    # The digits held out decide nothing, so the weights to keep are chosen with more drawings of the learned ones.
    drawings = yield from _draw(my_digits.learned, VALIDATION, rng)
    validation = drawings.joined_with(_some(splits.validation, VALIDATION, rng))
    evaluated = my_digits_samples(my_digits.evaluated)
    settings = fine_tuning_settings(base.settings)
    run = Run(settings, dataset, Splits(training, validation, splits.test), streams, lambda: evaluated)
    loss = settings.training.loss
    yield Progress("Evaluating the network before fine-tuning", 0, 1)
    with computing(settings, splits.test.shape, len(dataset.class_names)):
        before = [metrics(base.network, base.parameters, loss, samples) for samples in (evaluated, splits.test)]
    run.begin_from(base.parameters, Origin(base.folder.name, len(my_digits.learned), len(my_digits.held_out), *before))
    run.open(create_run_folder(runs, settings, datetime.now()))
    return run


def _check(base: SavedRun, digits: Sequence[DrawnDigit]) -> None:
    if not is_drawable(base.class_names, base.network.input_shape):
        size = " × ".join(map(str, base.network.input_shape))
        found = f"{', '.join(base.class_names)}, in pictures of {size} pixels"
        allowed = "the digits 0 to 9, in pictures of 28 × 28 pixels, the size of your drawings"
        raise SettingError(Problem("the network's classes", found, allowed))
    if not digits:
        raise SettingError(Problem("your digits", "none", "at least one; draw it on the pad and give its label"))


def _draw(
    digits: Sequence[DrawnDigit], count: int, rng: np.random.Generator
) -> Generator[Progress, None, PictureSamples]:
    """Draw at least ``count`` pictures of the digits, every class equally often, varied at random."""
    labels = np.array([digit.label for digit in digits])
    classes = np.unique(labels)
    per_class = -(-count // len(classes))
    indices = np.concatenate(
        [np.resize(rng.permutation(np.flatnonzero(labels == each)), per_class) for each in classes]
    )
    pictures = []
    for start in range(0, len(indices), CHUNK):
        yield Progress("Drawing your digits again", start, len(indices))
        pictures.append(draw_varied([digits[index].strokes for index in indices[start : start + CHUNK]], rng))
    return PictureSamples(np.concatenate(pictures), labels[indices].astype(np.uint8))


def _some(samples: PictureSamples, count: int, rng: np.random.Generator) -> PictureSamples:
    """Return at most ``count`` of the samples, drawn at random."""
    return samples.take(rng.permutation(samples.count)[:count])
