"""Blocks of augmented pictures, made in a thread while the network learns from the previous block.

A thread lives for one block, a few milliseconds, and `close` waits for it when a run ends. NumPy
releases the interpreter lock while it works on large arrays, so a few large calls hardly slow training down: measured,
the trainer's thread needs 0 to 2 % more processor time per batch. A second process could save no more than that.
"""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.augmentation.augmenter import Augmenter
from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.dataset import Pictures
from nnstudio.engine.denormals import flush_denormals

GROUP = 32
"""Pictures of a block that share a warp. With shift, rotation, scale, shear and elastic on, a picture takes 3.8 µs of
processor time in groups of 32, and 4.7 µs in groups of 16."""
WARPS = 64
"""Warps of a block, used in turn, so that all warps of a batch of up to 64 pictures are different."""
BLOCK = GROUP * WARPS


class BlockMaker:
    """Makes one block at a time, alternating between two buffers."""

    def __init__(self, pictures: Pictures) -> None:
        self._plain = pictures
        self._augmenter = Augmenter(GROUP, pictures.shape[1:])
        self._spare, self._finished = (np.empty((BLOCK, *pictures.shape[1:]), np.uint8) for _ in range(2))
        self._count = 0
        self._work: _Work | None = None

    def begin(
        self, indices: NDArray[np.integer[Any]], settings: AugmentationSettings, rng: np.random.Generator
    ) -> None:
        """Begin to augment the pictures at ``indices``, at most `BLOCK`; drop a block that was never fetched."""
        if self._work is not None:
            self._work.join()
        self._count = len(indices)
        self._work = _Work(lambda: self._make(indices, settings, rng))
        self._work.start()

    def finish(self) -> Pictures:
        """Wait for the block that was begun and return its pictures, shape (count, height, width).

        They are valid until the next call. Raises any exception that making them raised.
        """
        assert self._work is not None
        self._work.join()
        if self._work.error is not None:
            raise self._work.error
        self._spare, self._finished = self._finished, self._spare
        return self._finished[: self._count]

    def close(self) -> None:
        """Wait for the block that was begun last, if any; its pictures are dropped."""
        if self._work is not None:
            self._work.join()

    def _make(
        self, indices: NDArray[np.integer[Any]], settings: AugmentationSettings, rng: np.random.Generator
    ) -> None:
        warps = min(WARPS, len(indices))
        group = -(-len(indices) // warps)
        rows = self._spare[: group * warps]
        # `resize` repeats pictures to fill the last group. With mode="raise" NumPy would copy the output first.
        self._plain.take(np.resize(indices, len(rows)), axis=0, out=rows, mode="clip")
        self._augmenter.distort(rows.reshape(group, warps, *rows.shape[1:]), settings, rng)


class _Work(threading.Thread):
    """A thread that makes one call and keeps its exception."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__(name="augmentation")
        self.error: BaseException | None = None
        self._call = call

    def run(self) -> None:
        try:
            with flush_denormals():
                self._call()
        except BaseException as error:  # `finish` raises it again
            self.error = error
