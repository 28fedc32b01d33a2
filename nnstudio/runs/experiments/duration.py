"""About how long an experiment takes, from a few batches of each of its points, on random pictures."""

import time
from collections.abc import Generator

import numpy as np

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.engine.network import Network
from nnstudio.inspection.check_up.trial import trial, trial_settings
from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.settings import RunSettings

BATCHES = 6
"""Of each point, of which the quickest counts: the first also fill the caches."""
MOST_POINTS = 24
"""Of a larger experiment, so many are timed, evenly spread."""
USUAL_COUNT = 60_000
"""Training pictures of a data set that does not say how many it has."""
SECONDS_PER_RUN = 4.0
"""For loading the data, evaluating and what follows training."""


def estimated_seconds(
    experiment: Experiment, folders: DataFolders, workers: int
) -> Generator[Progress, None, float | None]:
    """Return the seconds that all runs take at most, ``workers`` at a time; None if some are endless.

    Early stopping makes runs shorter. The estimate is rough: processors share their caches.
    """
    if any(not point.settings.training.epochs for point in experiment.points):
        return None
    chosen = np.unique(np.linspace(0, len(experiment.points) - 1, min(MOST_POINTS, len(experiment.points))).astype(int))
    total = 0.0
    for done, index in enumerate(chosen.tolist()):
        progress = Progress("Timing", done, len(chosen))
        total += (yield from _seconds(experiment.points[index].settings, folders, progress)) + SECONDS_PER_RUN
    return total / len(chosen) * len(experiment.trials) / workers


def _seconds(settings: RunSettings, folders: DataFolders, progress: Progress) -> Generator[Progress, None, float]:
    """Return how long a run with ``settings`` trains; yield ``progress`` after each batch, so that it can be ended."""
    data, training = settings.data, settings.training
    count = data.subset or data.dataset.stored_files(folders).training_count or USUAL_COUNT
    shape, classes = data.dataset.sample_shape(folders), data.dataset.class_count(folders)
    batch_size = min(training.batch_size or count, count)
    rng, size = np.random.default_rng(0), min(count, batch_size)
    pictures = rng.integers(0, 256, (size, *shape), np.uint8)
    samples = PictureSamples(pictures, rng.integers(0, classes, size).astype(np.uint8))
    steps = trial(Network(settings.network, shape, classes), trial_settings(training, batch_size, BATCHES), samples, 0)
    took, before = [], time.perf_counter()
    for _ in steps:
        took.append(time.perf_counter() - before)
        yield progress
        before = time.perf_counter()
    return min(took) * count / batch_size * training.epochs
