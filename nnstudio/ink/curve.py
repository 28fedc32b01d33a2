"""Smooth curves through the few points that a mouse or a pen reports; screen and network show the same curve."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

ROUNDING = 1e-6
"""Tolerance for counting pieces, as a fraction of a piece: the same stroke in another unit is cut into as many."""
SAME_POINT = 1e-12
"""Neighbours closer than this fraction of the stroke's length are one point: a shorter line has no reliable direction,
and the square of its length is too small to divide by."""
SHORTEST = 1e-90
"""Neighbours closer than this are one point too: the cube of the root of a shorter length would be zero."""


def smooth(stroke: Points, tolerance: float) -> Points:
    """Return points along the curve of ``stroke``, enough that lines between them deviate by at most ``tolerance``.

    ``stroke`` is (points, 2 or more): x, y, and any other columns, which are interpolated linearly. The curve goes
    through every point: it is the centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser 2011), which forms no
    cusps. From every third point of a digit it reproduces the picture better than straight lines do.
    """
    if len(stroke) < 3 or tolerance <= 0:
        return stroke
    lengths = _lengths(stroke)
    stroke = stroke[np.append(True, lengths > SAME_POINT * lengths.sum() + SHORTEST)]
    if len(stroke) < 3:
        return stroke
    starts, ends = stroke[:-1], stroke[1:]
    first_controls, last_controls = _control_points(stroke[:, :2])
    # A cubic curve in n pieces deviates from its chords by at most 3/4 of the larger second difference / n².
    first_turn = np.hypot(*(starts[:, :2] - 2 * first_controls + last_controls).T)
    last_turn = np.hypot(*(first_controls - 2 * last_controls + ends[:, :2]).T)
    pieces = np.sqrt(0.75 * np.maximum(first_turn, last_turn) / tolerance)
    owner, fraction = _cuts(np.ceil(pieces - ROUNDING))
    rest = 1 - fraction
    curve = rest * starts[owner] + fraction * ends[owner]
    curve[:, :2] = rest**3 * starts[owner, :2] + fraction**3 * ends[owner, :2]
    curve[:, :2] += 3 * rest * fraction * (rest * first_controls[owner] + fraction * last_controls[owner])
    return np.concatenate([stroke[:1], curve])


def _control_points(points: Points) -> tuple[Points, Points]:
    """Return the inner control points, (points - 1, 2) each, of the Bézier curves between ``points``."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    knots = np.sqrt(_lengths(padded))[:, None]
    left, right = knots[:-1], knots[1:]
    # The tangent at each point with respect to the knots, weighted towards the nearer neighbour.
    before, at, after = padded[:-2], padded[1:-1], padded[2:]
    tangent = (left**2 * (after - at) + right**2 * (at - before)) / (left * right * (left + right))
    step = right[:-1] / 3
    return at[:-1] + tangent[:-1] * step, at[1:] - tangent[1:] * step


def _lengths(points: Points) -> NDArray[np.float64]:
    """Return the lengths (points - 1,) of the lines between neighbours."""
    lengths: NDArray[np.float64] = np.hypot(*(points[1:] - points[:-1])[:, :2].T)
    return lengths


def _cuts(pieces: NDArray[np.float64]) -> tuple[NDArray[np.intp], Points]:
    """Cut each of several lines into ``pieces`` equal pieces, at least one; return where the pieces end.

    The first array has the index of each cut's line, shape (cuts,), the second its fraction of the way along the line,
    above 0 and up to 1, shape (cuts, 1).
    """
    whole = np.maximum(pieces, 1).astype(np.intp)
    owner = np.arange(len(whole)).repeat(whole)
    nth = np.arange(len(owner)) - (whole.cumsum() - whole)[owner] + 1
    return owner, (nth / whole[owner])[:, None]


def merge_close_points(stroke: Points, spacing: float) -> Points:
    """Drop points until about one is left per ``spacing`` of line; both ends always stay."""
    if len(stroke) < 3 or spacing <= 0:
        return stroke
    stretch = np.floor(np.cumsum(_lengths(stroke)) / spacing + ROUNDING)
    keep = np.ones(len(stroke), dtype=np.bool_)
    keep[1] = stretch[0] > 0
    keep[2:-1] = stretch[1:-1] > stretch[:-2]
    return stroke[keep]


def subdivide(stroke: Points, spacing: float) -> Points:
    """Insert points on the straight lines of ``stroke`` until no neighbours are further apart than ``spacing``."""
    if len(stroke) < 2:
        return stroke
    owner, fraction = _cuts(np.ceil(_lengths(stroke) / spacing - ROUNDING))
    return np.concatenate([stroke[:1], (1 - fraction) * stroke[:-1][owner] + fraction * stroke[1:][owner]])
