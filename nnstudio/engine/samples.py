"""What the engine asks of a set of labelled samples; where they come from is not its business."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats, Labels


class Samples(Protocol):
    """Labelled samples, numbered from 0, that can be copied into a workspace."""

    @property
    def count(self) -> int:
        """How many there are."""
        ...

    @property
    def features(self) -> int:
        """How many numbers one sample has."""
        ...

    def fill(self, numbers: NDArray[np.integer[Any]], inputs: Floats, labels: Labels) -> None:
        """Copy the samples ``numbers``, shape (batch,), into ``inputs`` (batch, features) and ``labels`` (batch,)."""
        ...
