"""Reading a drawing: from strokes to the picture the network sees to its ten probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.ink import Stroke, draw
from nnstudio.engine.arrays import Floats
from nnstudio.engine.prediction import Predictor


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network saw, shape (28, 28) from 0 (paper) to 255 (ink), and what it made of it, shape (classes,)."""

    picture: NDArray[np.uint8]
    probabilities: Floats

    @property
    def best(self) -> int:
        """The class with the largest probability."""
        return int(self.probabilities.argmax())


def read_picture(predictor: Predictor, picture: NDArray[np.uint8]) -> Reading:
    """Ask the network about ``picture``, shape (28, 28), 0 paper to 255 ink."""
    return Reading(picture, predictor.probabilities(picture.reshape(-1) / np.float32(255)))


def read_ink(predictor: Predictor, strokes: Sequence[Stroke]) -> Reading:
    """Draw ``strokes`` as MNIST would and ask the network about the picture."""
    return read_picture(predictor, draw(strokes))
