"""Ink to pixels: from pen strokes to the 28 × 28 picture that the network sees.

The pad and the built-in handwriting both use this recipe, so that the digits a network learned from and those it is
asked about are drawn alike. The recipe is MNIST's own: scale until the ink, edges included, fits a box of 20 pixels,
keeping the aspect ratio; draw with a soft round pen; and shift the picture by whole pixels until the centre of mass is
as near to pixel 14 as that allows. Whole pixels keep the ends of the ink as dark as MNIST's: in 59,987 of its 60,000
training pictures the ink is exactly 20 pixels long.

The stages work on any number of digits at once:

    as_ink (strokes → Ink) → balance (adjust the pen; calls scale_to_box) → rasterise (Ink → pictures) → centre
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnstudio.ink.centring import centre
from nnstudio.ink.curve import merge_close_points, smooth
from nnstudio.ink.pen import paint

Stroke = NDArray[np.float64]
"""One line drawn without lifting the pen: (points, 2), x to the right, y down. One point is a tap."""

Images = NDArray[np.uint8]

LARGEST_COORDINATE = 1e9
SMALLEST_SIDE = 1e-9
THINNING = 0.2
"""Points closer together than this many pixels of the picture are merged; the difference is invisible."""
FLATNESS = 0.02
"""Maximum deviation of the drawn lines from the curve of a stroke, in pixels of the picture."""
MEAN_INK = (0.050, 0.248)
"""Mean ink, from 0 to 1, of MNIST's training pictures: 1st and 99th percentile."""
PEN_LIMITS = (1.0, 4.0)
"""Narrowest and widest pen, in pixels, that `balance` uses to bring ink into that range."""
BALANCING_STEPS, MEAN_TOLERANCE = 4, 1e-3
"""Maximum number of steps in which the pen is adjusted, and the error of the mean ink at which they end."""
SCALING_STEPS, SCALING_TOLERANCE = 5, 1e-4
"""Maximum number of steps in which the scale is found, one for a pen of one width, and the error, in pixels, at which
they end: too little ink beyond the box for a byte to show."""


@dataclass(frozen=True)
class InkRecipe:
    """How ink becomes a picture; lengths in pixels of the picture.

    size    side of the picture
    box     longest side of the ink's bounding box, edges included; a whole number keeps its ends on whole pixels
    pen     width of the line
    centre  index of the pixel, counted from 0, within half a pixel of which the centre of mass lands in x and y
    """

    size: int = 28
    box: float = 20.0
    pen: float = 2.3
    centre: float = 14.0

    def __post_init__(self) -> None:
        if not (self.size > 0 and self.box > 0 and self.pen > 0):
            raise ValueError(f"{self}: size, box and pen must be positive")
        if self.box > self.size:
            raise ValueError(f"{self}: a box of {self.box} does not fit into {self.size} pixels")
        if self.pen > self.box:
            raise ValueError(f"{self}: a pen of {self.pen} does not fit into a box of {self.box}")


MNIST_RECIPE = InkRecipe()


@dataclass(frozen=True, eq=False)
class Ink:
    """The strokes of `count` digits, laid end to end.

    points  (p, 2) float64
    joined  (p,) bool     whether the pen drew a line from the previous point to this one
    digit   (p,) intp     index of the digit that the point belongs to, never decreasing
    pen     (p,) float64  width of the line at this point, in pixels
    """

    points: NDArray[np.float64]
    joined: NDArray[np.bool_]
    digit: NDArray[np.intp]
    pen: NDArray[np.float64]
    count: int


Placing = Callable[[Ink, InkRecipe], Ink]
"""Puts ink in the picture: its points become pixel indices."""


def draw(strokes: Sequence[Stroke], recipe: InkRecipe = MNIST_RECIPE) -> Images:
    """Draw one digit as the network sees it: uint8 (size, size), from 0 (paper) to 255 (ink).

    No strokes, or strokes without points, give an empty picture. Raises ValueError for a stroke that is not
    (points, 2) or that has a coordinate which is not finite or beyond ±1e9.
    """
    picture: Images = draw_many([strokes], recipe)[0]
    return picture


def draw_many(digits: Sequence[Sequence[Stroke]], recipe: InkRecipe = MNIST_RECIPE) -> Images:
    """Draw many digits at once, each exactly as `draw` would: uint8 (digits, size, size)."""
    return draw_ink(as_ink(digits, recipe), recipe)


def draw_ink(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Images:
    """Draw ink by all further stages: uint8 (ink.count, size, size)."""
    return finish(balance(ink, recipe), recipe)


def finish(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Images:
    """Draw and centre ink that is scaled already: uint8 (ink.count, size, size)."""
    return to_bytes(centre(rasterise(ink, recipe), recipe.centre))


def as_ink(digits: Sequence[Sequence[Stroke]], recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Check the strokes of many digits and lay their curves end to end, as ink of the recipe's pen."""
    ink = lay_out([[checked_stroke(stroke) for stroke in digit] for digit in digits], recipe)
    return replace(ink, pen=np.full(len(ink.points), recipe.pen))


def lay_out(digits: Sequence[Sequence[NDArray[np.float64]]], recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Lay the curves of strokes, (points, 2 or 3) each, end to end, with no more points than a picture can show.

    A third column is the pen's width at each point; without it the width is 1.
    """
    curves: list[NDArray[np.float64]] = []
    owners: list[int] = []
    for owner, digit in enumerate(digits):
        drawn = [stroke for stroke in digit if len(stroke)]
        if not drawn:
            continue
        pixel = longest_side(drawn) / recipe.box
        curves += [merge_close_points(smooth(stroke, FLATNESS * pixel), THINNING * pixel) for stroke in drawn]
        owners += [owner] * len(drawn)
    lengths = np.array([len(curve) for curve in curves], dtype=np.intp)
    points = np.concatenate(curves) if curves else np.empty((0, 2))
    joined = np.ones(len(points), dtype=np.bool_)
    joined[np.cumsum(lengths) - lengths] = False
    pen = points[:, 2] if points.shape[1] > 2 else np.ones(len(points))
    return Ink(points[:, :2], joined, np.repeat(np.array(owners, dtype=np.intp), lengths), pen, len(digits))


def normalise(ink: Ink, side: float) -> Ink:
    """Scale the lines of each digit until the longest side of their bounding box is ``side``; centre the box on 0.

    The pen keeps its width. A digit no larger than `SMALLEST_SIDE` is a dot: all its points become 0.
    """
    low, high = corners(ink)
    longest = (high - low).max(axis=1)
    is_dot = longest <= SMALLEST_SIDE
    centred = replace(ink, points=ink.points - ((low + high) / 2).take(ink.digit, axis=0))
    return _scaled(centred, np.where(is_dot, 0.0, side / np.where(is_dot, 1.0, longest)))


def scale_to_box(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Scale each digit until the longest side of its ink, edges included, is the recipe's box; centre it there.

    The pen keeps its width. The box begins at a whole pixel of the picture, and so does the ink along that side.
    """
    unit, reach = normalise(ink, 1.0), _reach(ink)
    scale = np.zeros(ink.count)
    for _ in range(SCALING_STEPS):
        # The lines' longest side is the scale. Where the pen is widest at another point than the outermost, the ink's
        # side grows a little more slowly than the scale, which therefore never becomes too large.
        low, high = _corners(_scaled(unit, scale), reach)
        missing = recipe.box - (high - low).max(axis=1)
        if (np.abs(missing) <= SCALING_TOLERANCE).all():
            break
        scale = np.maximum(scale + missing, 0)
    scaled = _scaled(unit, scale)
    low, high = _corners(scaled, reach)
    offset = middle_of_box(recipe.size, recipe.box) - 0.5 - (low + high) / 2
    return replace(scaled, points=scaled.points + offset.take(ink.digit, axis=0))


def _scaled(ink: Ink, scale: NDArray[np.float64]) -> Ink:
    return replace(ink, points=ink.points * scale[ink.digit][:, None])


def middle_of_box(size: int, side: float) -> float:
    """Return the middle of a box, counted from the picture's edge, that begins at a whole pixel near the centre."""
    return float(np.floor((size - side) / 2) + side / 2)


def balance(ink: Ink, recipe: InkRecipe = MNIST_RECIPE, place: Placing = scale_to_box) -> Ink:
    """Place ink in the picture, with another pen for each digit that has more or less ink than nearly all of MNIST's.

    The pen becomes the widest, or the narrowest, that keeps the mean within `MEAN_INK`, but never leaves `PEN_LIMITS`.
    Dots are unchanged. `place` is applied again after each change of the pen.
    """
    low, high = corners(ink)
    is_dot = (high - low).max(axis=1, initial=0) <= SMALLEST_SIDE
    placed = place(ink, recipe)
    for _ in range(BALANCING_STEPS):
        mean = rasterise(placed, recipe).mean(axis=(1, 2))
        wanted = np.where(is_dot, mean, np.clip(mean, *MEAN_INK))
        if (np.abs(wanted - mean) <= MEAN_TOLERANCE).all():
            break
        factor = wanted / np.where(mean > 0, mean, 1.0)
        # Where there is too much ink, its lines overlap: it shrinks more slowly than the pen.
        factor = np.minimum(factor, factor**1.5)[ink.digit]
        pen = np.clip(placed.pen * factor, *PEN_LIMITS)
        placed = place(replace(ink, pen=np.where(factor == 1, placed.pen, pen)), recipe)
    return placed


def rasterise(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> NDArray[np.float32]:
    """Draw lines whose points are in pixels: float32 (ink.count, size, size), from 0 (paper) to 1 (ink)."""
    starts, ends, radius = _lines(ink)
    shape = ink.count, recipe.size, recipe.size
    return paint(ink.points.take(starts, axis=0), ink.points.take(ends, axis=0), radius, ink.digit[ends], shape)


def to_bytes(pictures: NDArray[np.float32]) -> Images:
    """Convert coverage from 0 to 1 to bytes from 0 to 255."""
    levels: Images = np.rint(pictures * np.float32(255)).astype(np.uint8)
    return levels


def checked_stroke(stroke: ArrayLike) -> Stroke:
    """Return a stroke as float64 (points, 2); raise ValueError for another shape or a point out of bounds."""
    points = np.asarray(stroke, dtype=np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"a stroke has the shape (points, 2), not {points.shape}")
    # Written so that NaN fails too.
    if not np.abs(points).max() <= LARGEST_COORDINATE:
        where = int(np.flatnonzero(~(np.abs(points) <= LARGEST_COORDINATE).all(axis=1))[0])
        raise ValueError(
            f"point {where} of a stroke is {tuple(points[where].tolist())}; "
            f"coordinates are finite numbers within ±{LARGEST_COORDINATE:g}"
        )
    return points


def longest_side(strokes: Sequence[NDArray[np.float64]]) -> float:
    """Return the longest side of the bounding box of strokes, none of which is empty."""
    low = np.min([stroke.min(axis=0) for stroke in strokes], axis=0)
    high = np.max([stroke.max(axis=0) for stroke in strokes], axis=0)
    return float((high - low)[:2].max())


def corners(ink: Ink) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two corners (count, 2) of the box around each digit's points; one without points has an empty box at 0."""
    return _corners(ink, np.zeros(len(ink.points)))


def edges(ink: Ink) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two corners (count, 2) of the box around each digit's ink, which is wider than its points by the pen."""
    return _corners(ink, _reach(ink))


def _corners(ink: Ink, reach: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low = np.zeros((ink.count, 2))
    high = np.zeros((ink.count, 2))
    if len(ink.points):
        first = np.flatnonzero(np.append(True, ink.digit[1:] != ink.digit[:-1]))
        low[ink.digit[first]] = np.minimum.reduceat(ink.points - reach[:, None], first)
        high[ink.digit[first]] = np.maximum.reduceat(ink.points + reach[:, None], first)
    return low, high


def _reach(ink: Ink) -> NDArray[np.float64]:
    """Return how far from each point there is ink, (points,): half the pen's width along the wider of its lines."""
    starts, ends, radius = _lines(ink)
    reach = np.zeros(len(ink.points))
    reach[starts] = radius
    reach[ends] = np.maximum(reach[ends], radius)
    return reach


def _lines(ink: Ink) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the indices of the first and last point of each line of the ink, and half the pen's width along it.

    A stroke of one point has no line; it is drawn as a line from the point to itself, a dot.
    """
    is_dot = ~ink.joined
    is_dot[:-1] &= ~ink.joined[1:]
    ends = np.flatnonzero(ink.joined | is_dot)
    starts = ends - ink.joined[ends]
    return starts, ends, (ink.pen[starts] + ink.pen[ends]) / 4
