"""Hand-drawn digits of a few points each: parsing them, and the smooth curves through them.

A template file in `resources/handwriting` holds the ways in which one digit is written:

    {"digit": 7, "templates": [
      {"name": "crossed", "frequency": 2, "strokes": ["0,4 56,2! 22,100", "12,50 56,48"]}
    ]}

A stroke is a list of points "x,y" in writing order, x to the right and y down, in a box about 100 high. The curve
runs smoothly through them; "!" after a point makes it a corner. A stroke that begins with the word "loop" is closed:
the last point leads back to the first, and a writer may start it anywhere.
"""

import json
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.resources import resource_folder

Coordinates = NDArray[np.float64]

SPACING = 6.0
"""Distance between the sampled points of a curve, in template units: 1.2 pixels of the picture."""

EXTENSION = 12.0
"""How far the samples extend beyond both ends of a stroke, in template units, for writers who overshoot."""

DENSE = 12
"""Points per control point when a curve's length is measured, before it is sampled evenly."""


@dataclass(frozen=True, eq=False)
class Template:
    """One way of writing a digit, ready to be varied: samples are `smooth @ control` or `straight @ control`.

    control   (c, 2)  the points of all strokes, with the middle of their bounding box at 0
    smooth    (s, c)  weights of the samples on the smooth curves
    straight  (s, c)  weights of the same samples on straight lines between the points
    stroke    (s,)    intp, index of the stroke each sample belongs to
    arc       (s,)    distance from the start of the stroke; below 0 and beyond `length` it is the extension
    length    (s,)    length of the stroke the sample belongs to
    """

    digit: int
    name: str
    frequency: float
    control: Coordinates
    smooth: Coordinates
    straight: Coordinates
    stroke: NDArray[np.intp]
    arc: Coordinates
    length: Coordinates


@dataclass(frozen=True, eq=False)
class DrawnStroke:
    """A stroke as the file has it: its points, (points, 2), which of them are corners, and whether it is closed."""

    points: Coordinates
    corner: NDArray[np.bool_]
    is_loop: bool


@dataclass(frozen=True, eq=False)
class Curve:
    """Samples of one stroke: weights `smooth` and `straight` (s, points), `arc` (s,) and `length` as in Template.

    point_arc (points,) is the distance of the stroke's points along the curve.
    """

    smooth: Coordinates
    straight: Coordinates
    arc: Coordinates
    point_arc: Coordinates
    length: float


@cache
def built_in_templates() -> tuple[Template, ...]:
    """Return the templates of every file in the order of the digits; the frequencies of a digit add up to 1."""
    folder = resource_folder("handwriting")
    return tuple(template for digit in range(10) for template in read_templates(folder / f"{digit}.json"))


def read_templates(path: Path) -> list[Template]:
    """Read the templates of one digit; one with a loop is repeated for each point at which the loop may start.

    Raises ValueError naming the file, the template and its fault.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        digit, entries = int(content["digit"]), list(content["templates"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is not a file of digit templates: {error!r}") from error
    templates: list[Template] = []
    for number, entry in enumerate(entries):
        try:
            templates += _templates_of(digit, entry)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name}, template {number}: {error!r}") from error
    total = sum(template.frequency for template in templates)
    if not total > 0:
        raise ValueError(f"{path.name}: the frequencies add up to {total}, not to more than 0")
    return [replace(template, frequency=template.frequency / total) for template in templates]


def parse_stroke(text: str) -> DrawnStroke:
    """Parse a stroke such as "0,4 56,2! 22,100" or "loop 32,0 0,50 32,100 64,50"."""
    tokens = text.split()
    is_loop = tokens[:1] == ["loop"]
    tokens = tokens[is_loop:]
    points = np.array([[float(number) for number in token.rstrip("!").split(",")] for token in tokens])
    is_line = points.ndim == 2 and points.shape[1] == 2 and len(points) >= (3 if is_loop else 2)
    if not is_line or not np.isfinite(points).all():
        raise ValueError(f"a stroke has at least two points x,y and a loop three, not {text!r}")
    return DrawnStroke(points, np.array([token.endswith("!") for token in tokens]), is_loop)


def curve(stroke: DrawnStroke) -> Curve:
    """Sample a stroke, evenly between its corners.

    The curve is the centripetal Catmull-Rom spline (Yuksel, Schaefer and Keyser 2011), which never forms cusps.
    Its weights depend only on the points of the template, so a varied stroke is a product of matrices.
    """
    corners = np.flatnonzero(stroke.corner[1:-1]) + 1
    bounds = [0, *corners.tolist(), len(stroke.points) - 1]
    smooth, straight, arcs, point_arcs = [], [], [], [np.zeros(1)]
    covered = 0.0
    for first, last in pairwise(bounds):
        dense_smooth, dense_straight = _span_weights(stroke.points, first, last)
        drawn = dense_smooth @ stroke.points
        dense_arc = np.append(0.0, np.cumsum(np.hypot(*np.diff(drawn, axis=0).T)))
        steps = max(int(np.ceil(dense_arc[-1] / SPACING)), 1)
        arc = np.linspace(0, dense_arc[-1], steps + 1)[first > 0 :]
        smooth.append(_rows_at(arc, dense_arc, dense_smooth))
        straight.append(_rows_at(arc, dense_arc, dense_straight))
        arcs.append(arc + covered)
        point_arcs.append(dense_arc[DENSE::DENSE] + covered)
        covered += float(dense_arc[-1])
    weights = np.concatenate(smooth), np.concatenate(straight)
    return Curve(*weights, np.concatenate(arcs), np.concatenate(point_arcs), covered)


def _templates_of(digit: int, entry: dict[str, Any]) -> list[Template]:
    strokes = [parse_stroke(text) for text in entry["strokes"]]
    # A loop may start at every second of its points; random variation makes the starts differ further.
    longest_loop = max(len(stroke.points) if stroke.is_loop else 1 for stroke in strokes)
    starts = range(0, longest_loop, 2)
    frequency = float(entry["frequency"]) / len(starts)
    if not frequency >= 0:
        raise ValueError(f"a frequency is 0 or more, not {entry['frequency']!r}")
    return [_template(digit, str(entry["name"]), frequency, strokes, start) for start in starts]


def _template(digit: int, name: str, frequency: float, strokes: list[DrawnStroke], start: int) -> Template:
    opened = [_opened(stroke, start) if stroke.is_loop else stroke for stroke in strokes]
    curves = [_one_turn(curve(s)) if s.is_loop else _extended(curve(s)) for s in opened]
    sizes = [len(each.arc) for each in curves]
    control = np.concatenate([stroke.points for stroke in opened])
    return Template(
        digit=digit,
        name=name,
        frequency=frequency,
        control=control - (control.min(axis=0) + control.max(axis=0)) / 2,
        smooth=_block_diagonal([each.smooth for each in curves]),
        straight=_block_diagonal([each.straight for each in curves]),
        stroke=np.repeat(np.arange(len(strokes)), sizes),
        arc=np.concatenate([each.arc for each in curves]),
        length=np.repeat([each.length for each in curves], sizes),
    )


def _opened(stroke: DrawnStroke, start: int) -> DrawnStroke:
    """Cut a loop open at one of its points, and add one point of overlap at either end."""
    order = (np.arange(-1, len(stroke.points) + 2) + start) % len(stroke.points)
    return DrawnStroke(stroke.points[order], stroke.corner[order], is_loop=True)


def _extended(sampled: Curve) -> Curve:
    """Extend a sampled stroke in a straight line beyond both its ends."""
    beyond = np.arange(SPACING / 2, EXTENSION, SPACING / 2)
    arc = sampled.arc

    def both_ends(weights: Coordinates) -> Coordinates:
        before = weights[0] - beyond[::-1, None] * (weights[1] - weights[0]) / (arc[1] - arc[0])
        after = weights[-1] + beyond[:, None] * (weights[-1] - weights[-2]) / (arc[-1] - arc[-2])
        return np.concatenate([before, weights, after])

    return replace(
        sampled,
        smooth=both_ends(sampled.smooth),
        straight=both_ends(sampled.straight),
        arc=np.concatenate([-beyond[::-1], arc, sampled.length + beyond]),
    )


def _one_turn(sampled: Curve) -> Curve:
    """Measure the arc of an opened loop from its second point once around; samples beyond are the extension."""
    begin, end = float(sampled.point_arc[1]), float(sampled.point_arc[-2])
    return replace(sampled, arc=sampled.arc - begin, length=end - begin)


def _span_weights(points: Coordinates, first: int, last: int) -> tuple[Coordinates, Coordinates]:
    """Return the weights (dense samples, all points) of curve and polygon through the points `first` to `last`."""
    identity = np.eye(len(points))[first : last + 1]
    # The neighbours that a spline needs beyond its ends are mirror images of those inside.
    padded = np.concatenate([[2 * identity[0] - identity[1]], identity, [2 * identity[-1] - identity[-2]]])
    gaps = np.linalg.norm(np.diff(padded @ points, axis=0), axis=1)
    knots = np.append(0.0, np.cumsum(np.sqrt(np.maximum(gaps, 1e-6))))
    # One row for each piece between two points, with DENSE + 1 samples, both ends included.
    row = [padded[i : i + last - first, None, :] for i in range(4)]
    knot = [knots[i : i + last - first, None, None] for i in range(4)]
    fraction = np.linspace(0, 1, DENSE + 1)[:, None]
    smooth = _catmull_rom(row, knot, knot[1] + fraction * (knot[2] - knot[1]))
    straight = (1 - fraction) * row[1] + fraction * row[2]
    return _end_to_end(smooth), _end_to_end(straight)


def _catmull_rom(row: list[Coordinates], knot: list[Coordinates], at: Coordinates) -> Coordinates:
    """Blend four rows by the pyramid of Barry and Goldman (1988), for `at` between the second and third knot."""

    def blend(low: int, high: int, left: Coordinates, right: Coordinates) -> Coordinates:
        blended: Coordinates = ((knot[high] - at) * left + (at - knot[low]) * right) / (knot[high] - knot[low])
        return blended

    first, second, third = (blend(i, i + 1, row[i], row[i + 1]) for i in range(3))
    return blend(1, 2, blend(0, 2, first, second), blend(1, 3, second, third))


def _end_to_end(pieces: Coordinates) -> Coordinates:
    """Join (pieces, DENSE + 1, points) to rows; a sample that two pieces have in common is kept once."""
    return np.concatenate([pieces[:, :-1].reshape(-1, pieces.shape[2]), pieces[-1, -1:]])


def _rows_at(arc: Coordinates, dense_arc: Coordinates, dense_rows: Coordinates) -> Coordinates:
    """Interpolate rows that are known at `dense_arc` linearly at `arc`."""
    right = np.clip(np.searchsorted(dense_arc, arc), 1, len(dense_arc) - 1)
    step = np.maximum(dense_arc[right] - dense_arc[right - 1], 1e-9)
    fraction = ((arc - dense_arc[right - 1]) / step)[:, None]
    rows: Coordinates = (1 - fraction) * dense_rows[right - 1] + fraction * dense_rows[right]
    return rows


def _block_diagonal(blocks: list[Coordinates]) -> Coordinates:
    whole = np.zeros((sum(len(block) for block in blocks), sum(block.shape[1] for block in blocks)))
    row = column = 0
    for block in blocks:
        whole[row : row + len(block), column : column + block.shape[1]] = block
        row, column = row + len(block), column + block.shape[1]
    return whole
