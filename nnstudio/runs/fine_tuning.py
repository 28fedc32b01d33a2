"""Fine-tuning: the network of a run goes on learning from a person's own digits, shortly, and forgets nothing.

It is a run like any other. A third of what it learns from are the person's digits, each drawn many times as the
same hand might have; the rest are pictures that the network learned from before (rehearsal).
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
"""Pictures made of the person's digits, however many these are, and pictures of before that are learned beside them."""

CHUNK = 500
"""Pictures drawn between two words of progress."""

VALIDATION = 1000
"""Pictures of either half of the validation set, which decides which evaluation's weights are kept."""

ENOUGH = 5
"""Digits of a class from which on one in so many is kept aside, to tell honestly what was gained."""


def fine_tuning_settings(base: RunSettings) -> RunSettings:
    """Return the settings of ``base`` with training that is short and careful: Adam, small steps that fade out."""
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
class KeptAside:
    """A person's digits, divided: those that are learned from, and those that judge it."""

    learned: tuple[DrawnDigit, ...]
    held_out: tuple[DrawnDigit, ...]

    @property
    def judging(self) -> tuple[DrawnDigit, ...]:
        """What judges the network: the digits kept aside, or all where there are too few to keep any."""
        return self.held_out or self.learned


def keep_aside(digits: Sequence[DrawnDigit], rng: np.random.Generator) -> KeptAside:
    """Keep one in `ENOUGH` digits of every class aside, drawn at random from ``rng``."""
    labels = np.array([digit.label for digit in digits])
    aside: list[int] = []
    for label in np.unique(labels):
        indices = np.flatnonzero(labels == label)
        aside += rng.permutation(indices)[: len(indices) // ENOUGH].tolist()
    chosen = set(aside)
    return KeptAside(
        tuple(digit for index, digit in enumerate(digits) if index not in chosen),
        tuple(digits[index] for index in sorted(chosen)),
    )


def prepare_fine_tuning(
    base: SavedRun, digits: Sequence[DrawnDigit], folders: DataFolders, runs: Path
) -> Generator[Progress, None, Run]:
    """Load what ``base`` learned from, draw the person's ``digits`` and make the new run's folder; return the `Run`.

    Raises `SettingError` where there is no digit or the network reads something else than digits, `DataError` or
    `RunFolderError`; nothing is left behind then.
    """
    # Without a label there is nothing to learn, without ink nothing to vary.
    digits = [digit for digit in digits if digit.label is not None and any(map(len, digit.strokes))]
    _check(base, digits)
    dataset = yield from base.settings.data.dataset.load(folders)
    streams = RandomStreams.from_seed(base.settings.seed)
    parts = split_dataset(dataset, base.settings.data, streams.split)
    rng = streams.split  # goes on where the division ended: the same seed and digits give the same run
    my_digits = keep_aside(digits, rng)
    drawings = yield from _draw(my_digits.learned, DRAWINGS, rng)
    training = drawings.joined_with(_some(parts.training, REHEARSED, rng))
    # The digits kept aside judge and decide nothing, so other drawings choose the weights that are kept.
    drawings = yield from _draw(my_digits.learned, VALIDATION, rng)
    validation = drawings.joined_with(_some(parts.validation, VALIDATION, rng))
    judged = my_digits_samples(my_digits.judging)
    settings = fine_tuning_settings(base.settings)
    run = Run(settings, dataset, Splits(training, validation, parts.test), streams, lambda: judged)
    loss = settings.training.loss
    yield Progress("Judging the network as it is", 0, 1)
    with computing(settings, parts.test.shape, len(dataset.class_names)):
        before = [metrics(base.network, base.parameters, loss, part) for part in (judged, parts.test)]
    run.begin_from(base.parameters, Origin(base.folder.name, len(my_digits.learned), len(my_digits.held_out), *before))
    run.open(create_run_folder(runs, settings, datetime.now()))
    return run


def _check(base: SavedRun, digits: Sequence[DrawnDigit]) -> None:
    if not is_drawable(base.class_names, base.network.input_shape):
        size = " × ".join(map(str, base.network.input_shape))
        found = f"{', '.join(base.class_names)}, in pictures of {size} pixels"
        allowed = "the digits 0 to 9, in pictures of 28 × 28 pixels, as one's own drawings are"
        raise SettingError(Problem("the network's classes", found, allowed))
    if not digits:
        raise SettingError(Problem("your digits", "none", "at least one; draw it on the pad and say what it was"))


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
    parts = []
    for start in range(0, len(indices), CHUNK):
        yield Progress("Drawing your digits again", start, len(indices))
        parts.append(draw_varied([digits[index].strokes for index in indices[start : start + CHUNK]], rng))
    return PictureSamples(np.concatenate(parts), labels[indices].astype(np.uint8))


def _some(samples: PictureSamples, count: int, rng: np.random.Generator) -> PictureSamples:
    """Return at most ``count`` of the samples, drawn at random."""
    return samples.take(rng.permutation(samples.count)[:count])
