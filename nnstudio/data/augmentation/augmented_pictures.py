"""Training pictures that are different in each epoch, generated while the network learns.

They are generated in blocks, in the order in which the epoch reads them: while the network learns from one block, the
next one is generated. Each block of each epoch has its own seed, so pausing or resuming the training changes nothing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.augmentation.augmenter import is_distortable
from nnstudio.data.augmentation.block_maker import BLOCK, BlockMaker
from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.dataset import PictureReader, Pictures, PictureSamples, scale_inputs

Indices = NDArray[np.integer[Any]]


class AugmentedPictures:
    """The training pictures as samples: plain when read directly, augmented when read by `in_epoch`."""

    def __init__(self, plain: PictureSamples, settings: AugmentationSettings, seeds: np.random.SeedSequence) -> None:
        self._plain = plain
        self._settings = settings
        self._seeds = seeds
        self._maker: BlockMaker | None = None
        self._epoch: AugmentedEpoch | None = None
        self._number = 0

    @property
    def count(self) -> int:
        """The number of pictures."""
        return self._plain.count

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one picture."""
        return self._plain.shape

    def reader(self, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> PictureReader:
        """Return a reader that copies plain samples into ``inputs`` (batch, pixels) and ``labels`` (batch,)."""
        return self._plain.reader(inputs, labels)

    def change(self, settings: AugmentationSettings) -> None:
        """Use ``settings`` from the next call of `in_epoch` on."""
        if settings != self._settings:
            self._settings, self._epoch = settings, None

    def close(self) -> None:
        """Let no thread work on; `in_epoch` may be called again."""
        if self._maker is not None:
            self._maker.close()

    def in_epoch(self, number: int, order: NDArray[np.int64]) -> "PictureSamples | AugmentedEpoch":
        """Return the samples of epoch ``number``, to be read in consecutive slices of ``order``, shape (count,).

        They are the plain samples if augmentation is off or the pictures cannot be distorted. The returned samples
        are valid until the next call.
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
    """The augmented training pictures of one epoch."""

    def __init__(
        self,
        plain: PictureSamples,
        settings: AugmentationSettings,
        seeds: np.random.SeedSequence,
        order: NDArray[np.int64],
        maker: BlockMaker,
    ) -> None:
        """Set up the epoch with ``seeds``, read in ``order``; from now on ``maker`` works for this epoch alone."""
        self.labels = plain.labels
        self.order = order
        self._plain, self._settings, self._seeds, self._maker = plain, settings, seeds, maker
        self._positions = np.empty(plain.count, np.int64)  # the position of each sample in the order
        self._positions[order] = np.arange(len(order))
        self._begun = self._finished = -1  # the numbers of the blocks begun and finished last
        self._pictures = plain.pictures[:0]

    @property
    def count(self) -> int:
        """The number of pictures."""
        return self._plain.count

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one picture."""
        return self._plain.shape

    def in_epoch(self, number: int, order: NDArray[np.int64]) -> "AugmentedEpoch":
        """Return these samples, which belong to one epoch already."""
        return self

    def reader(self, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> "AugmentedReader":
        """Return a reader that copies batches into ``inputs`` (batch, pixels) and ``labels`` (batch,)."""
        return AugmentedReader(self, inputs, labels)

    def copy_pictures(self, indices: Indices, target: NDArray[np.floating[Any]]) -> None:
        """Copy pictures into ``target``, shape (batch, pixels), as values from 0 to 255.

        ``indices``, shape (batch,), is a consecutive slice of the epoch's order.
        """
        start, done = int(self._positions[indices[0]]), 0
        while done < len(indices):
            block, first = divmod(start + done, BLOCK)
            rows = self._block(block)[first : first + len(indices) - done]
            np.copyto(target[done : done + len(rows)], rows.reshape(len(rows), -1))
            done += len(rows)

    def _block(self, number: int) -> Pictures:
        """Wait for the pictures of block ``number`` and return them; begin the next block."""
        if number != self._finished:
            if number != self._begun:
                self._begin(number)
            self._pictures, self._finished = self._maker.finish(), number
            if (number + 1) * BLOCK < len(self.order):
                self._begin(number + 1)
        return self._pictures

    def _begin(self, number: int) -> None:
        indices = self.order[number * BLOCK : (number + 1) * BLOCK]
        self._maker.begin(indices, self._settings, np.random.default_rng(_child(self._seeds, number)))
        self._begun = number


class AugmentedReader:
    """Copies batches of augmented pictures into the caller's buffers."""

    def __init__(self, samples: AugmentedEpoch, inputs: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> None:
        self._samples = samples
        self._inputs = inputs
        self._labels = labels
        self._row_labels = np.empty(labels.shape, samples.labels.dtype)

    def read(self, indices: Indices) -> None:
        """Copy the samples at ``indices``, shape (batch,), a consecutive slice of the epoch's order, scaled to 0…1."""
        self._samples.copy_pictures(indices, self._inputs)
        scale_inputs(self._inputs)
        self._samples.labels.take(indices, out=self._row_labels, mode="clip")
        np.copyto(self._labels, self._row_labels)


def _child(seeds: np.random.SeedSequence, number: int) -> np.random.SeedSequence:
    """Return child ``number`` of ``seeds``, as `spawn` would if it could be given the number."""
    return np.random.SeedSequence(seeds.entropy, spawn_key=(*seeds.spawn_key, number))
