"""One step on a few random pictures."""

import numpy as np

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.network import Network
from nnstudio.inspection.one_step import OptimizerMemory, take_step
from tests.conftest import small_settings

SHAPE, CLASSES = (6, 5), 4


def case(*assignments, count=6, dtype=np.float32, shift=0.05):
    """Return network, settings of training, parameters and samples; every parameter is moved, so that none is 0."""
    settings = small_settings("network.layers=[dense 7 gelu, dense 5 tanh]", *assignments)
    rng = np.random.default_rng(3)
    network = Network(settings.network, SHAPE, CLASSES)
    parameters = network.initial_parameters(rng, np.dtype(dtype))
    labels = np.sort(rng.integers(0, CLASSES, count)).astype(np.uint8)  # by class, as `Training` takes them unshuffled
    samples = PictureSamples(rng.integers(0, 256, (count, *SHAPE)).astype(np.uint8), labels)
    network.measure_inputs(parameters, samples)
    parameters[: network.layout.learned_count] += shift * rng.standard_normal(network.layout.learned_count)
    return network, settings.training, parameters, samples


def memory_of(network, training, dtype=np.float32, steps=0):
    """Return an optimizer's memory; after some steps with numbers in it that are not 0."""
    rng = np.random.default_rng(9)
    count = network.layout.learned_count
    state = [np.zeros(count, dtype) for _ in range(training.optimizer.state_vectors)]
    if steps:
        state = [np.square(0.1 * rng.standard_normal(count)).astype(dtype) for _ in state]
    return OptimizerMemory(tuple(state), steps, training.optimizer.learning_rate, bool(steps))


def step_of(*assignments, count=6, dtype=np.float32, steps=0):
    network, training, parameters, samples = case(*assignments, count=count, dtype=dtype)
    return take_step(network, training, parameters, samples, memory_of(network, training, dtype, steps))
