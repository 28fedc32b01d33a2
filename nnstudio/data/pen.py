"""A soft round pen: lines with antialiased edges, drawn into many small pictures at once.

A pixel's ink is `clip(radius + 0.5 - distance to the nearest line, 0, 1)`, which gives round ends and round
joins by itself. Long lines are cut into short pieces, so that each piece can only reach the pixels of one
small square; the squares of all pieces of all pictures are then computed together.
"""

import numpy as np
from numpy.typing import NDArray

PIECE = 1.5
"""Longest piece of line, in pixels: longer ones mean larger squares, shorter ones more of them."""

BLOCK = 2048
"""Pieces drawn together: enough to hide NumPy's cost of a call, few enough for a processor's cache."""

Points = NDArray[np.float64]
Lengths = NDArray[np.float64]
Indices = NDArray[np.intp]


def paint(
    starts: Points, ends: Points, radius: Lengths, picture: Indices, shape: tuple[int, int, int]
) -> NDArray[np.float32]:
    """Draw the lines `starts` → `ends`, both (lines, 2) in pixels, into pictures of (count, height, width).

    `radius` (lines,) is half the pen's width; `picture` (lines,) says which picture a line belongs to. Where
    lines overlap the darker one counts. Gives float32 from 0 (paper) to 1 (ink). Lines may leave the picture.
    """
    count, height, width = shape
    if not len(starts):
        return np.zeros(shape, dtype=np.float32)
    starts, ends, owner = _cut(starts, ends)
    radius, picture = radius[owner], picture[owner]
    # Thin lines first: a block's squares are as large as its broadest line asks for.
    order = np.argsort(radius, kind="stable")
    # A frame around each picture takes what falls outside, so that no index needs a test.
    frame = _window(radius[order[-1]])
    framed = np.zeros((count, height + 2 * frame, width + 2 * frame), dtype=np.float32)
    for first in range(0, len(starts), BLOCK):
        block = order[first : first + BLOCK]
        _stamp(framed, frame, starts[block], ends[block], radius[block], picture[block])
    return np.ascontiguousarray(framed[:, frame:-frame, frame:-frame])


def _window(radius: float) -> int:
    """Side of the square of pixels that a piece of line can reach."""
    return int(PIECE + 2 * (radius + 0.5)) + 1


def _cut(starts: Points, ends: Points) -> tuple[Points, Points, Indices]:
    """Cut lines into equal pieces no longer than PIECE; gives starts, ends, and the line each came from."""
    along = ends - starts
    pieces = np.maximum(np.ceil(np.hypot(along[:, 0], along[:, 1]) / PIECE), 1).astype(np.intp)
    if pieces.max() == 1:
        return starts, ends, np.arange(len(starts))
    owner = np.repeat(np.arange(len(starts)), pieces)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = (along / pieces[:, None])[owner]
    begin = starts[owner] + step * nth[:, None]
    return begin, begin + step, owner


def _stamp(
    framed: NDArray[np.float32], frame: int, starts: Points, ends: Points, radius: Lengths, picture: Indices
) -> None:
    """Raise the pixels in each piece's square to the piece's ink; `radius` is sorted, broadest last.

    Arrays are (window, window, pieces), pieces last, so that NumPy's inner loops are long.
    """
    _, height, width = framed.shape
    window = _window(radius[-1])
    middle = (starts + ends) / 2
    along = ends - starts
    length = np.hypot(along[:, 0], along[:, 1])
    # The direction of a dot does not matter, as long as it is one.
    unit = along / np.where(length > 0, length, 1.0)[:, None]
    unit[length == 0, 0] = 1.0
    half = (length / 2).astype(np.float32)
    reach = (radius + 0.5).astype(np.float32)

    corner = np.ceil(np.minimum(starts, ends) - (radius + 0.5)[:, None])
    corner = np.maximum(np.minimum(corner, (width - frame - window, height - frame - window)), -frame)
    offsets = np.arange(window)[:, None]
    x = (offsets + (corner[:, 0] - middle[:, 0])).astype(np.float32)[None, :, :]
    y = (offsets + (corner[:, 1] - middle[:, 1])).astype(np.float32)[:, None, :]
    unit_x, unit_y = unit.T.astype(np.float32)

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
    ink = np.subtract(reach, beside, out=beside)
    np.minimum(np.maximum(ink, 0, out=ink), 1, out=ink)

    cell = corner.astype(np.intp) + frame
    base = (picture * height + cell[:, 1]) * width + cell[:, 0]
    index = base + offsets[None, :, :] + (offsets * width)[:, None, :]
    np.maximum.at(framed.reshape(-1), index.reshape(-1), ink.reshape(-1))
