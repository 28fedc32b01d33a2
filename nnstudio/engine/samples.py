"""The engine's interface to a set of labelled samples, wherever they come from."""

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
        """Return a reader into ``inputs`` (batch, inputs) and ``labels`` (batch,), which allocates nothing more."""
        ...

    def in_epoch(self, number: int, order: Labels) -> "Samples":
        """Return the samples as they are in epoch ``number``, which reads them in ``order``, shape (count,).

        They are read in stretches of ``order``, starting at any index. Samples that never change return themselves. The
        result does not depend on what was read before, and is valid until the next call.
        """
        ...


class Reader(Protocol):
    """Copies samples into the buffers that it was made for."""

    def read(self, numbers: NDArray[np.integer[Any]]) -> None:
        """Copy the samples with these ``numbers``, shape (batch,)."""
        ...
