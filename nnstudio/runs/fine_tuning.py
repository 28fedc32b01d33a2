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
from numpy.typing import NDArray

from nnstudio.data.dataset import DIGITS, PictureSamples, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.my_digits import own_samples
from nnstudio.data.settings import Parts, divide
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
from nnstudio.spec.errors import Problem, SettingError

DRAWINGS, REHEARSED = 3500, 7000
"""Pictures made of the person's digits, however many these are, and pictures of before that are learned beside them."""

CHUNK = 500
"""Pictures drawn between two words of progress."""

VALIDATION = 1000
"""Pictures of either half of the part that decides which evaluation's weights are kept."""

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
        places = np.flatnonzero(labels == label)
        aside += rng.permutation(places)[: len(places) // ENOUGH].tolist()
    chosen = set(aside)
    return KeptAside(
        tuple(digit for place, digit in enumerate(digits) if place not in chosen),
        tuple(digits[place] for place in sorted(chosen)),
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
    parts = divide(dataset, base.settings.data, streams.split)
    rng = streams.split  # goes on where the division ended: the same seed and digits give the same run
    own = keep_aside(digits, rng)
    pictures = yield from _draw(own.learned, rng)
    judged = own_samples(own.judging)
    mixed = Parts(
        _joined(pictures, _some(parts.training, REHEARSED, rng)),
        _joined(_repeated(judged, VALIDATION), _some(parts.validation, VALIDATION, rng)),
        parts.test,
    )
    settings = fine_tuning_settings(base.settings)
    run = Run(settings, dataset, mixed, streams, lambda: judged)
    loss = settings.training.loss
    yield Progress("Judging the network as it is", 0, 1)
    before = [metrics(base.network, base.parameters, loss, part) for part in (judged, parts.test)]
    run.begin_from(base.parameters, Origin(base.folder.name, len(own.learned), len(own.held_out), *before))
    run.open(create_run_folder(runs, settings, datetime.now()))
    return run


def _check(base: SavedRun, digits: Sequence[DrawnDigit]) -> None:
    if base.class_names != DIGITS:
        found = ", ".join(base.class_names)
        raise SettingError(Problem("the network's classes", found, "the digits 0 to 9, as one's own drawings are"))
    if not digits:
        raise SettingError(Problem("your digits", "none", "at least one; draw it on the pad and say what it was"))


def _draw(digits: Sequence[DrawnDigit], rng: np.random.Generator) -> Generator[Progress, None, PictureSamples]:
    """Draw `DRAWINGS` pictures of the digits, every class equally often, varied at random."""
    labels = np.array([digit.label for digit in digits])
    classes = np.unique(labels)
    share = -(-DRAWINGS // len(classes))
    places = np.concatenate([np.resize(rng.permutation(np.flatnonzero(labels == each)), share) for each in classes])
    parts = []
    for start in range(0, len(places), CHUNK):
        yield Progress("Drawing your digits again", start, len(places))
        parts.append(draw_varied([digits[place].strokes for place in places[start : start + CHUNK]], rng))
    return PictureSamples(np.concatenate(parts), labels[places].astype(np.uint8))


def _some(samples: PictureSamples, count: int, rng: np.random.Generator) -> PictureSamples:
    """Return at most ``count`` of the samples, drawn at random."""
    return _take(samples, rng.permutation(samples.count)[:count])


def _repeated(samples: PictureSamples, count: int) -> PictureSamples:
    """Return the samples over and over, so that they weigh as much as ``count``."""
    return _take(samples, np.resize(np.arange(samples.count), count))


def _take(samples: PictureSamples, numbers: NDArray[np.int64]) -> PictureSamples:
    return PictureSamples(samples.pictures[numbers], samples.labels[numbers])


def _joined(first: PictureSamples, second: PictureSamples) -> PictureSamples:
    return PictureSamples(
        np.concatenate([first.pictures, second.pictures]),
        np.concatenate([first.labels, second.labels.astype(first.labels.dtype)]),
    )
