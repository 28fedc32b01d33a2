"""Asking a network about single pictures."""

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace


class Predictor:
    """A network with parameters of its own that are replaced as a whole, to be asked one picture at a time."""

    def __init__(self, network: Network, parameters: Floats) -> None:
        self.network = network
        self._parameters = parameters.copy()
        self._workspace = PredictionWorkspace(network, self._parameters, batch_size=1)

    def update(self, parameters: Floats) -> None:
        """Take over newer ``parameters``, shape (network.layout.count,)."""
        self._parameters[:] = parameters

    def probabilities(self, inputs: Floats) -> Floats:
        """Return the probability of each class, shape (classes,), for ``inputs``, shape (features,)."""
        self._workspace.inputs[0] = inputs
        probabilities: Floats = softmax(self._workspace.logits())[0]
        return probabilities
