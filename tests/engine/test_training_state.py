"""The state from which a training can be resumed, and which states another training refuses."""

import json

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam, Momentum, Sgd
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.training_state import TrainingState
from tests.engine.test_training import SMALL, new_training, samples


def settings_with(optimizer, **more):
    return TrainingSettings(optimizer, batch_size=20, **{"epochs": 2} | more)


def up_to(training, step):
    """Train up to the batch ``step`` and return the training, which stands between two batches."""
    for event in training.events():
        if isinstance(event, BatchFinished) and event.step == step:
            break
    return training


def watching(extra, seed=0):
    network = Network(NetworkSettings(SMALL), (4,), 4)
    streams = RandomStreams.from_seed(seed)
    return Training(network, settings_with(Sgd(0.5)), samples(200), samples(50, seed=1), streams, extra=lambda: extra)


@pytest.mark.parametrize(("optimizer", "memories"), [(Sgd(), 0), (Momentum(), 1), (Adam(), 2)])
def test_a_state_holds_every_array_under_its_name(optimizer, memories):
    training = up_to(new_training(settings_with(optimizer)), 3)
    state = training.state()
    expected = {"parameters", "order", "best_parameters"} | {f"optimizer_state_{number}" for number in range(memories)}
    assert set(state.arrays) == expected
    np.testing.assert_array_equal(state.arrays["parameters"], training.parameters)
    np.testing.assert_array_equal(state.arrays["best_parameters"], training.best.parameters)
    assert sorted(state.arrays["order"]) == list(range(200))
    for number in range(memories):
        assert state.arrays[f"optimizer_state_{number}"].any()
    assert (state.facts["step"], state.facts["epoch"]) == (3, 1)


def test_the_facts_of_a_state_are_plain_enough_for_json():
    facts = up_to(new_training(settings_with(Sgd(0.5), evaluate_every=2)), 5).state().facts
    assert json.loads(json.dumps(facts))["step"] == 5
    assert len(facts["validations"]) == 3


def test_before_anything_was_measured_there_is_no_best():
    state = new_training().state()
    assert "best" not in state.facts
    assert "best_parameters" not in state.arrays
    other = new_training(seed=4)
    other.restore(state)
    assert other.best is None
    np.testing.assert_array_equal(other.parameters, state.arrays["parameters"])


def test_changing_the_parameters_afterwards_changes_no_state():
    training = up_to(new_training(settings_with(Adam(0.1))), 3)
    state = training.state()
    kept = {name: array.copy() for name, array in state.arrays.items()}
    training.parameters[...] = 7
    for name, array in kept.items():
        np.testing.assert_array_equal(state.arrays[name], array)


def test_a_restored_training_changes_nothing_in_the_state_that_it_took():
    state = up_to(new_training(settings_with(Adam(0.1))), 3).state()
    kept = {name: array.copy() for name, array in state.arrays.items()}
    facts = json.dumps(state.facts)
    second = new_training(settings_with(Adam(0.1)))
    second.restore(state)
    list(second.events())
    second.best.parameters[...] = 5
    for name, array in kept.items():
        np.testing.assert_array_equal(state.arrays[name], array)
    assert json.dumps(state.facts) == facts


@pytest.mark.parametrize("extra", [None, samples(9, seed=4)], ids=["without", "with"])
def test_the_best_evaluation_s_extra_metrics_survive(extra):
    first = up_to(watching(extra), 15)
    second = watching(extra, seed=3)
    state = first.state()
    second.restore(TrainingState(state.arrays, json.loads(json.dumps(state.facts))))
    assert second.best.evaluation == first.best.evaluation
    assert (second.best.evaluation.extra is None) == (extra is None)
    assert second.validations == first.validations
    np.testing.assert_array_equal(second.best.parameters, first.best.parameters)
    assert second.best.parameters.dtype == np.float32


def test_a_state_of_another_network_is_refused_with_what_does_not_fit():
    state = new_training(layers=(Dense(9),)).state()
    text = "the state's parameters does not fit a network of 76 parameters"
    with pytest.raises(ValueError, match=f"^{text}$"):
        new_training(layers=(Dense(8),)).restore(state)


@pytest.mark.parametrize(("given", "missing"), [(Sgd(), "optimizer_state_0"), (Momentum(), "optimizer_state_1")])
def test_a_state_of_an_optimizer_with_fewer_vectors_is_refused(given, missing):
    state = new_training(settings_with(given)).state()
    with pytest.raises(ValueError, match=f"^the state's {missing} does not fit a network of 76 parameters$"):
        new_training(settings_with(Adam())).restore(state)


def test_optimizer_state_of_another_length_is_refused():
    state = new_training(settings_with(Adam())).state()
    state.arrays["optimizer_state_1"] = state.arrays["optimizer_state_1"][:-1]
    with pytest.raises(ValueError, match="optimizer_state_1"):
        new_training(settings_with(Adam())).restore(state)


def test_a_restored_training_reports_its_position():
    first = up_to(new_training(settings_with(Sgd(0.5))), 13)
    second = new_training(settings_with(Sgd(0.5)), seed=3)
    second.restore(first.state())
    assert (second.step, second.epoch) == (13, 2)
    reported = next(second.events())
    assert (reported.step, reported.epoch) == (14, 2)
    assert reported.position == pytest.approx(1.4)


def test_a_resumed_training_evaluates_nothing_a_second_time():
    training = new_training(settings_with(Sgd(0.5)))
    evaluated = []
    for stop in (5, 15):
        for event in training.events():
            if isinstance(event, Evaluated):
                evaluated.append(event.step)
            if isinstance(event, BatchFinished) and event.step == stop:
                break
    evaluated += [event.step for event in training.events() if isinstance(event, Evaluated)]
    assert evaluated == [0, 10, 20]


def test_numbers_in_double_precision_are_converted_to_the_training_s_precision():
    state = up_to(new_training(settings_with(Adam(0.1))), 3).state()
    names = ("parameters", "best_parameters", "optimizer_state_0", "optimizer_state_1")
    wide = {name: state.arrays[name].astype(np.float64) for name in names}
    second = new_training(settings_with(Adam(0.1)))
    second.restore(TrainingState(state.arrays | wide, state.facts))
    for name in names:
        assert second.state().arrays[name].dtype == np.float32
        np.testing.assert_array_equal(second.state().arrays[name], state.arrays[name])


def test_a_state_that_does_not_say_where_its_patience_begins_counts_it_from_the_first_evaluation():
    settings = settings_with(Sgd(0.5))
    state = up_to(new_training(settings), 3).state()
    del state.facts["patience_from"]
    restored = new_training(settings)
    restored.restore(state)
    assert restored.patience_from == 0
