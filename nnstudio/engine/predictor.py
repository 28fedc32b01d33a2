"""Predictions for single samples."""

import math

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.evaluation import CHUNK
from nnstudio.engine.network import Network
from nnstudio.engine.samples import Samples
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace


class Predictor:
    """A network that predicts one sample at a time, with its own copy of the parameters, replaced as a whole."""

    def __init__(self, network: Network, parameters: Floats) -> None:
        self.network = network
        self._parameters = parameters.copy()
        self._workspace = PredictionWorkspace(network, self._parameters, batch_size=1)

    def update(self, parameters: Floats) -> None:
        """Copy newer ``parameters``, shape (network.layout.count,)."""
        self._parameters[:] = parameters

    def probabilities(self, inputs: Floats) -> Floats:
        """Return the probability of each class, shape (classes,), for ``inputs``, shape (features,)."""
        self._workspace.inputs[0] = inputs
        probabilities: Floats = softmax(self._workspace.logits())[0]
        return probabilities

    def hidden(self, inputs: Floats) -> Floats:
        """Return a copy of the last layer's inputs, shape (units,), for ``inputs``, shape (features,)."""
        self._workspace.inputs[0] = inputs
        hidden: Floats = self._workspace.hidden()[0].copy()
        return hidden


def hidden_activations(network: Network, parameters: Floats, samples: Samples) -> Floats:
    """Return the last layer's inputs for all ``samples``, shape (count, units), in the dtype of ``parameters``."""
    hidden = np.empty((samples.count, math.prod(network.shapes[-2])), parameters.dtype)
    for start in range(0, samples.count, CHUNK):
        stop = min(start + CHUNK, samples.count)
        workspace = PredictionWorkspace(network, parameters, stop - start)
        samples.reader(workspace.inputs, workspace.labels).read(np.arange(start, stop))
        hidden[start:stop] = workspace.hidden()
    return hidden
