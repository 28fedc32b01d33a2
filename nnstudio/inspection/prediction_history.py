"""How one picture was read over the course of a run, in memory that does not grow."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats

MAX_LENGTH = 1024
"""Readings kept: about twice as many as a plot has pixels."""


class PredictionHistory:
    """Readings at places on the epoch axis. When there are too many, every second one goes; the newest always stays."""

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
        """Where the readings are, in epochs: (readings,)."""
        return self._positions[: self._count]

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """What was read: (readings, classes)."""
        return self._probabilities[: self._count]

    def add(self, position: float, probabilities: Floats) -> None:
        """Add a reading, (classes,), at ``position`` epochs."""
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
