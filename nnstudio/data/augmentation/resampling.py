"""Bilinear resampling of many pictures at once, in integer arithmetic.

Pictures that share a warp are stored as the columns of a matrix. Taking one pixel from another is then a copy of a row,
and each multiplication of a row treats all of these pictures at once.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 16
"""Positions are rounded to a 16th of a pixel, so that the four weights add up to exactly 256."""
FULL = STEPS * STEPS

Columns = NDArray[np.uint16]
"""Ink from 0 to 255 with one picture per column, shape (warps · pixels, pictures per warp)."""


@dataclass(frozen=True, eq=False)
class Taps:
    """The four pixels of the old picture, ``width`` pixels wide, that make up each new one, and their weights.

    ``first``, shape (warps, pixels), is the index of the upper left pixel; the others are 1, width and width + 1 later.
    ``weights``, shape (4, warps, pixels), are in 256ths; those of pixels outside the picture are 0.
    """

    first: NDArray[np.intp]
    weights: NDArray[np.uint16]
    width: int


def bilinear_taps(positions: NDArray[np.float32], shape: tuple[int, ...]) -> Taps:
    """Return the taps for ``positions``, shape (warps, 2, pixels), which are y and x as indices of the old picture.

    Its ``shape`` is (height, width), both at least 2. In each direction a pixel at distance d of a position has the
    weight max(0, 1 - |d|). ``positions`` is overwritten.
    """
    limits = np.array(shape)[:, None]
    np.clip(positions, -2, limits.astype(np.float32) + 1, out=positions)  # everything further out is paper too
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
    """Resample ``old`` into ``new`` by ``taps``; the three arrays have the shape (warps · pixels, pictures)."""
    warps, pixels = taps.first.shape
    first = (taps.first + pixels * np.arange(warps)[:, None]).reshape(-1)
    last = len(old) - taps.width - 1
    for index, offset in enumerate((0, 1, taps.width, taps.width + 1)):
        target = scratch if index else new
        # All indices are valid; with mode="raise" NumPy would copy the output first.
        old[offset : last + offset].take(first, axis=0, out=target, mode="clip")
        target *= taps.weights[index].reshape(-1, 1)
        if index:
            new += scratch
    new += FULL // 2
    new >>= 8
