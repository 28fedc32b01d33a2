"""A short training on a network of its own, of which only the batches are looked at."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.events import BatchFinished
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.schedules import Constant, Schedule
from nnstudio.engine.stopping import NeverStop
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings

MULTIPLICATIONS_PER_PICTURE = 3
"""Of each weight: once in the forward pass, twice in the backward pass."""


def trial_settings(
    training: TrainingSettings, batch_size: int, epochs: int, schedule: Schedule | None = None
) -> TrainingSettings:
    """Return ``training`` without what depends on the length of a run: warm-up, schedule, stopping, evaluations."""
    return replace(
        training,
        batch_size=batch_size,
        epochs=epochs,
        schedule=schedule or Constant(),
        warm_up=0.0,
        stopping=NeverStop(),
        restores_best=False,
        evaluate_every=0,
    )


def trial(
    network: Network, settings: TrainingSettings, samples: PictureSamples, seed: int
) -> Generator[BatchFinished, None, None]:
    """Train ``network`` from the weights that a run with ``seed`` begins with; yield its batches.

    The last batch may have a loss that is not finite: the training diverged.
    """
    streams = RandomStreams.from_seed(seed)
    training = Training(network, settings, samples, samples.take(slice(0, 1)), streams)
    with closing(training.events()) as events:
        yield from (event for event in _quiet(events) if isinstance(event, BatchFinished))


def _quiet(events: Iterator[object]) -> Iterator[object]:
    """Yield ``events``, each of which is computed without warnings about overflow: divergence is a result here."""
    while True:
        with np.errstate(all="ignore"):
            try:
                event = next(events)
            except StopIteration:
                return
        yield event
