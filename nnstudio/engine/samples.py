"""What the engine asks of a set of labelled samples; where they come from is not its business."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats, Labels, Shape


class Samples(Protocol):
    """Labelled samples, numbered from 0, that can be copied into a workspace."""

    @property
    def count(self) -> int:
        """How many there are."""
        ...

    @property
    def shape(self) -> Shape:
        """The shape of one sample, without the batch."""
        ...

    def reader(self, inputs: Floats, labels: Labels) -> "Reader":
        """Return what copies samples into ``inputs`` (batch, inputs) and ``labels`` (batch,), allocating no more."""
        ...

    def in_epoch(self, number: int, order: Labels) -> "Samples":
        """Return the samples as they are in epoch ``number``, which reads them in ``order``, shape (count,).

        They are read in stretches of ``order``, from any place on. Samples that stay the same return themselves; what
        is returned depends on nothing that was read before, and counts until the next call.
        """
        ...


class Reader(Protocol):
    """Copies samples into the buffers that it was made for."""

    def read(self, numbers: NDArray[np.integer[Any]]) -> None:
        """Copy the samples ``numbers``, shape (batch,)."""
        ...
