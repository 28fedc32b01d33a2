"""The predictions for one picture during a run, in bounded memory."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats

MAX_LENGTH = 1024
"""Maximum number of predictions: about twice as many as a plot has pixels."""


class PredictionHistory:
    """Predictions at positions on the epoch axis.

    When there are too many, every second one is dropped; the newest always stays.
    """

    def __init__(self, classes: int) -> None:
        self._positions = np.empty(MAX_LENGTH, np.float32)
        self._probabilities = np.empty((MAX_LENGTH, classes), np.float32)
        self._count = 0
        self._seen = 0
        self._stride = 1

    def __len__(self) -> int:
        return self._count

    @property
    def positions(self) -> NDArray[np.float32]:
        """The positions of the predictions, in epochs: (predictions,)."""
        return self._positions[: self._count]

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """The predicted probabilities: (predictions, classes)."""
        return self._probabilities[: self._count]

    def add(self, position: float, probabilities: Floats) -> None:
        """Add predicted ``probabilities``, (classes,), at ``position`` epochs."""
        is_newest_spare = (self._seen - 1) % self._stride != 0
        if self._count and is_newest_spare:
            self._count -= 1
        elif self._count == MAX_LENGTH:
            for rows in (self._positions, self._probabilities):
                rows[: MAX_LENGTH // 2] = rows[::2].copy()
            self._count = MAX_LENGTH // 2
            self._stride *= 2
        self._positions[self._count] = position
        self._probabilities[self._count] = probabilities
        self._count += 1
        self._seen += 1
