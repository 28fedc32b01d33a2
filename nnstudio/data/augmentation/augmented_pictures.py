"""Training pictures that are different in each epoch, made while the network learns.

They are made in blocks, in the order in which the epoch reads them: while one block is learned from, the next is made.
Block b of epoch e is drawn from a seed of its own: it is the same whether or not training was paused or resumed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.augmentation.augmenter import is_distortable
from nnstudio.data.augmentation.block_maker import BLOCK, BlockMaker
from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.dataset import PictureReader, Pictures, PictureSamples, scale_inputs

Numbers = NDArray[np.integer[Any]]


class AugmentedPictures:
    """The training pictures: plain as samples of their own, augmented in an epoch."""

    def __init__(self, plain: PictureSamples, settings: AugmentationSettings, seeds: np.random.SeedSequence) -> None:
        self._plain = plain
        self._settings = settings
        self._seeds = seeds
        self._maker: BlockMaker | None = None
        self._epoch: AugmentedEpoch | None = None
        self._number = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return self._plain.count

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one picture."""
        return self._plain.shape

    def reader(self, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> PictureReader:
        """Return what copies plain samples into ``inputs`` (batch, features) and ``labels`` (batch,)."""
        return self._plain.reader(inputs, labels)

    def change(self, settings: AugmentationSettings) -> None:
        """Augment as ``settings`` say from the next `in_epoch` on."""
        if settings != self._settings:
            self._settings, self._epoch = settings, None

    def in_epoch(self, number: int, order: NDArray[np.int64]) -> "PictureSamples | AugmentedEpoch":
        """Return the samples as they are in that epoch, to be read in stretches of ``order``, shape (count,).

        Plain samples if nothing is on, or nothing can be distorted. What is returned counts until the next call.
        """
        if not self._settings.is_on or not is_distortable(self._plain.shape):
            return self._plain
        self._maker = self._maker or BlockMaker(self._plain.pictures)
        if self._epoch is None or self._epoch.order is not order or self._number != number:
            seeds = _child(self._seeds, number)
            self._epoch = AugmentedEpoch(self._plain, self._settings, seeds, order, self._maker)
            self._number = number
        return self._epoch


class AugmentedEpoch:
    """The training pictures as they are in one epoch."""

    def __init__(
        self,
        plain: PictureSamples,
        settings: AugmentationSettings,
        seeds: np.random.SeedSequence,
        order: NDArray[np.int64],
        maker: BlockMaker,
    ) -> None:
        """Prepare the epoch that has ``seeds`` and reads in ``order``; ``maker`` is free for it from now on."""
        self.labels = plain.labels
        self.order = order
        self._plain, self._settings, self._seeds, self._maker = plain, settings, seeds, maker
        self._indices = np.empty(plain.count, np.int64)
        self._indices[order] = np.arange(len(order))
        self._begun = self._finished = -1  # numbers of blocks
        self._pictures = plain.pictures[:0]

    @property
    def count(self) -> int:
        """How many there are."""
        return self._plain.count

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one picture."""
        return self._plain.shape

    def in_epoch(self, number: int, order: NDArray[np.int64]) -> "AugmentedEpoch":
        """Return these, which are of one epoch already."""
        return self

    def reader(self, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> "AugmentedReader":
        """Return what copies samples into ``inputs`` (batch, features) and ``labels`` (batch,)."""
        return AugmentedReader(self, inputs, labels)

    def copy_pictures(self, numbers: Numbers, target: NDArray[np.floating[Any]]) -> None:
        """Copy the pictures ``numbers``, a stretch of the epoch's order, into ``target`` (batch, pixels), 0 to 255."""
        index, done = int(self._indices[numbers[0]]), 0
        while done < len(numbers):
            block, first = divmod(index + done, BLOCK)
            rows = self._block(block)[first : first + len(numbers) - done]
            np.copyto(target[done : done + len(rows)], rows.reshape(len(rows), -1))
            done += len(rows)

    def _block(self, number: int) -> Pictures:
        """Return the pictures of a block when they are made, and have the next one begun."""
        if number != self._finished:
            if number != self._begun:
                self._begin(number)
            self._pictures, self._finished = self._maker.finish(), number
            if (number + 1) * BLOCK < len(self.order):
                self._begin(number + 1)
        return self._pictures

    def _begin(self, number: int) -> None:
        numbers = self.order[number * BLOCK : (number + 1) * BLOCK]
        self._maker.begin(numbers, self._settings, np.random.default_rng(_child(self._seeds, number)))
        self._begun = number


class AugmentedReader:
    """Copies augmented pictures into the buffers that it was made for."""

    def __init__(self, samples: AugmentedEpoch, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> None:
        self._samples = samples
        self._inputs = inputs
        self._labels = labels
        self._row_labels = np.empty(labels.shape, samples.labels.dtype)

    def read(self, numbers: Numbers) -> None:
        """Copy the samples ``numbers``, shape (batch,), a stretch of the epoch's order, scaled to 0…1."""
        self._samples.copy_pictures(numbers, self._inputs)
        scale_inputs(self._inputs)
        self._samples.labels.take(numbers, out=self._row_labels, mode="clip")
        np.copyto(self._labels, self._row_labels)


def _child(seeds: np.random.SeedSequence, number: int) -> np.random.SeedSequence:
    """Return the child ``number`` of ``seeds``: as `spawn` does, which counts by itself."""
    return np.random.SeedSequence(seeds.entropy, spawn_key=(*seeds.spawn_key, number))
