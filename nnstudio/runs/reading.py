"""Reading a drawing: from what is on the sheet to the picture the network sees to its probabilities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.drawing import Rendering
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


def read_rendering(predictor: Predictor, rendering: Rendering) -> Reading | None:
    """Ask the network about a drawing's picture; None where it is blank, or the network's numbers are not finite."""
    if not rendering.picture.any():
        return None
    reading = read_picture(predictor, rendering.picture)
    return reading if np.isfinite(reading.probabilities).all() else None
