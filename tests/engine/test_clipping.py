"""Gradients that are too large are clipped: on their own, and in a training."""

import numpy as np
import pytest

from nnstudio.engine.clipping import ClipByNorm, ClipByValue, NoClipping
from nnstudio.engine.events import BatchFinished
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.training_settings import TrainingSettings
from tests.engine.test_training import new_training

GRADIENT = np.array([3.0, 0.0, -4.0])
"""Its norm is 5."""


@pytest.mark.parametrize("limit", [0.1, 0.5, 1.0, 2.0, 3.5, 4.99])
def test_a_gradient_longer_than_the_limit_gets_the_length_of_the_limit_and_keeps_its_direction(limit):
    gradient = GRADIENT.copy()
    ClipByNorm(limit).clip(gradient)
    assert np.linalg.norm(gradient) == pytest.approx(limit)
    np.testing.assert_allclose(gradient / limit, GRADIENT / 5)


@pytest.mark.parametrize("limit", [5.0, 5.01, 10.0])
def test_a_gradient_up_to_the_limit_stays_as_it_is(limit):
    gradient = GRADIENT.copy()
    ClipByNorm(limit).clip(gradient)
    np.testing.assert_array_equal(gradient, GRADIENT)


@pytest.mark.parametrize("limit", [0.1, 0.5, 2.0])
def test_the_limit_applies_to_a_short_gradient_too(limit):
    short = GRADIENT / 10  # its norm is a half
    gradient = short.copy()
    ClipByNorm(limit).clip(gradient)
    assert np.linalg.norm(gradient) == pytest.approx(min(limit, 0.5))


@pytest.mark.parametrize("clipping", [ClipByNorm(0.5), ClipByValue(0.5), NoClipping()])
def test_a_zero_gradient_stays_zero(clipping):
    gradient = np.zeros(3, np.float32)
    clipping.clip(gradient)
    np.testing.assert_array_equal(gradient, np.zeros(3))


def test_a_gradient_is_changed_in_place_and_stays_single_precision():
    gradient = GRADIENT.astype(np.float32)
    whole = gradient
    ClipByNorm(2.0).clip(gradient[1:])
    assert whole.dtype == np.float32
    np.testing.assert_array_equal(whole, np.array([3, 0, -2], np.float32))


@pytest.mark.parametrize(
    ("limit", "expected"), [(0.5, [0.5, 0.0, -0.5]), (3.0, [3.0, 0.0, -3.0]), (3.5, [3.0, 0.0, -3.5]), (4.0, GRADIENT)]
)
def test_by_value_every_number_is_cut_off_at_the_limit(limit, expected):
    gradient = GRADIENT.copy()
    ClipByValue(limit).clip(gradient)
    np.testing.assert_array_equal(gradient, expected)


def first_update(clipping, learning_rate=2.0, **more):
    """Return the change of the parameters by the first batch."""
    settings = TrainingSettings(Sgd(learning_rate), batch_size=50, epochs=1, clipping=clipping, **more)
    training = new_training(settings)
    before = training.parameters.copy()
    next(event for event in training.events() if isinstance(event, BatchFinished))
    return training.parameters.astype(float) - before


@pytest.mark.parametrize("limit", [0.02, 0.1])
def test_a_clipped_training_steps_as_far_as_the_limit_times_the_learning_rate(limit):
    free, clipped = first_update(NoClipping()), first_update(ClipByNorm(limit))
    assert np.linalg.norm(free) > 2 * limit
    assert np.linalg.norm(clipped) == pytest.approx(2 * limit, rel=1e-3)
    assert clipped @ free == pytest.approx(np.linalg.norm(clipped) * np.linalg.norm(free), rel=1e-3)


def test_a_limit_that_no_gradient_reaches_changes_nothing():
    np.testing.assert_array_equal(first_update(ClipByNorm(10.0)), first_update(NoClipping()))


@pytest.mark.parametrize("penalties", [PenaltySettings(l2=100.0), PenaltySettings(l1=100.0)])
def test_the_limit_holds_for_the_gradient_with_its_penalties(penalties):
    assert np.linalg.norm(first_update(NoClipping(), penalties=penalties)) > 100
    assert np.linalg.norm(first_update(ClipByNorm(0.5), penalties=penalties)) == pytest.approx(1.0, rel=1e-3)
    assert np.abs(first_update(ClipByValue(0.5), penalties=penalties)).max() == pytest.approx(1.0, rel=1e-3)
