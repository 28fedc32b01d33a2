"""A set of labelled pictures, and where one comes from."""

from abc import abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.folders import DataFolders
from nnstudio.spec.record import Kind

Pictures = NDArray[np.uint8]
"""Pictures of 28×28 pixels as rows of bytes, shape (count, 784); 0 is paper, 255 is ink."""

DIGITS = tuple("0123456789")
SIDE = 28


@dataclass(frozen=True)
class Dataset:
    """Training and test pictures with their labels, shape (count,), and a name for every class."""

    training_pictures: Pictures
    training_labels: NDArray[np.uint8]
    test_pictures: Pictures
    test_labels: NDArray[np.uint8]
    class_names: tuple[str, ...] = DIGITS


@dataclass(frozen=True)
class Progress:
    """How far a longer piece of work has come, for a progress bar; ``what`` is a plain phrase."""

    what: str
    done: int
    total: int


Loading = Generator[Progress, None, Dataset]
"""Yields progress, so that the caller can show it or stop; its return value is the data set."""


class DatasetSource(Kind):
    """A place that digits come from; a frozen record of its settings."""

    @abstractmethod
    def is_present(self, folders: DataFolders) -> bool:
        """Tell whether it can be loaded at once, without generating or downloading anything."""

    @abstractmethod
    def load(self, folders: DataFolders) -> Loading:
        """Load the data set; raise `DataError` naming the file at fault."""


@dataclass(frozen=True)
class PictureSamples:
    """Pictures and labels as the engine asks for them: scaled from 0…255 to 0…1."""

    pictures: Pictures
    labels: NDArray[np.uint8]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.labels)

    @property
    def features(self) -> int:
        """How many pixels a picture has."""
        return int(self.pictures.shape[1])

    def fill(
        self,
        numbers: NDArray[np.integer[Any]],
        inputs: NDArray[np.floating[Any]],
        labels: NDArray[np.int64],
    ) -> None:
        """Copy the samples ``numbers``, shape (batch,), into ``inputs`` (batch, features) and ``labels`` (batch,)."""
        rows = self.pictures.take(numbers, axis=0, mode="clip")
        np.multiply(rows, inputs.dtype.type(1 / 255), out=inputs, dtype=inputs.dtype)
        labels[:] = self.labels.take(numbers)
