"""An eraser for strokes: it removes the part of a line that it touches, and splits the line where necessary."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.curve import Points, smooth, subdivide

FINENESS = 1 / 8
"""Precision of the ends that the eraser leaves, as a fraction of its radius."""


def erase(strokes: Sequence[Points], start: Points, end: Points, radius: float) -> list[Points]:
    """Move a round eraser from ``start`` to ``end``, (2,) each, over ``strokes``; return what remains of them.

    Strokes are (points, 2 or more), of which only x and y matter. A stroke whose centre line the eraser does not
    touch is returned unchanged; otherwise its curve is cut. A piece of a single point is dropped.
    """
    remaining: list[Points] = []
    for stroke in strokes:
        remaining += _pieces_of(stroke, start, end, radius) if _may_touch(stroke, start, end, radius) else [stroke]
    return remaining


def _may_touch(stroke: Points, start: Points, end: Points, radius: float) -> bool:
    # A curve swings out of the bounding box of its points by less than a quarter of the box's size.
    low, high = stroke[:, :2].min(axis=0), stroke[:, :2].max(axis=0)
    margin = radius + float((high - low).max()) / 4
    return bool((np.maximum(start, end) >= low - margin).all() and (np.minimum(start, end) <= high + margin).all())


def _pieces_of(stroke: Points, start: Points, end: Points, radius: float) -> list[Points]:
    spacing = FINENESS * radius
    curve = subdivide(smooth(stroke, spacing / 8), spacing)
    is_outside = _distances(curve[:, :2], start, end) > radius
    if is_outside.all():
        return [stroke]
    cuts = np.flatnonzero(np.diff(is_outside)) + 1
    pieces = zip(np.split(curve, cuts), np.split(is_outside, cuts), strict=True)
    return [piece for piece, is_kept in pieces if is_kept[0] and len(piece) > 1]


def _distances(points: Points, start: Points, end: Points) -> NDArray[np.float64]:
    """Return how far each of ``points`` (n, 2) is from the line from ``start`` to ``end``: (n,)."""
    along = end - start
    length = float(along @ along)
    fraction = np.clip((points - start) @ along / length, 0, 1) if length > 0 else np.zeros(len(points))
    distances: NDArray[np.float64] = np.hypot(*(points - start - fraction[:, None] * along).T)
    return distances
