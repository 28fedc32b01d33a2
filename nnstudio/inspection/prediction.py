"""Predictions: the probabilities that a network gives for one picture, a drawing or many pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PictureSamples, as_inputs
from nnstudio.data.importing.picture_fit import fit
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.ink.drawing import Rendering
from nnstudio.inspection.novelty import NoveltyDetector


@dataclass(frozen=True, eq=False)
class Prediction:
    """The ``probabilities`` of the classes, shape (classes,), that a network predicts for ``picture``.

    ``picture`` has the shape (height, width), from 0 (paper) to 255 (ink).
    ``p_value`` is from the novelty detector: small where the picture is out-of-distribution, None without a detector.
    """

    picture: NDArray[np.uint8]
    probabilities: Floats
    p_value: float | None = None

    @property
    def best(self) -> int:
        """The class with the largest probability."""
        return int(self.probabilities.argmax())

    def is_novel(self, significance: float) -> bool:
        """Return whether the picture is out-of-distribution at this level of ``significance``."""
        return self.p_value is not None and self.p_value <= significance


def predict_picture(
    predictor: Predictor, picture: NDArray[np.uint8], detector: NoveltyDetector | None = None
) -> Prediction:
    """Predict the class of ``picture``, which has the network's input shape, 0 paper to 255 ink.

    ``detector`` must have been fitted for the weights of ``predictor``.
    """
    probabilities = predictor.probabilities(as_inputs(picture.reshape(-1)))
    return Prediction(picture, probabilities, detector.p_value(picture, predictor) if detector else None)


def predict_drawing(
    predictor: Predictor, rendering: Rendering, detector: NoveltyDetector | None = None
) -> Prediction | None:
    """Predict the class of a drawing's picture, which is fitted to the size of those that the network learned from.

    Return None where it is blank, where the network's inputs are not pictures, or where probabilities are not finite.
    """
    shape = predictor.network.input_shape
    if not rendering.picture.any() or len(shape) != 2:
        return None
    prediction = predict_picture(predictor, fit(rendering.picture, shape), detector)
    return prediction if np.isfinite(prediction.probabilities).all() else None


@dataclass(frozen=True, eq=False)
class Predictions:
    """The predicted class of each of many pictures and the probability of that class, both of shape (count,)."""

    classes: NDArray[np.int64]
    probabilities: Floats


def predict_samples(network: Network, parameters: Floats, samples: PictureSamples) -> Predictions:
    """Predict the classes of all ``samples`` at once, with ``parameters`` of shape (network.layout.count,)."""
    workspace = PredictionWorkspace(network, parameters, samples.count)
    samples.reader(workspace.inputs, workspace.labels).read(np.arange(samples.count))
    probabilities = softmax(workspace.logits())
    return Predictions(probabilities.argmax(axis=1), probabilities.max(axis=1))
