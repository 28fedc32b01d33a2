"""Why a network predicts a class for a drawing: the ink, the hidden units and the training pictures behind it."""

from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import Pictures, PictureSamples, as_inputs
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor, hidden_activations
from nnstudio.inspection.attribution import Attributor
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.inspection.prediction import Prediction

UNITS, NEIGHBOURS = 6, 8


@dataclass(frozen=True, eq=False)
class DecidingUnit:
    """A unit of the first hidden layer: its number from 1, and its contribution to the difference of the logits.

    ``weights``, shape (height, width), are those of the pixels.
    """

    number: int
    contribution: float
    weights: Floats


@dataclass(frozen=True, eq=False)
class Neighbour:
    """A training picture, shape (height, width), with similar last hidden activations, its class and distance."""

    picture: Pictures
    label: int
    distance: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why ``chosen`` and not ``rival`` (None: the mean of all others); positive values are evidence for ``chosen``.

    ``pixels`` is gradient times input, ``occlusion`` the fall of the probability where ink is erased, each of the
    picture's shape. ``neighbours`` is None where no training pictures are known.
    """

    prediction: Prediction
    chosen: int
    rival: int | None
    pixels: Floats
    occlusion: Floats
    units: tuple[DecidingUnit, ...]
    neighbours: tuple[Neighbour, ...] | None


class Explainer:
    """Explains predictions of one network, whose parameters are replaced as a whole."""

    def __init__(self, network: Network, parameters: Floats) -> None:
        self.network = network
        self._parameters = parameters.copy()
        self._predictor = Predictor(network, parameters)
        self._attributor = Attributor(network, self._parameters)
        self._detector: NoveltyDetector | None = None
        self._known: Floats | None = None

    def update(self, parameters: Floats) -> None:
        """Replace the parameters by newer ones, shape (network.layout.count,)."""
        self._parameters[:] = parameters
        self._predictor.update(parameters)
        self._known = None

    def set_detector(self, detector: NoveltyDetector | None) -> None:
        """Look for neighbours among the pictures that ``detector`` keeps; with None there are no neighbours."""
        self._detector = detector
        self._known = None

    def can_explain(self, prediction: Prediction) -> bool:
        """Return whether ``prediction`` can be of this network: its picture and its classes are as many as here."""
        network = self.network
        return prediction.picture.shape == network.input_shape and len(prediction.probabilities) == network.classes

    def explain(self, prediction: Prediction, chosen: int | None = None) -> Explanation:
        """Explain why the network predicts the best class, or why not ``chosen``, which is compared with the best."""
        chosen = prediction.best if chosen is None else chosen
        rival = None if chosen == prediction.best else prediction.best
        inputs = as_inputs(prediction.picture.reshape(-1))
        attribution = self._attributor.attribute(inputs, chosen, rival)
        return Explanation(
            prediction=prediction,
            chosen=chosen,
            rival=rival,
            pixels=attribution.pixels.reshape(self.network.input_shape),
            occlusion=self._attributor.occlude(inputs, chosen),
            units=self._deciding(attribution.units[0]) if attribution.units else (),
            neighbours=self._nearest(inputs),
        )

    def _deciding(self, contributions: Floats) -> tuple[DecidingUnit, ...]:
        """Return the units with the largest contributions by absolute value, in descending order."""
        weights = self.network.layout.weights(self._parameters)[0]
        numbers = np.abs(contributions).argsort()[::-1][:UNITS]
        shape = self.network.input_shape
        return tuple(
            DecidingUnit(int(n) + 1, float(contributions[n]), weights[:, n].reshape(shape).copy()) for n in numbers
        )

    def _nearest(self, inputs: Floats) -> tuple[Neighbour, ...] | None:
        """Return the training pictures whose last hidden activations are nearest, by Euclidean distance."""
        detector = self._detector
        if detector is None:
            return None
        if self._known is None:
            samples = PictureSamples(detector.pictures, detector.labels)
            self._known = hidden_activations(self.network, self._parameters, samples)
        distances = np.linalg.norm(self._known - self._predictor.hidden(inputs), axis=1)
        return tuple(
            Neighbour(detector.pictures[n], int(detector.labels[n]), float(distances[n]))
            for n in distances.argsort(kind="stable")[:NEIGHBOURS]
        )
