"""Training that was stopped, saved and resumed is the same as training that was never stopped."""

import itertools
import json

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated
from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.optimizers import OPTIMIZERS, Sgd
from nnstudio.engine.schedules import ReduceOnPlateau
from nnstudio.engine.stopping import EarlyStopping
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.training_state import TrainingState
from tests.engine.test_training import new_training, of_kind

LAYERS = (Dense(8), BatchNorm(), Dropout(0.3))


def settings_with(optimizer, **more):
    usual = {"batch_size": 30, "epochs": 4, "schedule": ReduceOnPlateau(1), "evaluate_every": 3}
    return TrainingSettings(optimizer=optimizer, **usual | more)


def through_a_file(state):
    """Return ``state`` as it is after its numbers were JSON."""
    return TrainingState(state.arrays, json.loads(json.dumps(state.facts)))


def reported(events):
    return [event for event in events if isinstance(event, BatchFinished | Evaluated)]


@pytest.mark.parametrize("batches", [1, 3, 6, 7, 14, 20])
@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_a_resumed_training_continues_bit_for_bit(kind, batches):
    whole = new_training(settings_with(kind()), layers=LAYERS)
    expected = reported(whole.events())
    first = new_training(settings_with(kind()), layers=LAYERS)
    before = []
    for event in first.events():
        before.append(event)
        if isinstance(event, BatchFinished) and event.step == batches:
            break
    second = new_training(settings_with(kind()), layers=LAYERS, seed=99)
    second.restore(through_a_file(first.state()))
    assert reported(before) + reported(second.events()) == expected
    np.testing.assert_array_equal(second.parameters, whole.parameters)


@pytest.mark.parametrize("seed", [0, 99])
def test_a_training_continues_bit_for_bit_from_each_of_its_batches_and_evaluations(seed):
    settings = settings_with(OPTIMIZERS["adam"](0.3), epochs=3)
    whole = new_training(settings, layers=LAYERS)
    expected = reported(whole.events())
    falls = {event.learning_rate for event in of_kind(BatchFinished, expected)}
    assert len(falls) > 1  # the plateau takes effect in it
    for done in range(1, len(expected)):
        first = new_training(settings, layers=LAYERS)
        before = list(itertools.islice((event for event in first.events() if reported([event])), done))
        second = new_training(settings, layers=LAYERS, seed=seed)
        second.restore(through_a_file(first.state()))
        assert before + reported(second.events()) == expected, f"after {before[-1]}"
        np.testing.assert_array_equal(second.parameters, whole.parameters)
        assert second.validations == whole.validations
        assert second.best.evaluation == whole.best.evaluation
        np.testing.assert_array_equal(second.best.parameters, whole.best.parameters)


def test_a_state_can_be_resumed_from_more_than_once():
    settings = settings_with(OPTIMIZERS["adam"](), epochs=2)
    first = new_training(settings, layers=LAYERS)
    list(itertools.islice(first.events(), 8))
    state = first.state()
    ends = []
    for _ in range(2):
        second = new_training(settings, layers=LAYERS)
        second.restore(state)
        list(second.events())
        ends.append(second.parameters)
    np.testing.assert_array_equal(*ends)


def test_some_epochs_and_then_the_rest_equal_all_epochs_at_once():
    whole = new_training(settings_with(Sgd(0.2), epochs=5), layers=LAYERS)
    list(whole.events())
    first = new_training(settings_with(Sgd(0.2), epochs=2), layers=LAYERS)
    list(first.events())
    second = new_training(settings_with(Sgd(0.2), epochs=5), layers=LAYERS)
    second.restore(through_a_file(first.state()))
    rest = list(second.events())
    assert {event.epoch for event in of_kind(BatchFinished, rest)} == {3, 4, 5}
    np.testing.assert_array_equal(second.parameters, whole.parameters)


def test_the_best_network_and_the_patience_survive():
    settings = settings_with(Sgd(8.0), epochs=60, stopping=EarlyStopping(patience=3))
    whole = new_training(settings)
    expected = list(whole.events())
    first = new_training(settings)
    list(itertools.islice(first.events(), 30))
    second = new_training(settings)
    second.restore(through_a_file(first.state()))
    assert list(second.events())[-1] == expected[-1]
    np.testing.assert_array_equal(second.best.parameters, whole.best.parameters)
    assert second.best.evaluation == whole.best.evaluation


def test_a_state_of_another_network_is_refused():
    state = new_training(layers=(Dense(9),)).state()
    with pytest.raises(ValueError, match="does not fit a network of"):
        new_training(layers=(Dense(8),)).restore(state)


def test_a_state_of_another_optimizer_is_refused():
    state = new_training(settings_with(Sgd(0.1))).state()
    with pytest.raises(ValueError, match="optimizer_state_0"):
        new_training(settings_with(OPTIMIZERS["adam"]())).restore(state)


@pytest.mark.parametrize("key", ["sgd", "momentum"])
def test_a_state_of_an_optimizer_with_more_vectors_is_refused(key):
    state = new_training(settings_with(OPTIMIZERS["adam"]())).state()
    with pytest.raises(ValueError, match=r"^the state belongs to an optimizer that keeps more vectors$"):
        new_training(settings_with(OPTIMIZERS[key]())).restore(state)


def test_an_interrupted_evaluation_is_repeated_when_training_continues():
    settings = settings_with(Sgd(0.2), epochs=2, evaluate_every=0)
    whole = new_training(settings)
    expected = reported(whole.events())
    count = len(list(whole.events()))
    assert count == 1  # only that training is over: nothing is evaluated twice
    for done in range(1, len(list(new_training(settings).events()))):
        first = new_training(settings)
        before = list(itertools.islice(first.events(), done))
        second = new_training(settings)
        second.restore(through_a_file(first.state()))
        assert reported(before) + reported(second.events()) == expected
