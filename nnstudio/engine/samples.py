"""The engine's interface to a set of labelled samples, wherever they come from."""

import math
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


CHUNK = 1000
"""Samples read at a time."""


def by_class(samples: Samples) -> Labels:
    """Return the indices of ``samples`` in the order of their classes, and within a class as they are."""
    inputs, labels = np.empty((CHUNK, math.prod(samples.shape)), np.float32), np.empty(CHUNK, np.int64)
    reader, classes = samples.reader(inputs, labels), np.empty(samples.count, np.int64)
    for start in range(0, samples.count, CHUNK):
        reader.read(np.arange(start, start + CHUNK) % samples.count)
        classes[start : start + CHUNK] = labels[: samples.count - start]
    return np.argsort(classes, kind="stable")
