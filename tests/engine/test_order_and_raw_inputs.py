"""Pictures class by class, and inputs from 0 to 255: what breakable presets need."""

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.samples import by_class
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.workspace import PredictionWorkspace
from tests.engine.gradient_check import gradient_error
from tests.inspection.check_up.samples import patterns


def order_of_first_epoch(shuffles):
    samples = patterns(250)
    network = Network(NetworkSettings(layers=()), (8, 8), 10)
    settings = TrainingSettings(shuffles=shuffles, batch_size=50, epochs=1)
    training = Training(network, settings, samples, samples, RandomStreams.from_seed(0))
    for event in training.events():
        if isinstance(event, BatchFinished):
            return samples, training.state().arrays["order"]
    raise AssertionError("no batch")


def test_without_shuffling_an_epoch_shows_one_class_after_the_other():
    samples, order = order_of_first_epoch(shuffles=False)
    labels = samples.labels[order].tolist()
    assert labels == sorted(labels)
    assert sorted(order) == list(range(250))
    first = order[samples.labels[order] == 0]
    assert first.tolist() == sorted(first)  # within a class as they are


def test_with_shuffling_the_classes_are_mixed():
    samples, order = order_of_first_epoch(shuffles=True)
    assert len(set(samples.labels[order[:20]].tolist())) > 3


@pytest.mark.parametrize("count", [1, 999, 1000, 1001])
def test_the_order_by_class_holds_for_any_number_of_samples(count):
    samples = patterns(count)
    assert by_class(samples).tolist() == np.argsort(samples.labels, kind="stable").tolist()


def logits(inputs):
    network = Network(NetworkSettings(layers=(Dense(6),), inputs=inputs), (8, 8), 10)
    parameters = network.initial_parameters(np.random.default_rng(0), np.dtype(np.float64))
    workspace = PredictionWorkspace(network, parameters, 5)
    workspace.inputs[...] = np.random.default_rng(1).random((5, 64))
    return workspace.logits().copy()


def test_raw_inputs_are_255_times_as_large():
    assert np.allclose(logits("raw"), 255 * logits("unit"))  # biases are 0, and ReLU is linear in a factor


def test_raw_inputs_have_no_parameters_and_are_no_layer_that_people_count():
    raw, unit = (Network(NetworkSettings(layers=(Dense(6),), inputs=each), (8, 8), 10) for each in ("raw", "unit"))
    assert raw.layout.count == unit.layout.count
    assert raw.layer_name(1) == unit.layer_name(0) == "1. Dense"


def test_gradients_behind_raw_inputs_are_right():
    network = Network(NetworkSettings(layers=(Dropout(0.2), Dense(6)), inputs="raw"), (3, 3), 4)
    assert gradient_error(network) < 1e-5
