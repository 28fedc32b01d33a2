"""The parameters of the best evaluation: stored separately, restored at the end and after divergence."""

import json
import math

import numpy as np
import pytest

from nnstudio.engine.evaluation import metrics
from nnstudio.engine.events import BatchFinished, EndReason, Evaluated, Metrics
from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.optimizers import Adam, Sgd
from nnstudio.engine.stopping import EarlyStopping, StopAtTarget
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.training_state import TrainingState
from nnstudio.engine.validation import goodness
from tests.engine.test_training import new_training, of_kind, samples

GOOD = 0.5
HARMFUL = 50.0
"""A learning rate that makes a network worse in a single epoch, and one of `GOOD` that makes it better."""
DESTRUCTIVE = math.inf
"""One that leaves no finite parameters after the first step."""


def settings_with(learning_rate, **more):
    return TrainingSettings(Sgd(learning_rate), batch_size=20, **{"epochs": 4} | more)


def spoil(training, after_epoch, learning_rate=HARMFUL, **more):
    """Train with a large learning rate from the end of an epoch on; return events and copies of the parameters."""
    reported, copies = [], {}
    with np.errstate(all="ignore"):
        for event in training.events():
            reported.append(event)
            if isinstance(event, Evaluated):
                copies[event.step] = training.parameters.copy()
                if event.epoch == after_epoch:
                    training.change(training.network, settings_with(learning_rate, **more))
    return reported, copies


def test_the_best_parameters_are_those_of_the_smallest_validation_loss_and_not_the_last():
    training = new_training(settings_with(GOOD))
    reported, copies = spoil(training, after_epoch=2)
    losses = [event.validation.loss for event in of_kind(Evaluated, reported)]
    assert losses.index(min(losses)) == 2
    np.testing.assert_array_equal(training.best.parameters, copies[20])
    assert training.best.evaluation.step == 20
    again = metrics(training.network, training.best.parameters, training.settings.loss, samples(50, seed=1))
    assert again.loss == min(losses)
    assert (training.parameters != training.best.parameters).any()


def test_without_restoring_a_training_ends_with_its_last_parameters():
    training = new_training(settings_with(GOOD))
    _, copies = spoil(training, after_epoch=2)
    np.testing.assert_array_equal(training.parameters, copies[40])


def test_a_training_that_restores_its_best_ends_with_it_though_it_went_on_for_epochs():
    training = new_training(settings_with(GOOD, restores_best=True))
    reported, copies = spoil(training, after_epoch=2, restores_best=True)
    assert reported[-1].reason is EndReason.FINISHED
    np.testing.assert_array_equal(training.parameters, copies[20])


def test_restored_parameters_are_a_copy_that_does_not_change():
    training = new_training(settings_with(GOOD, restores_best=True))
    spoil(training, after_epoch=2, restores_best=True)
    kept = training.best.parameters.copy()
    training.parameters[...] = 0
    np.testing.assert_array_equal(training.best.parameters, kept)


def test_the_untrained_network_is_the_best_if_nothing_improves():
    training = new_training(settings_with(HARMFUL))
    untrained = training.parameters.copy()
    reported = list(training.events())
    assert min(event.validation.loss for event in of_kind(Evaluated, reported)[1:]) > reported_loss(reported, 0)
    assert training.best.evaluation.position == 0
    np.testing.assert_array_equal(training.best.parameters, untrained)


def test_an_overfitting_network_is_best_where_its_validation_loss_was_smallest():
    training = new_training(TrainingSettings(Sgd(0.5), batch_size=4, epochs=60), count=8)
    reported, copies = spoil(training, after_epoch=-1)
    evaluations = of_kind(Evaluated, reported)
    best = min(evaluations, key=lambda event: event.validation.loss)
    assert best.training.loss > 2 * evaluations[-1].training.loss
    assert best is not max(evaluations, key=lambda event: event.validation.accuracy)
    assert training.best.evaluation == best
    np.testing.assert_array_equal(training.best.parameters, copies[best.step])


def reported_loss(reported, number):
    return of_kind(Evaluated, reported)[number].validation.loss


def test_of_equal_losses_the_first_is_the_best():
    training = new_training(settings_with(1e-30))
    reported = list(training.events())
    assert reported_loss(reported, 0) == reported_loss(reported, -1)
    assert training.best.evaluation.step == 0


def test_an_evaluation_within_an_epoch_can_be_the_best():
    training = new_training(settings_with(GOOD, evaluate_every=5))
    for event in training.events():
        if isinstance(event, Evaluated) and event.step == 25:
            training.change(training.network, settings_with(HARMFUL, evaluate_every=5))
            copy = training.parameters.copy()
    assert training.best.evaluation.step == 25
    assert not training.best.evaluation.ends_epoch
    np.testing.assert_array_equal(training.best.parameters, copy)


@pytest.mark.parametrize("layers", [(Dense(8),), (Dense(8), BatchNorm(), Dropout(0.2))])
def test_parameters_that_are_not_finite_after_divergence_are_replaced_by_the_best(layers):
    training = new_training(settings_with(GOOD), layers=layers)
    reported, copies = spoil(training, after_epoch=2, learning_rate=DESTRUCTIVE)
    assert reported[-1].reason is EndReason.DIVERGED
    assert not math.isfinite(of_kind(BatchFinished, reported)[-1].loss)
    assert [event.step for event in of_kind(BatchFinished, reported)] == list(range(1, 23))
    assert reported[-1].step == 22  # one that destroyed the parameters, and one that found them so
    assert training.best.evaluation.step == 20
    np.testing.assert_array_equal(training.parameters, copies[20])
    again = metrics(training.network, training.parameters, training.settings.loss, samples(50, seed=1))
    assert again.loss == reported_loss(reported, 2)


def test_a_network_that_diverges_at_once_goes_back_to_its_first_parameters():
    training = new_training(settings_with(DESTRUCTIVE))
    untrained = training.parameters.copy()
    with np.errstate(all="ignore"):
        assert list(training.events())[-1].reason is EndReason.DIVERGED
    np.testing.assert_array_equal(training.parameters, untrained)


def test_finite_parameters_stay_as_they_are_after_divergence():
    training = new_training(settings_with(GOOD), layers=(Dense(8), Dense(8)))
    with np.errstate(all="ignore"):
        for event in training.events():
            if isinstance(event, BatchFinished):
                if math.isfinite(event.loss):
                    last_finite = training.parameters.copy()
                if event.step == 15:
                    training.change(training.network, settings_with(1e25))
    assert event.reason is EndReason.DIVERGED
    assert np.isfinite(last_finite).all()
    np.testing.assert_array_equal(training.parameters, last_finite)
    assert (training.parameters != training.best.parameters).any()


def test_a_resumed_training_gives_its_earlier_best_back_at_the_end():
    whole = new_training(settings_with(GOOD, restores_best=True))
    spoil(whole, after_epoch=2, restores_best=True)
    first = new_training(settings_with(GOOD, epochs=2))
    list(first.events())
    state = first.state()
    second = new_training(settings_with(HARMFUL, restores_best=True), seed=99)
    second.restore(TrainingState(state.arrays, json.loads(json.dumps(state.facts))))
    evaluations = of_kind(Evaluated, second.events())
    assert min(event.validation.loss for event in evaluations) > first.best.evaluation.validation.loss
    assert second.best.evaluation == first.best.evaluation == whole.best.evaluation
    np.testing.assert_array_equal(second.parameters, first.parameters)
    np.testing.assert_array_equal(second.parameters, whole.parameters)


def test_a_resumed_training_that_diverges_at_once_goes_back_to_its_earlier_best():
    first = new_training(settings_with(GOOD, epochs=2))
    list(first.events())
    second = new_training(settings_with(DESTRUCTIVE), seed=99)
    second.restore(first.state())
    with np.errstate(all="ignore"):
        assert list(second.events())[-1].reason is EndReason.DIVERGED
    np.testing.assert_array_equal(second.parameters, first.best.parameters)


def test_a_state_does_not_change_while_its_training_continues():
    settings = TrainingSettings(Adam(0.1), batch_size=20, epochs=4)
    training = new_training(settings, layers=(Dense(8), BatchNorm(), Dropout(0.2)))
    events = training.events()
    next(event for event in events if isinstance(event, BatchFinished) and event.step == 25)
    state = training.state()
    arrays, facts = {name: array.copy() for name, array in state.arrays.items()}, json.dumps(state.facts)
    list(events)
    assert json.dumps(state.facts) == facts
    for name, array in arrays.items():
        np.testing.assert_array_equal(state.arrays[name], array, err_msg=name)


def best_by(stopping):
    """Train until the best loss and the best accuracy are apart; return the training and its evaluations."""
    settings = TrainingSettings(Sgd(0.5), batch_size=4, epochs=60, stopping=stopping)
    training = new_training(settings, count=8)
    return training, of_kind(Evaluated, training.events())


@pytest.mark.parametrize("stopping", [EarlyStopping("accuracy", patience=100), StopAtTarget(1.0)])
def test_where_the_accuracy_is_monitored_the_best_is_the_first_of_the_highest_accuracy(stopping):
    training, evaluations = best_by(stopping)
    best = max(evaluations, key=lambda event: event.validation.accuracy)
    assert best is not min(evaluations, key=lambda event: event.validation.loss)
    assert training.best.evaluation == best


def test_what_is_monitored_changes_no_weights():
    by_accuracy, by_loss = (best_by(EarlyStopping(each, patience=100))[0] for each in ("accuracy", "loss"))
    np.testing.assert_array_equal(by_accuracy.parameters, by_loss.parameters)
    assert by_accuracy.best.evaluation.step != by_loss.best.evaluation.step


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_no_accuracy_is_good_where_the_loss_is_not_finite(loss):
    assert goodness(Metrics(loss, 0.9, 10), "accuracy") < goodness(Metrics(5.0, 0.0, 10), "accuracy")
