"""Which layer is reported to be at fault when training diverges."""

import math

import numpy as np
import pytest

from nnstudio.engine.activations import Linear
from nnstudio.engine.events import BatchFinished, EndReason, Evaluated
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense
from nnstudio.engine.losses import CrossEntropy
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.workspace import TrainingWorkspace
from tests.engine.test_training import new_training, of_kind

STACK = (Dense(6, Linear()), BatchNorm(), ActivationLayer(), Dense(5, Linear()))


@pytest.mark.parametrize("inputs", ["unit", "standardized"])
@pytest.mark.parametrize(
    ("index", "name", "layer"), [(0, "biases", 1), (1, "shifts", 2), (3, "biases", 4), (4, "biases", 5)]
)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_the_first_layer_whose_output_is_not_finite_is_numbered_from_one(inputs, index, name, layer, bad):
    network = Network(NetworkSettings(STACK, inputs=inputs), (4,), 3)
    parameters = network.initial_parameters(np.random.default_rng(0), np.dtype(np.float64))
    gradient = network.layout.zeros(parameters.dtype)
    workspace = TrainingWorkspace(network, CrossEntropy(), parameters, gradient, 8, np.random.default_rng(0))
    workspace.inputs[...] = np.random.default_rng(1).random((8, 4))
    assert workspace.first_layer_not_finite() is None
    network.layout.views(parameters)[index + (inputs == "standardized")][name][-1] = bad
    with np.errstate(all="ignore"):
        assert workspace.first_layer_not_finite() == layer


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_a_training_that_diverges_reports_the_first_layer_at_fault(hidden):
    training = new_training(layers=(Dense(8, Linear()),) * 3)
    reported = []
    with np.errstate(all="ignore"):
        for event in training.events():
            reported.append(event)
            if isinstance(event, BatchFinished) and event.step == 3:
                training.network.layout.views(training.parameters)[hidden - 1]["biases"][0] = math.inf
    assert reported[-1].reason is EndReason.DIVERGED
    assert (reported[-1].step, reported[-1].layer) == (4, hidden)
    assert of_kind(BatchFinished, reported)[-1].step == 4
    assert np.isfinite(training.parameters).all()


def test_of_batches_of_two_sizes_the_first_layer_at_fault_in_either_is_reported():
    training = new_training(TrainingSettings(Sgd(0.1), batch_size=60, epochs=3), layers=(Dense(8, Linear()),) * 2)
    with np.errstate(all="ignore"):
        for event in training.events():
            if isinstance(event, BatchFinished) and event.step == 4:  # 60, 60, 60 and 20
                training.network.layout.views(training.parameters)[1]["biases"][0] = math.nan
    assert (event.reason, event.layer) == (EndReason.DIVERGED, 2)


def test_a_divergence_that_no_batch_shows_reports_no_layer():
    training = new_training(TrainingSettings(Sgd(0.1), batch_size=20, epochs=3))
    with np.errstate(all="ignore"):
        for event in training.events():
            if isinstance(event, BatchFinished) and event.step == 10:  # the epoch's last; then comes an evaluation
                training.change(training.network, training.settings)
                training.parameters[...] = math.inf
            if isinstance(event, Evaluated):
                last = event
    assert not math.isfinite(last.training.loss)
    assert (event.reason, event.step, event.layer) == (EndReason.DIVERGED, 10, None)
    np.testing.assert_array_equal(training.parameters, training.best.parameters)


def test_a_batch_without_a_finite_loss_updates_nothing_and_is_reported_with_its_number():
    training = new_training(layers=(Dense(8, Linear()),))
    with np.errstate(all="ignore"):
        events = training.events()
        third = next(event for event in events if isinstance(event, BatchFinished) and event.step == 3)
        training.parameters *= 1e30
        broken = training.parameters.copy()
        fourth = next(events)
    assert not math.isfinite(fourth.loss)
    assert (fourth.step, fourth.epoch, fourth.learning_rate) == (4, 1, third.learning_rate)
    assert fourth.position == pytest.approx(0.4)
    assert 0 <= fourth.accuracy <= 1
    np.testing.assert_array_equal(training.parameters, broken)


def test_a_first_batch_without_a_finite_loss_reports_the_learning_rate_of_the_optimizer():
    training = new_training(layers=(Dense(8, Linear()),))
    training.parameters[...] = math.inf
    with np.errstate(all="ignore"):
        first = next(event for event in training.events() if isinstance(event, BatchFinished))
    assert (first.step, first.learning_rate) == (1, 0.5)
