"""The learning rate that falls on a plateau: its rule, its effect in a training, and after resuming."""

import json

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.schedules import ReduceOnPlateau
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.training_state import TrainingState
from nnstudio.engine.validation import Validation
from tests.engine.test_training import new_training, of_kind

LAYERS = (Dense(8), Dropout(0.2))
STANDSTILL = 1e-30
"""A learning rate that changes no parameter, so that every evaluation has exactly the same loss."""


def at_epochs(losses):
    return [Validation(float(epoch), Metrics(loss, 0.5, 10)) for epoch, loss in enumerate(losses)]


@pytest.mark.parametrize(
    ("patience", "losses", "falls"),
    [
        pytest.param(1, [2, 2, 2, 2], [0, 1, 2, 3], id="an equal loss is no improvement"),
        pytest.param(1, [3, 2, 1, 0.5], [0, 0, 0, 0], id="never while it gets better"),
        pytest.param(1, [3, 3, 2, 2, 1, 1], [0, 1, 1, 2, 2, 3], id="each time with patience 1"),
        pytest.param(2, [3, 3, 2, 2, 1, 1], [0, 0, 0, 0, 0, 0], id="never where every second loss is better"),
        pytest.param(2, [3, 3, 3, 3, 3, 3, 3], [0, 0, 1, 1, 2, 2, 3], id="again after another patience"),
        pytest.param(3, [5, 6, 6, 4, 6, 6, 6], [0, 0, 0, 0, 0, 0, 1], id="an improvement restarts the patience"),
        pytest.param(3, [5, 6, 6, 6, 6, 6, 6, 6], [0, 0, 0, 1, 1, 1, 2, 2], id="a fall restarts the patience"),
        pytest.param(3, [5, 6, 6, 6, 6, 4, 6, 6, 6], [0, 0, 0, 1, 1, 1, 1, 1, 2], id="improving after a fall"),
        pytest.param(2, [2, 4, 3, 2.5, 2.25], [0, 0, 1, 1, 2], id="better than the last is not better than the best"),
        pytest.param(2, [2, 3, 3, 1.5, 1.75, 1.5], [0, 0, 1, 1, 1, 2], id="the best is remembered over a fall"),
        pytest.param(2, [2, 2, 2 - 1e-12, 2, 2 - 1e-12], [0, 0, 0, 0, 1], id="the least improvement counts"),
    ],
)
def test_it_falls_each_time_patience_passes_without_a_new_best_loss(patience, losses, falls):
    schedule = ReduceOnPlateau(patience, decay=0.5)
    factors = [schedule.factor_after(at_epochs(losses[:count])) for count in range(1, len(losses) + 1)]
    assert factors == [0.5**each for each in falls]


@pytest.mark.parametrize("decay", [0.1, 0.9, 1.0])
def test_a_fall_multiplies_by_the_chosen_factor(decay):
    schedule = ReduceOnPlateau(1, decay)
    assert [schedule.factor_after(at_epochs([1.0] * count)) for count in (1, 2, 4)] == pytest.approx(
        [1, decay, decay**3]
    )


def test_it_has_not_fallen_before_anything_was_measured():
    assert ReduceOnPlateau(1, 0.5).factor_after([]) == 1


def without_progress(patience, epochs, **more):
    """Return a training that gets neither better nor worse, with four batches per epoch."""
    schedule = ReduceOnPlateau(patience, decay=0.5)
    return new_training(TrainingSettings(Sgd(STANDSTILL), schedule, batch_size=50, epochs=epochs, **more))


def rates(events):
    """Return the learning rates of all batches as fractions of the optimizer's learning rate."""
    return [batch.learning_rate / STANDSTILL for batch in of_kind(BatchFinished, events)]


@pytest.mark.parametrize(
    ("patience", "by_epoch"), [(1, [1, 0.5, 0.25, 0.125]), (2, [1, 1, 0.5, 0.5, 0.25]), (3, [1, 1, 1, 0.5, 0.5])]
)
def test_training_without_progress_lowers_its_learning_rate_each_time_patience_ends(patience, by_epoch):
    events = without_progress(patience, len(by_epoch)).events()
    assert rates(events) == pytest.approx([factor for factor in by_epoch for _ in range(4)])


@pytest.mark.parametrize("evaluate_every", [1, 2, 3])
def test_patience_is_epochs_however_often_there_are_evaluations(evaluate_every):
    events = without_progress(2, 6, evaluate_every=evaluate_every).events()
    assert rates(events) == pytest.approx([1] * 8 + [0.5] * 8 + [0.25] * 8)


def test_patience_may_end_within_an_epoch_and_the_very_next_batch_is_slower():
    losses = {0.0: 3, 0.5: 2, 1.0: 4, 1.5: 4, 2.0: 4, 2.5: 4, 3.0: 4, 3.5: 1, 4.0: 4, 4.5: 4}
    validations = [Validation(position, Metrics(loss, 0.5, 10)) for position, loss in losses.items()]
    factors = [ReduceOnPlateau(1, 0.5).factor_after(validations[:count]) for count in range(1, 11)]
    assert factors == [0.5**falls for falls in (0, 0, 0, 1, 1, 2, 2, 2, 2, 3)]


def test_a_fall_lowers_the_rate_that_warm_up_has_reached():
    expected = [1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 16, 6 / 16, 7 / 16, 8 / 16, 1 / 4, 1 / 4, 1 / 4, 1 / 4]
    assert rates(without_progress(1, 3, warm_up=2.0).events()) == pytest.approx(expected)


def test_a_fall_outlasts_a_change_of_the_learning_rate():
    training = without_progress(1, 3)
    reported = []
    for event in training.events():
        reported.append(event)
        if isinstance(event, BatchFinished) and event.step == 5:
            optimizer = Sgd(4 * STANDSTILL)
            training.change(training.network, TrainingSettings(optimizer, ReduceOnPlateau(1), batch_size=50, epochs=3))
    assert rates(reported) == pytest.approx([1] * 4 + [0.5] + [2] * 3 + [1] * 4)


def stepping_too_far():
    """Return a training whose steps are so large that its loss soon stops falling."""
    settings = TrainingSettings(Sgd(8.0), ReduceOnPlateau(1, decay=0.5), batch_size=50, epochs=8)
    return new_training(settings, layers=LAYERS)


def through_a_file(state):
    return TrainingState(state.arrays, json.loads(json.dumps(state.facts)))


@pytest.mark.parametrize("batches_done", [0, 1, 2])
def test_a_training_resumed_after_a_fall_goes_on_bit_for_bit_with_the_lowered_learning_rate(batches_done):
    whole = stepping_too_far()
    expected = of_kind(BatchFinished | Evaluated, whole.events())
    first_lowered = next(batch for batch in of_kind(BatchFinished, expected) if batch.learning_rate < 8)
    lowered = expected.index(first_lowered)
    assert 1 < lowered < len(expected) // 2
    last = expected[lowered - 1 + batches_done]  # the evaluation that it falls after, or a batch soon after it

    first, before = stepping_too_far(), []
    for event in first.events():
        before.append(event)
        if event == last:
            break
    second = stepping_too_far()
    second.restore(through_a_file(first.state()))
    after = of_kind(BatchFinished | Evaluated, second.events())
    assert after[0].learning_rate == first_lowered.learning_rate < 8
    assert of_kind(BatchFinished | Evaluated, before) + after == expected
    np.testing.assert_array_equal(second.parameters, whole.parameters)


def test_a_resumed_training_keeps_how_long_it_has_waited():
    whole = rates(without_progress(3, 9).events())
    for epochs in range(1, 9):
        first, second = without_progress(3, epochs), without_progress(3, 9)
        before = rates(first.events())
        second.restore(through_a_file(first.state()))
        assert before + rates(second.events()) == whole, epochs
