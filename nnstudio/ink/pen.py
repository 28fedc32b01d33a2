"""A soft round pen: antialiased lines, drawn into many small pictures at once.

A pixel's ink is `clip(radius + 0.5 - distance to the nearest line, 0, 1)`, which makes ends and joins round. Long
lines are cut into short pieces, so that each piece can only reach the pixels of one small square; the squares of all
pieces of all pictures are then computed together.
"""

import numpy as np
from numpy.typing import NDArray

PIECE = 1.5
"""Maximum length of a piece of line, in pixels: longer pieces need larger squares, shorter ones more of them."""

BLOCK = 2048
"""Pieces drawn together: enough to hide the overhead of NumPy's calls, few enough for a processor's cache."""

Points = NDArray[np.float64]
Lengths = NDArray[np.float64]
Indices = NDArray[np.intp]


def paint(
    starts: Points, ends: Points, radius: Lengths, picture: Indices, shape: tuple[int, int, int]
) -> NDArray[np.float32]:
    """Draw the lines `starts` → `ends`, both (lines, 2) in pixels, into pictures of (count, height, width).

    `radius` (lines,) is half the pen's width; `picture` (lines,) is the index of each line's picture. Where lines
    overlap, the darker one counts. Returns float32 from 0 (paper) to 1 (ink). Lines may extend beyond the picture.
    """
    count, height, width = shape
    if not len(starts):
        return np.zeros(shape, dtype=np.float32)
    starts, ends, owner = _cut(starts, ends)
    radius, picture = radius[owner], picture[owner]
    # A frame around each picture catches what falls outside, so that no index has to be checked.
    frame = _window(float(radius.max()))
    framed = np.zeros((count, height + 2 * frame, width + 2 * frame), dtype=np.float32)
    if len(starts) <= BLOCK:
        _stamp(framed, frame, starts, ends, radius, picture)
    else:
        # Thin lines first: the squares of a block are as large as its broadest line needs.
        order = np.argsort(radius)
        for block in np.split(order, range(BLOCK, len(order), BLOCK)):
            _stamp(framed, frame, starts.take(block, axis=0), ends.take(block, axis=0), radius[block], picture[block])
    return np.ascontiguousarray(framed[:, frame:-frame, frame:-frame])


def _window(radius: float) -> int:
    """Return the side of the square of pixels that a piece of line can reach."""
    return int(PIECE + 2 * (radius + 0.5)) + 1


def _cut(starts: Points, ends: Points) -> tuple[Points, Points, Indices]:
    """Cut lines into equal pieces no longer than PIECE; return their starts, ends, and the indices of their lines."""
    along = ends - starts
    length = np.hypot(along[:, 0], along[:, 1])
    if length.max() <= PIECE:
        return starts, ends, np.arange(len(starts))
    pieces = np.maximum(np.ceil(length / PIECE), 1).astype(np.intp)
    owner = np.arange(len(starts)).repeat(pieces)
    nth = np.arange(len(owner)) - (pieces.cumsum() - pieces)[owner]
    step = (along / pieces[:, None]).take(owner, axis=0)
    begin = starts.take(owner, axis=0) + step * nth[:, None]
    return begin, begin + step, owner


def _stamp(
    framed: NDArray[np.float32], frame: int, starts: Points, ends: Points, radius: Lengths, picture: Indices
) -> None:
    """Raise the pixels in each piece's square to the piece's ink.

    Arrays are (window, window, pieces), pieces last, so that NumPy's inner loops are long.
    """
    _, height, width = framed.shape
    window = _window(float(radius.max()))
    middle = (starts + ends) / 2
    along_x, along_y = (ends - starts).T
    length = np.hypot(along_x, along_y)
    # A dot has no direction: give it any, so that nothing is divided by zero.
    along_x[length == 0] = 1.0
    whole = np.where(length == 0, 1.0, length)
    unit_x, unit_y = (along_x / whole).astype(np.float32), (along_y / whole).astype(np.float32)
    half = (length / 2).astype(np.float32)
    reach = (radius + 0.5).astype(np.float32)

    corner = np.ceil(np.minimum(starts, ends) - (radius + 0.5)[:, None])
    corner = np.maximum(np.minimum(corner, (width - frame - window, height - frame - window)), -frame)
    offsets = np.arange(window)[:, None]
    x, y = (offsets[None] + (corner - middle).T[:, None]).astype(np.float32)
    y = y[:, None]

    # Distance to a piece: how far beside its line, and how far beyond its ends.
    beyond = x * unit_x + y * unit_y
    np.abs(beyond, out=beyond)
    beyond -= half
    np.maximum(beyond, 0, out=beyond)
    beside = x * unit_y - y * unit_x
    beyond *= beyond
    beside *= beside
    beside += beyond
    np.sqrt(beside, out=beside)
    # Where this is below 0 there is no ink; the maximum with the paper, which is 0, makes it so.
    ink = np.subtract(reach, beside, out=beside)
    np.minimum(ink, 1, out=ink)

    cell = corner.astype(np.intp) + frame
    base = (picture * height + cell[:, 1]) * width + cell[:, 0]
    index = base + offsets[None, :, :] + (offsets * width)[:, None, :]
    np.maximum.at(framed.reshape(-1), index.reshape(-1), ink.reshape(-1))
