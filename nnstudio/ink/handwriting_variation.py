"""How one person's seven differs from another's: random variation of hand-drawn digits.

A digit is varied the way a hand varies it: the points it aims at, how round it goes between them, where a
stroke starts and stops, a slow wobble, proportions, slant, and the pen. Lengths are in template units: a digit
is about 100 high.
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
    """How much handwriting varies: standard deviations, or (lowest, highest) of a uniform choice."""

    aim: float = 2.5
    """of each point a writer aims at"""
    stroke_shift: float = 2.5
    """of each stroke as a whole: gaps and overshoots where strokes meet"""
    straightness: tuple[float, float] = (-0.3, 0.35)
    """0 follows the smooth curve, 1 the straight lines between its points"""
    end: float = 4.0
    """of each stroke's end along the stroke: shortened or extended"""
    drift: float = 3.0
    """of a stroke's start against its end"""
    warp: float = 6.5
    """of the smooth warp of the plane, which changes the proportions of parts"""
    warp_length: tuple[float, float] = (110.0, 300.0)
    """wavelength of that warp"""
    wobble: float = 0.9
    """of the unsteadiness along a stroke"""
    wobble_length: tuple[float, float] = (25.0, 90.0)
    """wavelength of that unsteadiness"""
    width: float = 0.2
    """of the logarithm of width against height"""
    taper: float = 0.15
    """of how much wider the top is than the bottom, as a part of the width"""
    slant: tuple[float, float] = (0.12, 0.22)
    """mean and standard deviation of the slant to the right, as a tangent"""
    turn: float = 0.1
    """of the rotation, in radians"""
    pen: tuple[float, float] = (2.5, 0.36)
    """median width of the pen in pixels, and standard deviation of its logarithm"""
    narrowest_pen: float = 1.2
    widest_pen: tuple[float, float] = (6.5, 4.4)
    """for a digit whose line is as long as it is high, and for a wide one with three times as much line"""
    pressure: float = 0.12
    """of the change of the pen's width along a stroke, as a part of the width"""
    box: tuple[float, float] = (16.8, 20.4)
    """longest side of the digit in pixels"""


USUAL_VARIATION = Variation()


@dataclass(frozen=True, eq=False)
class Writing:
    """Sampled points of many digits, not yet ink: those outside a stroke's two ends are still there.

    points (p, 2) in template units, centred; digit (p,), stroke (p,) counted through all digits;
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
    bend = rng.uniform(*variation.straightness, (count, 1))
    # All digits side by side, (points, 2 count), so that each product is a single one.
    side_by_side = aimed.reshape(points, -1)
    smooth, straight = (
        (weights @ side_by_side).reshape(samples, count, 2) for weights in (template.smooth, template.straight)
    )
    drawn = smooth + bend * (straight - smooth)
    drawn += rng.normal(0, variation.stroke_shift, (strokes, count, 2))[template.stroke]
    one_each = np.arange(count)[:, None]
    return Writing(
        points=drawn.transpose(1, 0, 2).reshape(-1, 2),
        digit=np.repeat(np.arange(count), samples),
        stroke=(one_each * strokes + template.stroke).ravel(),
        arc=(np.zeros((count, 1)) + template.arc).ravel(),
        length=(np.zeros((count, 1)) + template.length).ravel(),
    )


def concatenate(parts: list[Writing]) -> Writing:
    """Lay the writing of several templates end to end."""
    digits = np.cumsum([0] + [int(part.digit[-1]) + 1 for part in parts])
    strokes = np.cumsum([0] + [int(part.stroke[-1]) + 1 for part in parts])
    return Writing(
        points=np.concatenate([part.points for part in parts]),
        digit=np.concatenate([part.digit + first for part, first in zip(parts, digits[:-1], strict=True)]),
        stroke=np.concatenate([part.stroke + first for part, first in zip(parts, strokes[:-1], strict=True)]),
        arc=np.concatenate([part.arc for part in parts]),
        length=np.concatenate([part.length for part in parts]),
    )


def vary(writing: Writing, variation: Variation, rng: np.random.Generator) -> Ink:
    """Vary whole digits and the pen; gives the ink, still in template units but with the pen in pixels."""
    points = writing.points + _warp(writing, variation, rng) + _unsteadiness(writing, variation, rng)
    points = _transformed(points, writing.digit, variation, rng)
    kept = _between_ends(writing, variation, rng)
    stroke = writing.stroke[kept]
    ink = Ink(
        points=points[kept],
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
    """Sum of two random waves along `position` (p,) or across the plane (p, 2), for x and for y: (p, 2)."""
    count = int(owner[-1]) + 1
    # Single precision is plenty for noise, and its sines are several times as fast.
    position = position.astype(np.float32)
    total = np.zeros((2, len(position)), dtype=np.float32)
    for _ in range(2):
        rate = (2 * np.pi / rng.uniform(*wavelength, (2, count))).astype(np.float32)
        phase = rng.uniform(0, 2 * np.pi, (2, count)).astype(np.float32)
        if position.ndim == 2:
            heading = rng.uniform(0, 2 * np.pi, (2, count)).astype(np.float32)
            x, y = position.T
            angle = x * (rate * np.cos(heading))[:, owner] + y * (rate * np.sin(heading))[:, owner]
        else:
            angle = position * rate[:, owner]
        total += np.sin(angle + phase[:, owner])
    return total.T


def _warp(writing: Writing, variation: Variation, rng: np.random.Generator) -> Floats:
    strength = rng.normal(0, variation.warp, (int(writing.digit[-1]) + 1, 2))
    moved: Floats = strength[writing.digit] * _waves(writing.points, writing.digit, variation.warp_length, rng)
    return moved


def _unsteadiness(writing: Writing, variation: Variation, rng: np.random.Generator) -> Floats:
    """Wobble along each stroke, and the drift of its end away from its start."""
    strokes = int(writing.stroke[-1]) + 1
    wobble = rng.normal(0, variation.wobble, strokes)[writing.stroke, None]
    drift = rng.normal(0, variation.drift, (strokes, 2))[writing.stroke]
    fraction = (writing.arc / writing.length - 0.5)[:, None]
    moved: Floats = wobble * _waves(writing.arc, writing.stroke, variation.wobble_length, rng) + drift * fraction
    return moved


def _transformed(points: Floats, digit: Indices, variation: Variation, rng: np.random.Generator) -> Floats:
    """Width, taper, slant and rotation, each the same for a whole digit."""
    count = int(digit[-1]) + 1
    width = np.exp(rng.normal(0, variation.width, count))
    taper = rng.normal(0, variation.taper, count)
    slant = rng.normal(*variation.slant, count)
    turn = rng.normal(0, variation.turn, count)
    x, y = points.T
    x = x * width[digit] * (1 - taper[digit] * np.clip(y / 50, -1.2, 1.2)) - slant[digit] * y
    cosine, sine = np.cos(turn)[digit], np.sin(turn)[digit]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)


def _between_ends(writing: Writing, variation: Variation, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose where each stroke starts and stops; at least two thirds of it stay."""
    strokes = int(writing.stroke[-1]) + 1
    early, late = rng.normal(0, variation.end, (2, strokes))
    maximum = writing.length / 6
    start = np.clip(early[writing.stroke], -EXTENSION, maximum)
    stop = writing.length + np.clip(late[writing.stroke], -maximum, EXTENSION)
    kept: NDArray[np.bool_] = (writing.arc >= start) & (writing.arc <= stop)
    return kept


def _pen(writing: Writing, size: Floats, variation: Variation, rng: np.random.Generator) -> Floats:
    """Width of the pen at each point: one for a digit, changing slowly along its strokes."""
    count = len(size)
    median, spread = variation.pen
    widest = _widest_pen(writing, size, variation)
    chosen = np.clip(median * np.exp(rng.normal(0, spread, count)), variation.narrowest_pen, widest)
    pressure = rng.normal(0, variation.pressure, count)[writing.digit]
    change = 1 + pressure * _waves(writing.arc, writing.stroke, (60.0, 300.0), rng)[:, 0]
    pen: Floats = np.clip(chosen[writing.digit] * change, variation.narrowest_pen, max(variation.widest_pen))
    return pen


def _widest_pen(writing: Writing, size: Floats, variation: Variation) -> Floats:
    """A broad pen suits a bar, but nobody writes an 8 with one that fills its loops, least of all a narrow 8."""
    starts = np.flatnonzero(np.append(True, writing.stroke[1:] != writing.stroke[:-1]))
    line = np.bincount(writing.digit[starts], weights=writing.length[starts])
    for_bar, for_loops = variation.widest_pen
    narrow = np.minimum(0.5 + size.min(axis=1) / np.maximum(size.max(axis=1), 1e-9), 1.0)
    crowded = np.clip((line - 100) / 200, 0, 1)
    widest: Floats = (1 - crowded) * for_bar + crowded * for_loops * narrow
    return widest
