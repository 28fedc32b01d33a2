"""Bilinear resampling of many pictures at once, in whole numbers.

Pictures that move alike stand side by side as columns: what one pixel takes from another is then a copy of a row, and
every multiplication has as many pictures as the row is long.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 16
"""Places are rounded to a 16th of a pixel; four weights then add up to 256 exactly."""
FULL = STEPS * STEPS

Columns = NDArray[np.uint16]
"""Ink from 0 to 255 of pictures side by side, shape (warps · pixels, pictures per warp)."""


@dataclass(frozen=True, eq=False)
class Taps:
    """Which four pixels of the old picture, ``width`` pixels wide, each new one is made of, and in which parts.

    ``first`` (warps, pixels): index of the upper left one; the others stand 1, width and width + 1 further.
    ``weights`` (4, warps, pixels): their parts, in 256ths; none of those that would lie outside of the picture.
    """

    first: NDArray[np.intp]
    weights: NDArray[np.uint16]
    width: int


def bilinear_taps(positions: NDArray[np.float32], shape: tuple[int, ...]) -> Taps:
    """Return the taps for ``positions``, shape (warps, 2, pixels): y and x as indices of the old picture.

    Its ``shape`` is (height, width), both at least 2. A pixel at the distance d of a position counts max(0, 1 - |d|)
    in each direction.
    """
    limits = np.array(shape)[:, None]
    np.clip(positions, -2, limits.astype(np.float32) + 1, out=positions)  # further out is paper all the same
    positions *= STEPS
    steps = np.rint(positions, out=positions).astype(np.int16)
    first = np.clip(steps >> 4, 0, (limits - 2).astype(np.int16))
    steps -= first << 4
    near = np.maximum(STEPS - np.abs(steps), 0).view(np.uint16)
    steps -= STEPS
    far = np.maximum(STEPS - np.abs(steps), 0).view(np.uint16)
    weights = np.empty((4, len(steps), math.prod(shape)), np.uint16)
    for index, (down, across) in enumerate(((near, near), (near, far), (far, near), (far, far))):
        np.multiply(down[:, 0], across[:, 1], out=weights[index])
    return Taps(first[:, 0].astype(np.intp) * shape[1] + first[:, 1], weights, shape[1])


def resample(old: Columns, taps: Taps, new: Columns, scratch: Columns) -> None:
    """Write into ``new`` what ``taps`` take from ``old``; all three have the shape (warps · pixels, pictures)."""
    warps, pixels = taps.first.shape
    first = (taps.first + pixels * np.arange(warps)[:, None]).reshape(-1)
    last = len(old) - taps.width - 1
    for index, offset in enumerate((0, 1, taps.width, taps.width + 1)):
        target = scratch if index else new
        # The index is within limits; with mode="raise" NumPy would copy the output first.
        old[offset : last + offset].take(first, axis=0, out=target, mode="clip")
        target *= taps.weights[index].reshape(-1, 1)
        if index:
            new += scratch
    new += FULL // 2
    new >>= 8
