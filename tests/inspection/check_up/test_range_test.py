"""The range test finds the rates at which the loss falls; checked against curves and problems with known answers."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine.layers import BatchNorm, Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam, Sgd
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.check_up.range_test import HIGHEST, LOWEST, judge_range, try_learning_rates
from nnstudio.steps import finish
from tests.inspection.check_up.samples import patterns

RATES = np.logspace(-5, 1, 100)
GUESSING = 2.3
SMALL = (Dense(16),)


def curve(falls_at, rises_at):
    """A loss that falls from 2.3 to 0.3 around one rate and rises around another."""
    x = np.log10(RATES)
    return 2.3 - 2 / (1 + np.exp(-6 * (x - falls_at))) + 8 / (1 + np.exp(-9 * (x - rises_at)))


def test_the_marks_of_a_smooth_curve_are_where_it_falls_fastest_and_where_it_is_lowest():
    test = judge_range(RATES, curve(falls_at=-2, rises_at=0), GUESSING, 32)
    assert 10**-2.2 < test.steepest < 10**-1.4  # the smoothed loss lags by some rates
    assert 10**-1.5 < test.minimum < 10**-0.5
    assert test.tenth_of_minimum == pytest.approx(test.minimum / 10)
    assert 10**-0.2 < test.too_high < 10**0.4


def test_a_loss_that_creeps_on_towards_zero_is_lowest_where_it_has_fallen():
    falling = curve(falls_at=-2, rises_at=9) - 0.0005 * np.arange(100)
    assert judge_range(RATES, falling, GUESSING, 32).minimum < 10**-0.5


def test_a_loss_that_never_falls_has_no_marks():
    test = judge_range(RATES, np.full(100, GUESSING), GUESSING, 32)
    assert (test.steepest, test.minimum, test.tenth_of_minimum, test.too_high) == (None, None, None, None)


def test_falling_to_guessing_is_not_learning():
    test = judge_range(RATES, np.linspace(4, GUESSING, 100), GUESSING, 32)
    assert test.minimum is None


def test_a_loss_that_only_rises_is_too_high_from_there_on():
    test = judge_range(RATES, curve(falls_at=9, rises_at=-2), GUESSING, 32)
    assert test.minimum is None
    assert 10**-2.5 < test.too_high < 10**-1.5


def test_losses_that_are_not_finite_are_too_high():
    losses = curve(falls_at=-3, rises_at=9)
    losses[80:] = np.inf
    test = judge_range(RATES, losses, GUESSING, 32)
    assert test.too_high == RATES[80]
    assert test.minimum < RATES[80]


def tried(training, samples=None, layers=SMALL, seed=0):
    network = Network(NetworkSettings(layers=layers), (8, 8), 10)
    return finish(try_learning_rates(network, training, samples or patterns(600), seed))


@pytest.mark.parametrize("batch_size", [1, 20, 64, 0, 5000])
@pytest.mark.parametrize("optimizer", [Sgd(0.05), Adam(0.001)])
def test_real_networks_learn_at_some_rates_at_any_batch_size(optimizer, batch_size):
    test = tried(TrainingSettings(optimizer=optimizer, batch_size=batch_size))
    assert LOWEST <= test.rates[0] < 2 * LOWEST
    assert test.rates[-1] <= HIGHEST * 1.001
    assert np.all(np.diff(test.rates) > 0)
    assert test.minimum is not None
    assert test.batch_size == min(batch_size or 600, 600)


def test_the_rate_of_the_settings_does_not_matter():
    slow, fast = (tried(TrainingSettings(optimizer=Sgd(rate))) for rate in (1e-4, 5.0))
    assert np.array_equal(slow.losses, fast.losses)


def test_the_test_is_decided_by_the_seed():
    training = TrainingSettings(optimizer=Sgd(0.05), batch_size=20)
    first, again, other = (tried(training, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.losses, again.losses)
    assert not np.array_equal(first.losses, other.losses)


def test_the_suggested_rate_trains_better_than_one_that_is_too_high():
    training = TrainingSettings(optimizer=Sgd(0.05), batch_size=20)
    test = tried(training)
    # An independent look: plain gradient descent on softmax regression, written out here.
    samples = patterns(600)
    x = samples.pictures.reshape(600, 64) / 255
    y = np.eye(10)[samples.labels]

    def loss_after(rate):
        weights = np.zeros((64, 10))
        for _ in range(100):
            z = x @ weights
            p = np.exp(z - z.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            weights -= rate * x.T @ (p - y) / 600
        return -np.log(np.maximum(p[np.arange(600), samples.labels], 1e-300)).mean()

    assert loss_after(test.tenth_of_minimum) < 0.5 * GUESSING
    assert loss_after(test.tenth_of_minimum) < loss_after(1e-5)


def test_very_few_pictures_are_enough():
    test = tried(replace(TrainingSettings(), batch_size=64), patterns(12))
    assert test.batch_size == 12
    assert len(test.rates) > 20


def test_batch_normalization_is_tried_with_its_batches():
    assert tried(TrainingSettings(batch_size=20), layers=(Dense(16), BatchNorm())).minimum is not None
