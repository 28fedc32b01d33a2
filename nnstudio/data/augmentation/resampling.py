"""Bilinear resampling of many pictures at once, in whole numbers.

Pictures that move alike stand side by side as columns: what one pixel takes from another is then a copy of a row, and
every multiplication has as many pictures as the row is long.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import SIDE

PIXELS = SIDE * SIDE
STEPS = 16
"""Places are rounded to a 16th of a pixel; four weights then add up to 256 exactly."""
FULL = STEPS * STEPS

Columns = NDArray[np.uint16]
"""Ink from 0 to 255 of pictures side by side, shape (warps · 784, pictures per warp)."""


@dataclass(frozen=True, eq=False)
class Taps:
    """Which four pixels of the old picture each new one is made of, and in which parts.

    ``first`` (warps, 784): index of the upper left one; the others stand 1, 28 and 29 further.
    ``weights`` (4, warps, 784): their parts, in 256ths; none of those that would lie outside of the picture.
    """

    first: NDArray[np.intp]
    weights: NDArray[np.uint16]


def bilinear_taps(positions: NDArray[np.float32]) -> Taps:
    """Return the taps for ``positions``, shape (warps, 2, 784): y and x as indices of the old picture.

    A pixel at the distance d of a position counts max(0, 1 - |d|) in each direction.
    """
    np.clip(positions, -2, SIDE + 1, out=positions)  # further out is paper all the same
    positions *= STEPS
    steps = np.rint(positions, out=positions).astype(np.int16)
    first = np.clip(steps >> 4, 0, SIDE - 2)
    steps -= first << 4
    near = np.maximum(STEPS - np.abs(steps), 0).view(np.uint16)
    steps -= STEPS
    far = np.maximum(STEPS - np.abs(steps), 0).view(np.uint16)
    weights = np.empty((4, len(steps), PIXELS), np.uint16)
    for index, (down, across) in enumerate(((near, near), (near, far), (far, near), (far, far))):
        np.multiply(down[:, 0], across[:, 1], out=weights[index])
    return Taps(first[:, 0].astype(np.intp) * SIDE + first[:, 1], weights)


def resample(old: Columns, taps: Taps, new: Columns, scratch: Columns) -> None:
    """Write into ``new`` what ``taps`` take from ``old``; all three have the shape (warps · 784, pictures)."""
    warps = len(taps.first)
    first = (taps.first + PIXELS * np.arange(warps)[:, None]).reshape(-1)
    last = len(old) - SIDE - 1
    for index, offset in enumerate((0, 1, SIDE, SIDE + 1)):
        target = scratch if index else new
        # The index is within limits; with mode="raise" NumPy would copy the output first.
        old[offset : last + offset].take(first, axis=0, out=target, mode="clip")
        target *= taps.weights[index].reshape(-1, 1)
        if index:
            new += scratch
    new += FULL // 2
    new >>= 8
