"""Random variation of hand-drawn digits: how one person's seven differs from another's.

A digit varies as handwriting does: in the points that the writer aims at, in how round the line is between them, in
where a stroke starts and stops, in a slow wobble, in proportions, slant, and the pen. Lengths are in template units:
a digit is about 100 high.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.recipe import Ink, corners
from nnstudio.ink.stroke_template import EXTENSION, Template

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Variation:
    """How much handwriting varies.

    A number is a standard deviation, a pair the lowest and highest value of a uniform distribution, unless its text
    says otherwise.
    """

    aim: float = 2.5
    """Offset of each point that the writer aims at."""
    stroke_shift: float = 2.5
    """Offset of each stroke as a whole: makes gaps and overshoots where strokes meet."""
    straightness: tuple[float, float] = (-0.3, 0.35)
    """0 follows the smooth curve, 1 the straight lines between its points."""
    end: float = 4.0
    """Shift of each end along its stroke, which becomes shorter or longer."""
    drift: float = 3.0
    """Offset of a stroke's end from its start."""
    warp: float = 6.5
    """Smooth warp of the plane, which changes a digit's proportions."""
    warp_length: tuple[float, float] = (110.0, 300.0)
    """Wavelength of the warp."""
    wobble: float = 0.9
    """Unsteadiness along a stroke."""
    wobble_length: tuple[float, float] = (25.0, 90.0)
    """Wavelength of the unsteadiness."""
    width: float = 0.2
    """Logarithm of the ratio of width to height."""
    taper: float = 0.15
    """How much wider the top is than the bottom, as a fraction of the width."""
    slant: tuple[float, float] = (0.12, 0.22)
    """Mean and standard deviation of the slant to the right, as a tangent."""
    turn: float = 0.1
    """Rotation in radians."""
    pen: tuple[float, float] = (2.5, 0.36)
    """Median width of the pen in pixels, and the standard deviation of its logarithm."""
    narrowest_pen: float = 1.2
    """Lower limit of the pen's width in pixels."""
    widest_pen: tuple[float, float] = (6.5, 4.4)
    """Upper limits, in pixels: for a digit whose line is as long as it is high, and for a wide one with a line three
    times as long."""
    pressure: float = 0.12
    """Change of the pen's width along a stroke, as a fraction of the width."""


DEFAULT_VARIATION = Variation()


@dataclass(frozen=True, eq=False)
class Writing:
    """Sampled points of many digits before they are ink: the points beyond both ends of a stroke are still included.

    points (p, 2) in template units, centred; digit (p,); stroke (p,), numbered across all digits;
    arc and length (p,) as in `Template`.
    """

    points: Floats
    digit: Indices
    stroke: Indices
    arc: Floats
    length: Floats


def write(template: Template, count: int, variation: Variation, rng: np.random.Generator) -> Writing:
    """Write one template `count` times, each time aiming a little differently."""
    strokes = int(template.stroke[-1]) + 1
    samples, points = template.smooth.shape
    aimed = template.control[:, None] + rng.normal(0, variation.aim, (points, count, 2))
    straightness = rng.uniform(*variation.straightness, (count, 1))
    # All digits side by side, (points, 2 count), so that one matrix product does for all of them.
    side_by_side = aimed.reshape(points, -1)
    smooth, straight = (
        (weights @ side_by_side).reshape(samples, count, 2) for weights in (template.smooth, template.straight)
    )
    drawn = smooth + straightness * (straight - smooth)
    drawn += rng.normal(0, variation.stroke_shift, (strokes, count, 2)).take(template.stroke, axis=0)
    one_each = np.arange(count)[:, None]
    return Writing(
        points=drawn.transpose(1, 0, 2).reshape(-1, 2),
        digit=np.repeat(np.arange(count), samples),
        stroke=(one_each * strokes + template.stroke).ravel(),
        arc=(np.zeros((count, 1)) + template.arc).ravel(),
        length=(np.zeros((count, 1)) + template.length).ravel(),
    )


def concatenate(writings: list[Writing]) -> Writing:
    """Lay the writing of several templates end to end."""
    digits = np.cumsum([0] + [int(each.digit[-1]) + 1 for each in writings])
    strokes = np.cumsum([0] + [int(each.stroke[-1]) + 1 for each in writings])
    return Writing(
        points=np.concatenate([each.points for each in writings]),
        digit=np.concatenate([each.digit + first for each, first in zip(writings, digits[:-1], strict=True)]),
        stroke=np.concatenate([each.stroke + first for each, first in zip(writings, strokes[:-1], strict=True)]),
        arc=np.concatenate([each.arc for each in writings]),
        length=np.concatenate([each.length for each in writings]),
    )


def vary(writing: Writing, variation: Variation, rng: np.random.Generator) -> Ink:
    """Vary whole digits and the pen; return the ink, still in template units but with the pen in pixels."""
    points = writing.points + _warp(writing, variation, rng) + _unsteadiness(writing, variation, rng)
    points = _transformed(points, writing.digit, variation, rng)
    kept = _between_ends(writing, variation, rng)
    stroke = writing.stroke[kept]
    ink = Ink(
        points=points.take(kept, axis=0),
        joined=np.append(False, stroke[1:] == stroke[:-1]),
        digit=writing.digit[kept],
        pen=np.full(len(stroke), variation.narrowest_pen),
        count=int(writing.digit[-1]) + 1,
    )
    low, high = corners(ink)
    return replace(ink, pen=_pen(writing, high - low, variation, rng)[kept])


def _waves(
    position: Floats, owner: Indices, wavelength: tuple[float, float], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return the sum of two random waves along `position` (p,) or across the plane (p, 2), for x and for y: (p, 2)."""
    count = int(owner[-1]) + 1
    # Single precision is enough for noise, and its sines are several times as fast.
    position = position.astype(np.float32)
    total = np.zeros((2, len(position)), dtype=np.float32)
    for _ in range(2):
        rate = (2 * np.pi / rng.uniform(*wavelength, (2, count))).astype(np.float32)
        phase = rng.uniform(0, 2 * np.pi, (2, count)).astype(np.float32)
        if position.ndim == 2:
            heading = rng.uniform(0, 2 * np.pi, (2, count)).astype(np.float32)
            x, y = position.T
            across, down = rate * np.cos(heading), rate * np.sin(heading)
            angle = x * across.take(owner, axis=1) + y * down.take(owner, axis=1)
        else:
            angle = position * rate.take(owner, axis=1)
        angle += phase.take(owner, axis=1)
        total += np.sin(angle, out=angle)
    return total.T


def _warp(writing: Writing, variation: Variation, rng: np.random.Generator) -> Floats:
    strength = rng.normal(0, variation.warp, (int(writing.digit[-1]) + 1, 2))
    moved: Floats = strength.take(writing.digit, axis=0) * _waves(
        writing.points, writing.digit, variation.warp_length, rng
    )
    return moved


def _unsteadiness(writing: Writing, variation: Variation, rng: np.random.Generator) -> Floats:
    """Return the wobble along each stroke plus the drift of its end away from its start: (p, 2)."""
    strokes = int(writing.stroke[-1]) + 1
    wobble = rng.normal(0, variation.wobble, strokes)[writing.stroke, None]
    drift = rng.normal(0, variation.drift, (strokes, 2)).take(writing.stroke, axis=0)
    fraction = (writing.arc / writing.length - 0.5)[:, None]
    moved: Floats = wobble * _waves(writing.arc, writing.stroke, variation.wobble_length, rng) + drift * fraction
    return moved


def _transformed(points: Floats, digit: Indices, variation: Variation, rng: np.random.Generator) -> Floats:
    """Apply width, taper, slant and rotation, each the same for a whole digit."""
    count = int(digit[-1]) + 1
    width = np.exp(rng.normal(0, variation.width, count))
    taper = rng.normal(0, variation.taper, count)
    slant = rng.normal(*variation.slant, count)
    turn = rng.normal(0, variation.turn, count)
    x, y = points.T
    x = x * width[digit] * (1 - taper[digit] * np.clip(y / 50, -1.2, 1.2)) - slant[digit] * y
    cosine, sine = np.cos(turn)[digit], np.sin(turn)[digit]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)


def _between_ends(writing: Writing, variation: Variation, rng: np.random.Generator) -> Indices:
    """Choose where each stroke starts and stops, keeping at least two thirds of it; return the points that stay."""
    strokes = int(writing.stroke[-1]) + 1
    early, late = rng.normal(0, variation.end, (2, strokes))
    maximum = writing.length / 6
    start = np.clip(early[writing.stroke], -EXTENSION, maximum)
    stop = writing.length + np.clip(late[writing.stroke], -maximum, EXTENSION)
    return np.flatnonzero((writing.arc >= start) & (writing.arc <= stop))


def _pen(writing: Writing, size: Floats, variation: Variation, rng: np.random.Generator) -> Floats:
    """Return the width of the pen at each point, (p,): one width per digit, which changes slowly along its strokes."""
    count = len(size)
    median, spread = variation.pen
    widest = _widest_pen(writing, size, variation)
    chosen = np.clip(median * np.exp(rng.normal(0, spread, count)), variation.narrowest_pen, widest)
    pressure = rng.normal(0, variation.pressure, count)[writing.digit]
    change = 1 + pressure * _waves(writing.arc, writing.stroke, (60.0, 300.0), rng)[:, 0]
    pen: Floats = np.clip(chosen[writing.digit] * change, variation.narrowest_pen, max(variation.widest_pen))
    return pen


def _widest_pen(writing: Writing, size: Floats, variation: Variation) -> Floats:
    """Return the maximum width of the pen for each digit.

    A broad pen suits a bar, but nobody writes an 8 with one that fills its loops, least of all a narrow 8.
    """
    starts = np.flatnonzero(np.append(True, writing.stroke[1:] != writing.stroke[:-1]))
    line = np.bincount(writing.digit[starts], weights=writing.length[starts])
    for_bar, for_loops = variation.widest_pen
    narrow = np.minimum(0.5 + size.min(axis=1) / np.maximum(size.max(axis=1), 1e-9), 1.0)
    crowded = np.clip((line - 100) / 200, 0, 1)
    widest: Floats = (1 - crowded) * for_bar + crowded * for_loops * narrow
    return widest
