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
    parameters += 0.1 * rng.standard_normal(parameters.shape)  # biases too leave zero
    gradient = network.layout.zeros(dtype)
    workspace = TrainingWorkspace(network, loss or CrossEntropy(), parameters, gradient, batch_size)
    workspace.inputs[...] = rng.standard_normal(workspace.inputs.shape)
    workspace.labels[...] = rng.integers(0, network.classes, batch_size)
    workspace.forward()
    workspace.backward()
    computed = gradient.copy()
    numerical = np.empty_like(parameters)
    for place in range(len(parameters)):
        kept = parameters[place]
        parameters[place] = kept + STEP
        above, _ = workspace.forward()
        parameters[place] = kept - STEP
        below, _ = workspace.forward()
        parameters[place] = kept
        numerical[place] = (above - below) / (2 * STEP)
    difference = np.linalg.norm(numerical - computed)
    return float(difference / (np.linalg.norm(numerical) + np.linalg.norm(computed)))
