"""What activations, losses and layers hold in memory: one set of buffers, in the requested precision."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine.activations import ACTIVATIONS, LeakyRelu
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout
from nnstudio.engine.layers.layer import Binding
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.engine.losses import CrossEntropy, MeanSquaredError
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam, Momentum, Sgd
from nnstudio.engine.parameters import Layout
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.workspace import PredictionWorkspace, TrainingWorkspace
from tests.engine.test_training import samples

SHAPE = (200, 60)
SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
LOSSES = [CrossEntropy(), CrossEntropy(0.1), MeanSquaredError()]
LAYERS = [Dense(60), BatchNorm(), Dropout(0.3), ActivationLayer(), Standardization()]
EVERY_ACTIVATION = pytest.mark.parametrize("kind", ACTIVATIONS, ids=lambda kind: kind.key)
EVERY_LOSS = pytest.mark.parametrize("loss", LOSSES, ids=repr)
EVERY_LAYER = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)


def kept(make):
    """Return how many bytes stay in use with what ``make`` returns."""
    make()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        made = make()
        after = tracemalloc.get_traced_memory()[0]
        del made
        return after - before
    finally:
        tracemalloc.stop()


def binding(layer, dtype):
    layout = Layout([layer.parameters(SHAPE[1:])])
    vector, gradient = layout.zeros(dtype), layout.zeros(dtype)
    (views,), (gradients,) = layout.views(vector), layout.views(gradient)
    for parameter in layer.parameters(SHAPE[1:]):
        views[parameter.name][...] = parameter.initial
    return Binding(SHAPE[0], SHAPE[1:], dtype, views, gradients, False, np.random.default_rng(0))


@EVERY_ACTIVATION
def test_an_activation_in_single_precision_takes_half_the_memory(kind):
    single, double = (kept(lambda dtype=dtype: kind().bind(SHAPE, dtype)) for dtype in (SINGLE, DOUBLE))
    assert single <= 0.56 * double + 1000


@EVERY_LOSS
def test_a_loss_in_single_precision_takes_half_the_memory(loss):
    single, double = (kept(lambda dtype=dtype: loss.bind(SHAPE, dtype)) for dtype in (SINGLE, DOUBLE))
    assert single < 0.56 * double


@EVERY_LAYER
def test_a_layer_in_single_precision_takes_half_the_memory(layer):
    bindings = [binding(layer, dtype) for dtype in (SINGLE, DOUBLE)]
    single, double = (kept(lambda each=each: layer.bind(each)) for each in bindings)
    assert single < 0.6 * double  # dropout's random numbers are single precision in both


@EVERY_ACTIVATION
def test_an_activation_returns_the_same_arrays_each_time(kind):
    bound, z = kind().bind(SHAPE, SINGLE), np.ones(SHAPE, np.float32)
    assert bound.forward(z) is bound.forward(z)
    assert np.shares_memory(bound.backward(z), bound.backward(z))


@EVERY_LOSS
def test_a_loss_writes_its_gradient_into_the_same_array_each_time(loss):
    bound, logits, labels = loss.bind(SHAPE, SINGLE), np.ones(SHAPE, np.float32), np.zeros(SHAPE[0], np.int64)
    bound.forward(logits, labels)
    first = bound.backward()
    bound.forward(logits, labels)
    assert bound.backward() is first


@EVERY_LAYER
def test_a_layer_returns_the_same_arrays_each_time(layer):
    bound, x = layer.bind(binding(layer, SINGLE)), np.ones(SHAPE, np.float32)
    assert bound.forward(x) is bound.forward(x)
    assert bound.predict(x) is bound.predict(x)
    bound.forward(x)
    assert bound.backward(x) is bound.backward(x)


@EVERY_LAYER
@pytest.mark.parametrize("dtype", [SINGLE, DOUBLE])
def test_a_layer_returns_the_precision_it_is_bound_with(layer, dtype):
    bound, x = layer.bind(binding(layer, dtype)), np.ones(SHAPE, dtype)
    assert bound.predict(x).dtype == bound.input_gradient(x).dtype == dtype
    assert bound.forward(x).dtype == bound.backward(x).dtype == dtype


@pytest.mark.parametrize("optimizer", [Sgd(), Momentum(), Adam()], ids=lambda optimizer: optimizer.key)
def test_a_training_in_single_precision_takes_half_the_memory(optimizer):
    network, data = Network(NetworkSettings((Dense(300), Dense(300))), (4,), 4), samples(10)

    def train(dtype):
        settings = TrainingSettings(optimizer)
        return lambda: Training(network, settings, data, data, RandomStreams.from_seed(0), dtype)

    single, double = (kept(train(dtype)) for dtype in (SINGLE, DOUBLE))
    assert single < 0.55 * double
    state = train(SINGLE)().state()
    assert {name: array.dtype for name, array in state.arrays.items() if name != "order"} == dict.fromkeys(
        ("parameters", *(f"optimizer_state_{n}" for n in range(optimizer.state_vectors))), SINGLE
    )


@pytest.mark.parametrize("is_training", [True, False], ids=["to train", "to predict"])
def test_a_workspace_in_single_precision_takes_half_the_memory(is_training):
    network = Network(NetworkSettings((Dense(60), BatchNorm()), inputs="standardized"), (60,), 60)

    def workspace(dtype):
        parameters, gradient = network.layout.zeros(dtype), network.layout.zeros(dtype)
        if is_training:
            rng = np.random.default_rng(0)
            return lambda: TrainingWorkspace(network, CrossEntropy(), parameters, gradient, 200, rng)
        return lambda: PredictionWorkspace(network, parameters, 200)

    single, double = (kept(workspace(dtype)) for dtype in (SINGLE, DOUBLE))
    assert single < 0.53 * double


def test_the_first_layer_keeps_no_gradient_of_its_inputs():
    later = binding(Dense(60), SINGLE)
    first = replace(later, is_first=True)
    saved = kept(lambda: Dense(60).bind(later)) - kept(lambda: Dense(60).bind(first))
    assert saved == pytest.approx(SHAPE[0] * SHAPE[1] * 4, rel=0.1)


def test_leaky_relu_multiplies_in_single_precision():
    z = -np.random.default_rng(0).random((1, 5000), np.float32)
    outputs = LeakyRelu(0.1).bind(z.shape, SINGLE).forward(z)
    np.testing.assert_array_equal(outputs, z * np.float32(0.1))
