"""Compares the gradients that the engine computes with differences of the loss itself, in float64."""

import numpy as np

from nnstudio.engine.losses import CrossEntropy
from nnstudio.engine.network import Network
from nnstudio.engine.workspace import TrainingWorkspace

STEP = 1e-5


def gradient_error(network: Network, loss=None, batch_size=7, seed=0) -> float:
    """Return |numerical - computed| / (|numerical| + |computed|) over all parameters as one vector.

    Central differences: (L(θ + h) - L(θ - h)) / 2h, whose error is of the order h².
    """
    rng = np.random.default_rng(seed)
    dtype = np.dtype(np.float64)
    parameters = network.initial_parameters(rng, dtype)
    parameters += 0.1 * rng.standard_normal(parameters.shape)  # biases are not zero either
    gradient = network.layout.zeros(dtype)
    # One bit generator, set back before every pass: dropout then drops the same neurons each time.
    generator = np.random.default_rng(seed)
    state = generator.bit_generator.state
    workspace = TrainingWorkspace(network, loss or CrossEntropy(), parameters, gradient, batch_size, generator)

    def loss_now() -> float:
        generator.bit_generator.state = state
        return workspace.forward()[0]

    workspace.inputs[...] = rng.standard_normal(workspace.inputs.shape)
    workspace.labels[...] = rng.integers(0, network.classes, batch_size)
    loss_now()
    workspace.backward()
    computed = gradient.copy()
    numerical = np.zeros_like(parameters)
    for index in range(network.layout.learned_count):
        kept = parameters[index]
        parameters[index] = kept + STEP
        above = loss_now()
        parameters[index] = kept - STEP
        below = loss_now()
        parameters[index] = kept
        numerical[index] = (above - below) / (2 * STEP)
    difference = np.linalg.norm(numerical - computed)
    return float(difference / (np.linalg.norm(numerical) + np.linalg.norm(computed)))
