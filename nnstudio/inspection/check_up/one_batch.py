"""Whether the network can learn one batch by heart: a network that cannot will not learn a data set either."""

import math
from collections.abc import Generator
from dataclasses import dataclass, replace

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.hidden_layers import without_dropout
from nnstudio.engine.losses import CrossEntropy
from nnstudio.engine.network import Network
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.check_up.trial import MULTIPLICATIONS_PER_PICTURE, trial, trial_settings

PICTURES = 32
STEPS = 1000
FEWEST_STEPS = 50
ON_THE_WAY = 0.5
"""Fraction of the loss of guessing below which a slow network would get there."""
MULTIPLICATIONS = 30_000_000_000
"""In all steps; a very large network takes fewer steps, but `FEWEST_STEPS` at least."""


@dataclass(frozen=True)
class OneBatch:
    """Training on the same ``pictures`` over and over, with ``learning_rate`` and nothing that works against it.

    ``step`` is after how many steps all of them were right, None if they never were within ``steps``; ``accuracy`` and
    ``loss`` are those of the last step, ``guessing`` is the loss of equal probabilities.
    """

    pictures: int
    learning_rate: float
    step: int | None
    steps: int
    accuracy: float
    loss: float
    guessing: float

    @property
    def is_learned(self) -> bool:
        """Whether the network has learned them, or is on the way."""
        return self.step is not None or self.loss < ON_THE_WAY * self.guessing

    @property
    def has_diverged(self) -> bool:
        """Whether the loss became infinite."""
        return not math.isfinite(self.loss)


def learn_one_batch(
    network: Network, training: TrainingSettings, samples: PictureSamples, seed: int
) -> Generator[Progress, None, OneBatch]:
    """Train a copy of ``network`` on a few of the ``samples`` without dropout, penalties, label smoothing or noise.

    Yields progress, returns what came of it.
    """
    few = samples.spread(PICTURES)
    plain = Network(
        replace(network.settings, layers=without_dropout(network.settings.layers)), network.input_shape, network.classes
    )
    loss = CrossEntropy() if isinstance(training.loss, CrossEntropy) else training.loss
    per_step = MULTIPLICATIONS_PER_PICTURE * network.layout.weight_count * few.count
    steps = max(FEWEST_STEPS, min(STEPS, MULTIPLICATIONS // per_step))
    free = replace(training, penalties=PenaltySettings(), loss=loss)
    rate = training.optimizer.learning_rate
    guessing = loss.guessing(network.classes)
    result = OneBatch(few.count, rate, None, steps, 0.0, math.inf, guessing)
    for batch in trial(plain, trial_settings(free, few.count, steps), few, seed):
        yield Progress("Learning one batch by heart", batch.step, steps)
        is_right = batch.accuracy == 1
        result = OneBatch(
            few.count, rate, batch.step if is_right else None, steps, batch.accuracy, batch.loss, guessing
        )
        if is_right:
            break
    return result
