"""Augmented pictures, made in a thread while the last ones are learned from.

A thread lives for one block, some milliseconds: nothing is left to be ended when a run ends, however it ends. NumPy
lets other threads go on while it works on large arrays, so few large calls hardly hold up training: measured, the
trainer's own thread needs 0 to 2 % more processor time per batch. A second process could save no more than that.
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
"""Pictures of a block that share a warp. Of 32 a picture takes 3.8 µs of processor time where shift, rotation, scale,
shear and elastic are on, of 16 it takes 4.7 µs."""
WARPS = 64
"""Warps of a block, in turn: those of a batch of up to so many pictures all differ."""
BLOCK = GROUP * WARPS


class BlockMaker:
    """Makes one block at a time, into one of two buffers in turn."""

    def __init__(self, pictures: Pictures) -> None:
        self._plain = pictures
        self._augmenter = Augmenter(GROUP, pictures.shape[1:])
        self._spare, self._finished = (np.empty((BLOCK, *pictures.shape[1:]), np.uint8) for _ in range(2))
        self._count = 0
        self._work: _Work | None = None

    def begin(
        self, numbers: NDArray[np.integer[Any]], settings: AugmentationSettings, rng: np.random.Generator
    ) -> None:
        """Begin to make the pictures ``numbers``, at most `BLOCK`; what was begun before and not fetched is dropped."""
        if self._work is not None:
            self._work.join()
        self._count = len(numbers)
        self._work = _Work(lambda: self._make(numbers, settings, rng))
        self._work.start()

    def finish(self) -> Pictures:
        """Wait for the pictures that were begun and return them, shape (count, height, width).

        They stay until the next call. Raises what making them raised.
        """
        assert self._work is not None
        self._work.join()
        if self._work.error is not None:
            raise self._work.error
        self._spare, self._finished = self._finished, self._spare
        return self._finished[: self._count]

    def _make(
        self, numbers: NDArray[np.integer[Any]], settings: AugmentationSettings, rng: np.random.Generator
    ) -> None:
        warps = min(WARPS, len(numbers))
        group = -(-len(numbers) // warps)
        rows = self._spare[: group * warps]
        # Where the last group is not full, some picture stands in; with mode="raise" NumPy would copy the output.
        self._plain.take(np.resize(numbers, len(rows)), axis=0, out=rows, mode="clip")
        self._augmenter.distort(rows.reshape(group, warps, *rows.shape[1:]), settings, rng)


class _Work(threading.Thread):
    """A call in a thread of its own, whose exception is kept."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__(name="augmentation")
        self.error: BaseException | None = None
        self._call = call

    def run(self) -> None:
        try:
            with flush_denormals():
                self._call()
        except BaseException as error:  # raised again where the result is asked for
            self.error = error
