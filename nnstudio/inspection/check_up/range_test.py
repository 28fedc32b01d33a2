"""The learning-rate range test: the loss while the learning rate rises from far too small to far too large."""

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.network import Network
from nnstudio.engine.schedules import Schedule
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.check_up.trial import MULTIPLICATIONS_PER_PICTURE, trial, trial_settings
from nnstudio.spec.paths import replace

LOWEST, HIGHEST = 1e-5, 10.0
"""The rates that are tried: all that the setting allows."""
POINTS, FEW_POINTS = 100, 50
"""Rates that are tried, evenly on a logarithmic scale; and for a network so large that few pictures do not help."""
PICTURES, MOST_PICTURES = 64, 1024
"""Pictures from which the loss of one rate is measured: at least, in several batches if need be, and at most."""
MULTIPLICATIONS = 60_000_000_000
"""In the whole test; a network too large for them measures each rate on fewer pictures, but on `FEWEST` at least."""
FEWEST = 16
MEMORY = 0.8
"""Of the smoothed loss in the next one: about five rates are averaged."""
FAR_ABOVE = 4.0
"""Times the first loss at which the test ends: higher rates are only worse."""
LEAST_FALL = 0.02
"""Fraction by which the loss must fall below the first one, and below that of guessing; else no rate learns."""
BEGINNING = 5
"""Rates whose losses, not yet smooth, are the first loss."""
FALLEN = 0.95
"""Fraction of its fall at which the loss counts as lowest: on easy data it creeps on towards zero at any rate."""
RISEN = 0.25
"""Fraction of its fall by which the loss must rise again, so that the rates are too high."""
SPAN = 5
"""Rates over which the slope of the smoothed loss is measured."""


@dataclass(frozen=True, eq=False)
class RangeTest:
    """The ``losses`` at the tried ``rates``, both of shape (n,) and float64, and what follows from them.

    ``smoothed`` is their exponential mean over the rates, corrected for its start. ``steepest`` is the rate at which it
    falls fastest per decade, ``minimum`` the first rate at which it is lowest, nearly, and ``highest`` the last one
    before it has risen by much; these are None if no rate learns. ``too_high`` is the rate from which on the loss is
    above the first one, None if there is none. ``batch_size`` is that of the test, which is smaller than that of the
    run where this is very large. ``planned`` rates would have been tried if the loss had not become too high.
    Source: L. Smith, Cyclical learning rates for training neural networks, WACV 2017, section 3.3.
    """

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    steepest: float | None
    minimum: float | None
    highest: float | None
    too_high: float | None
    batch_size: int
    planned: int = POINTS

    @property
    def tenth_of_minimum(self) -> float | None:
        """A tenth of `minimum`, where the loss falls and is still far from rising; a common choice."""
        return None if self.minimum is None else max(LOWEST, self.minimum / 10)


@dataclass(frozen=True)
class _Rising(Schedule):
    """η · ratio^(position / epochs): from the optimizer's rate to ``ratio`` times that."""

    key = "rising"
    label = "Rising"
    hint = "For the range test alone."
    formula = "lr = lr₀ · ratio^(epoch / epochs)"

    ratio: float = HIGHEST / LOWEST

    def factor(self, position: float, epochs: int) -> float:
        """Return the factor at ``position``, in epochs with fractions, of ``epochs``."""
        return float(self.ratio ** min(1.0, position / epochs))


def try_learning_rates(
    network: Network, training: TrainingSettings, samples: PictureSamples, seed: int
) -> Generator[Progress, None, RangeTest]:
    """Train a copy of ``network`` with a rising learning rate on ``samples``; yield progress, return the test."""
    settings, chosen, batches, points = _plan(network, training, samples)
    rates, losses = [], []
    group: list[float] = []
    total = settings.epochs * math.ceil(chosen.count / settings.batch_size)
    for batch in trial(network, settings, chosen, seed):
        group.append(batch.loss)
        if len(group) < batches and math.isfinite(batch.loss):
            continue
        rates.append(batch.learning_rate)
        losses.append(float(np.mean(group)))
        group = []
        yield Progress("Trying learning rates", batch.step, total)
        if not losses[-1] <= FAR_ABOVE * losses[0]:
            break
    guessing = training.loss.guessing(network.classes)
    return judge_range(np.array(rates), np.array(losses), guessing, settings.batch_size, points)


def judge_range(
    rates: NDArray[np.float64], losses: NDArray[np.float64], guessing: float, batch_size: int, planned: int = POINTS
) -> RangeTest:
    """Return the range test of ``losses`` at ``rates``, both of shape (n,) with n ≥ 1, the rates rising.

    ``guessing`` is the loss of equal probabilities, ``planned`` the number of rates that were to be tried.
    """
    smoothed = _smooth(losses)
    first = float(np.median(losses[:BEGINNING]))
    lowest = int(smoothed.argmin())
    learns = smoothed[lowest] < (1 - LEAST_FALL) * min(first, guessing)
    fall = first - smoothed[lowest]
    high = (np.flatnonzero(smoothed[lowest:] > smoothed[lowest] + RISEN * fall) + lowest).min(initial=len(losses))
    if learns:
        lowest = int(np.flatnonzero(smoothed <= first - FALLEN * fall)[0])
    above = np.flatnonzero(~(smoothed <= (1 + LEAST_FALL) * first))
    above = above[above > (lowest if learns else BEGINNING)]
    starts = np.arange(BEGINNING, lowest - SPAN + 1)
    steepest = None
    if learns and len(starts):
        middles = starts + SPAN // 2
        steepest = float(rates[middles[(smoothed[starts + SPAN] - smoothed[starts]).argmin()]])
    return RangeTest(
        rates,
        losses,
        smoothed,
        steepest,
        float(rates[lowest]) if learns else None,
        float(rates[high - 1]) if learns else None,
        float(rates[above[0]]) if len(above) else None,
        batch_size,
        planned,
    )


def _smooth(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the exponential mean of ``losses``, shape (n,), corrected for its start; infinite where they are."""
    smoothed = np.full(len(losses), math.inf)
    mean, weight = 0.0, 0.0
    for index in np.flatnonzero(np.isfinite(losses)):
        mean, weight = MEMORY * mean + (1 - MEMORY) * losses[index], MEMORY * weight + 1 - MEMORY
        smoothed[index] = mean / weight
    return smoothed


def _plan(
    network: Network, training: TrainingSettings, samples: PictureSamples
) -> tuple[TrainingSettings, PictureSamples, int, int]:
    """Return the settings of the test, the samples it uses, how many batches measure one rate, and how many rates."""
    per_picture = MULTIPLICATIONS_PER_PICTURE * network.layout.weight_count
    affordable = MULTIPLICATIONS // (POINTS * per_picture)
    points = POINTS if affordable >= FEWEST else FEW_POINTS
    most = max(FEWEST, min(MOST_PICTURES, affordable))
    batch_size = min(training.batch_size or samples.count, samples.count, most)
    batches = max(1, min(PICTURES, most) // batch_size)
    pictures = points * batches * batch_size
    chosen = samples.spread(min(pictures, samples.count // batch_size * batch_size))
    epochs = max(1, round(pictures / chosen.count))
    slowest = replace(training, "optimizer.learning_rate", LOWEST)
    assert isinstance(slowest, TrainingSettings)
    settings = trial_settings(slowest, batch_size, epochs, _Rising())
    return settings, chosen, batches, points
