"""A set of labelled pictures, and the sources that load one."""

import math
from abc import abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.folders import DataFolders
from nnstudio.data.remote_files import RemoteFiles
from nnstudio.spec.record import Kind

Pictures = NDArray[np.uint8]
"""Pictures as bytes, shape (count, height, width); 0 is paper, 255 is full ink."""

ClassNumbers = NDArray[np.unsignedinteger[Any]]
"""The class of each picture, shape (count,), uint8 or, for more than 256 classes, uint16."""

DIGITS = tuple("0123456789")

PICTURE_SHAPE = (28, 28)
"""Height and width of MNIST's pictures, and of the picture that a drawing on the pad becomes."""

_SCALES = {np.dtype(kind): np.full((), 1 / 255, kind) for kind in (np.float32, np.float64)}
"""The factor from bytes to inputs, as arrays, because multiplying by a Python number would allocate memory."""


@dataclass(frozen=True)
class Dataset:
    """Training and test pictures, all of one shape, their labels, shape (count,), and the name of every class."""

    training_pictures: Pictures
    training_labels: ClassNumbers
    test_pictures: Pictures
    test_labels: ClassNumbers
    class_names: tuple[str, ...] = DIGITS

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """The shape of one picture: (height, width)."""
        return self.training_pictures.shape[1:]

    @property
    def is_drawable(self) -> bool:
        """Whether a drawing on the pad can be one of its samples."""
        return is_drawable(self.class_names, self.sample_shape)


@dataclass(frozen=True)
class Progress:
    """How far a long task has come, for a progress bar; ``what`` is a plain phrase, ``total`` is 0 if not known."""

    what: str
    done: int
    total: int


Loading = Generator[Progress, None, Dataset]
"""Yields progress, so that the caller can show it or stop; its return value is the data set."""


@dataclass(frozen=True)
class StoredFiles:
    """The files of a data set, and its numbers of pictures where they are known without loading it."""

    files: tuple[Path, ...] = ()
    training_count: int | None = None
    test_count: int | None = None

    @property
    def size(self) -> int:
        """Their total size on disk, in bytes."""
        return sum(file.stat().st_size for file in self.files)


class DatasetSource(Kind):
    """Something that a data set can be loaded from; a frozen record of its settings."""

    remote: ClassVar[RemoteFiles | None] = None
    """Its files on the web, if the program can download them."""
    missing_text: ClassVar[str] = "generated at the first use"
    """What lists say while it is missing, if it cannot be downloaded."""

    @classmethod
    def all_in(cls, folders: DataFolders) -> "tuple[DatasetSource, ...]":
        """Return every data set of this kind: one, unless the user can have several."""
        return (cls(),)

    @property
    def title(self) -> str:
        """Its name in a list of data sets."""
        return self.label

    @abstractmethod
    def is_present(self, folders: DataFolders) -> bool:
        """Return whether it can be loaded at once, without generating or downloading anything."""

    def class_count(self, folders: DataFolders) -> int:
        """Return the number of its classes, without loading it."""
        return len(DIGITS)

    def sample_shape(self, folders: DataFolders) -> tuple[int, ...]:
        """Return the shape of one of its pictures, without loading it."""
        return PICTURE_SHAPE

    def has_to_generate(self, folders: DataFolders) -> bool:
        """Return whether `load` would first generate pictures, for seconds, so that it is worth loading ahead."""
        return False

    @abstractmethod
    def load(self, folders: DataFolders) -> Loading:
        """Load the data set; raise `DataError` naming the file at fault."""

    def stored_files(self, folders: DataFolders) -> StoredFiles:
        """Return its files on disk; none if they are not known."""
        return StoredFiles()


def is_drawable(class_names: tuple[str, ...], sample_shape: tuple[int, ...]) -> bool:
    """Return whether the classes are the ten digits and the samples have the shape of a drawing on the pad."""
    return class_names == DIGITS and sample_shape == PICTURE_SHAPE


def write_inputs(pictures: Pictures, inputs: NDArray[np.floating[Any]]) -> None:
    """Write ``pictures``, bytes, into ``inputs`` of the same shape, scaled from 0…255 to 0…1; allocate nothing.

    This is the only way from bytes to a network's inputs, so training, evaluation and the pad agree bit for bit.
    """
    np.copyto(inputs, pictures)
    scale_inputs(inputs)


def scale_inputs(inputs: NDArray[np.floating[Any]]) -> None:
    """Scale ``inputs`` from 0…255 to 0…1 in place; see `write_inputs`."""
    inputs *= _SCALES[inputs.dtype]


def as_inputs(pictures: Pictures) -> NDArray[np.float32]:
    """Return ``pictures``, bytes of any shape, as float32 inputs from 0 to 1; see `write_inputs`."""
    inputs = np.empty(pictures.shape, np.float32)
    write_inputs(pictures, inputs)
    return inputs


@dataclass(frozen=True)
class PictureSamples:
    """Pictures and their labels, shape (count,), as samples for the engine, which reads pixels scaled to 0…1."""

    pictures: Pictures
    labels: ClassNumbers

    @property
    def count(self) -> int:
        """The number of samples."""
        return len(self.labels)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one picture."""
        return self.pictures.shape[1:]

    def reader(self, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> "PictureReader":
        """Return a reader that copies batches into ``inputs`` (batch, pixels) and ``labels`` (batch,).

        Reading a batch allocates nothing.
        """
        return PictureReader(self, inputs, labels)

    def take(self, indices: "NDArray[np.integer[Any]] | slice") -> "PictureSamples":
        """Return the samples at ``indices``, in that order."""
        return PictureSamples(self.pictures[indices], self.labels[indices])

    def spread(self, maximum: int) -> "PictureSamples":
        """Return at most ``maximum`` samples, spread evenly over all."""
        indices = np.linspace(0, self.count - 1, min(maximum, self.count)).astype(np.int64)
        return self.take(indices)

    def joined_with(self, others: "PictureSamples") -> "PictureSamples":
        """Return these samples followed by ``others``; the labels keep the dtype of these."""
        labels = [self.labels, others.labels.astype(self.labels.dtype)]
        return PictureSamples(np.concatenate([self.pictures, others.pictures]), np.concatenate(labels))

    def in_epoch(self, number: int, order: NDArray[np.int64]) -> "PictureSamples":
        """Return these samples: they are the same in every epoch."""
        return self


class PictureReader:
    """Copies batches of pictures into the caller's buffers, through a uint8 staging buffer."""

    def __init__(self, samples: PictureSamples, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> None:
        self._pictures = samples.pictures.reshape(samples.count, math.prod(samples.shape))
        self._inputs = inputs
        self._labels = labels
        self._rows = np.empty(inputs.shape, np.uint8)
        self._all_labels = samples.labels.astype(np.int64)  # the engine's dtype, so that a batch needs no conversion

    def read(self, indices: NDArray[np.integer[Any]]) -> None:
        """Copy the samples at ``indices``, shape (batch,), scaled from 0…255 to 0…1."""
        # With mode="raise" NumPy would copy the output first.
        self._pictures.take(indices, axis=0, out=self._rows, mode="clip")
        self._all_labels.take(indices, out=self._labels, mode="clip")
        write_inputs(self._rows, self._inputs)
