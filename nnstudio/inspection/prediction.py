"""Reading a drawing: from what is on the sheet to the picture the network sees to its probabilities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.ink.drawing import Rendering
from nnstudio.inspection.novelty import Familiarity


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network saw, shape (28, 28) from 0 (paper) to 255 (ink), and what it made of it, shape (classes,).

    ``usual_share`` is the share of held-out pictures that are as strange or stranger; None where that is not known.
    """

    picture: NDArray[np.uint8]
    probabilities: Floats
    usual_share: float | None = None

    @property
    def best(self) -> int:
        """The class with the largest probability."""
        return int(self.probabilities.argmax())

    def is_strange(self, strictness: float) -> bool:
        """Tell whether it is stranger than all but a share of ``strictness`` of what is usual."""
        return self.usual_share is not None and self.usual_share <= strictness


def read_picture(predictor: Predictor, picture: NDArray[np.uint8], familiarity: Familiarity | None = None) -> Reading:
    """Ask the network about ``picture``, shape (28, 28), 0 paper to 255 ink; ``familiarity`` is that of the network."""
    pixels = picture.reshape(-1)
    probabilities = predictor.probabilities(pixels / np.float32(255))
    return Reading(picture, probabilities, familiarity.share(pixels, predictor) if familiarity else None)


def read_rendering(
    predictor: Predictor, rendering: Rendering, familiarity: Familiarity | None = None
) -> Reading | None:
    """Ask the network about a drawing's picture; None where it is blank, or the network's numbers are not finite."""
    if not rendering.picture.any():
        return None
    reading = read_picture(predictor, rendering.picture, familiarity)
    return reading if np.isfinite(reading.probabilities).all() else None


@dataclass(frozen=True, eq=False)
class Readings:
    """What a network makes of many pictures: the class of each, and how probable it is to be that, shape (count,)."""

    classes: NDArray[np.int64]
    probabilities: Floats


def read_samples(network: Network, parameters: Floats, samples: PictureSamples) -> Readings:
    """Ask a network with ``parameters``, shape (network.layout.count,), about all ``samples`` at once."""
    workspace = PredictionWorkspace(network, parameters, samples.count)
    samples.reader(workspace.inputs, workspace.labels).read(np.arange(samples.count))
    probabilities = softmax(workspace.logits())
    return Readings(probabilities.argmax(axis=1), probabilities.max(axis=1))
