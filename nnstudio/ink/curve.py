"""The smooth line through the few points that a mouse or a pen reports: one curve for the screen and the network."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

ROUNDING = 1e-6
"""Share of a piece by which a count of pieces may be off: the same stroke in another unit is cut alike."""
SAME_POINT = 1e-12
"""Share of a stroke's length within which two neighbours are one point: shorter lines have no direction to speak of,
and the squares of their lengths are too small to divide by."""


def smooth(stroke: Points, tolerance: float) -> Points:
    """Return points along the curve of ``stroke``, so many that lines between them are off by ``tolerance`` at most.

    ``stroke`` is (points, 2 or more): x, y, and whatever else changes along the line, which is blended evenly. The
    curve goes through every point: the centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser 2011), which
    forms no cusps. Of digits of which every third point is left, it keeps the picture better than straight lines.
    """
    if len(stroke) < 3 or tolerance <= 0:
        return stroke
    lengths = _lengths(stroke)
    stroke = stroke[np.append(True, lengths > SAME_POINT * lengths.sum())]
    if len(stroke) < 3:
        return stroke
    starts, ends = stroke[:-1], stroke[1:]
    first_bends, last_bends = _bends(stroke[:, :2])
    # A cubic curve in n pieces is off its chords by 3/4 of the larger second difference / n² at most.
    first_turn = np.hypot(*(starts[:, :2] - 2 * first_bends + last_bends).T)
    last_turn = np.hypot(*(first_bends - 2 * last_bends + ends[:, :2]).T)
    pieces = np.sqrt(0.75 * np.maximum(first_turn, last_turn) / tolerance)
    owner, fraction = _cuts(np.ceil(pieces - ROUNDING))
    rest = 1 - fraction
    curve = rest * starts[owner] + fraction * ends[owner]
    curve[:, :2] = rest**3 * starts[owner, :2] + fraction**3 * ends[owner, :2]
    curve[:, :2] += 3 * rest * fraction * (rest * first_bends[owner] + fraction * last_bends[owner])
    return np.concatenate([stroke[:1], curve])


def _bends(points: Points) -> tuple[Points, Points]:
    """Return the inner control points, (points - 1, 2) each, of the Bézier curves between ``points``."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    knots = np.sqrt(_lengths(padded))[:, None]
    left, right = knots[:-1], knots[1:]
    # The tangent at each point, weighed by how near its neighbours are, times the knots' distance.
    before, at, after = padded[:-2], padded[1:-1], padded[2:]
    tangent = (left**2 * (after - at) + right**2 * (at - before)) / (left * right * (left + right))
    step = right[:-1] / 3
    return at[:-1] + tangent[:-1] * step, at[1:] - tangent[1:] * step


def _lengths(points: Points) -> NDArray[np.float64]:
    """Return the lengths (points - 1,) of the lines between neighbours."""
    lengths: NDArray[np.float64] = np.hypot(*(points[1:] - points[:-1])[:, :2].T)
    return lengths


def _cuts(pieces: NDArray[np.float64]) -> tuple[NDArray[np.intp], Points]:
    """Cut each of several lines into ``pieces``, at least one; give each cut's line, and its place on it, above 0 to 1.

    The places have the shape (cuts, 1).
    """
    whole = np.maximum(pieces, 1).astype(np.intp)
    owner = np.arange(len(whole)).repeat(whole)
    nth = np.arange(len(owner)) - (whole.cumsum() - whole)[owner] + 1
    return owner, (nth / whole[owner])[:, None]


def merge_close_points(stroke: Points, spacing: float) -> Points:
    """Leave out points until about one is left per ``spacing`` of line; the two ends always stay."""
    if len(stroke) < 3 or spacing <= 0:
        return stroke
    stretch = np.floor(np.cumsum(_lengths(stroke)) / spacing + ROUNDING)
    keep = np.ones(len(stroke), dtype=np.bool_)
    keep[1] = stretch[0] > 0
    keep[2:-1] = stretch[1:-1] > stretch[:-2]
    return stroke[keep]


def subdivide(stroke: Points, spacing: float) -> Points:
    """Put points between those of ``stroke``, on the straight lines, until none are further apart than ``spacing``."""
    if len(stroke) < 2:
        return stroke
    owner, fraction = _cuts(np.ceil(_lengths(stroke) / spacing - ROUNDING))
    return np.concatenate([stroke[:1], (1 - fraction) * stroke[:-1][owner] + fraction * stroke[1:][owner]])
