"""Ink to pixels: from pen strokes to the 28 × 28 picture that the network sees.

The pad and the built-in handwriting both use this recipe, so that the digits a network learned from and those it is
asked about are drawn alike. The recipe is MNIST's own: scale to a 20-pixel box, keeping the aspect ratio, draw with a
soft round pen, and put the centre of mass on pixel 14.

The stages work on any number of digits at once:

    as_ink (strokes → Ink) → scale_to_box → balance (adjust the pen) → centre (shift the centre of mass)
    → rasterise (Ink → pictures)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


@dataclass(frozen=True)
class InkRecipe:
    """How ink becomes a picture; lengths in pixels of the picture.

    size    side of the picture
    box     longest side of the strokes' bounding box (along the middle of the line, not its edges)
    pen     width of the line
    centre  index of the pixel, counted from 0, on which the centre of mass lands in x and y
    """

    size: int = 28
    box: float = 20.0
    pen: float = 2.3
    centre: float = 14.0

    def __post_init__(self) -> None:
        if not (self.size > 0 and self.box > 0 and self.pen > 0):
            raise ValueError(f"{self}: size, box and pen must be positive")
        if self.box + self.pen + 1 > self.size:
            raise ValueError(f"{self}: a box of {self.box} and a pen of {self.pen} do not fit into {self.size} pixels")


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
    return to_bytes(rasterise(centre(balance(scale_to_box(ink, recipe), recipe), recipe), recipe))


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


def scale_to_box(ink: Ink, recipe: InkRecipe = MNIST_RECIPE, box: float | NDArray[np.float64] | None = None) -> Ink:
    """Scale each digit until the longest side of its bounding box is `box` pixels; centre the box in the picture.

    `box` is one length for all digits, by default the recipe's, or one for each digit: (ink.count,).
    """
    low, high = corners(ink)
    side = (high - low).max(axis=1)
    target = np.broadcast_to(recipe.box if box is None else box, side.shape)
    is_dot = side <= SMALLEST_SIDE
    scale = np.where(is_dot, 0.0, target / np.where(is_dot, 1.0, side))
    middle = (low + high) / 2
    points = (ink.points - middle[ink.digit]) * scale[ink.digit, None] + (recipe.size - 1) / 2
    return replace(ink, points=points)


def balance(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Adjust the pen of each scaled digit whose picture has more or less ink than nearly all of MNIST's.

    The pen becomes the widest, or the narrowest, that keeps the mean within `MEAN_INK`, but never leaves `PEN_LIMITS`.
    Dots are unchanged.
    """
    low, high = corners(ink)
    is_dot = (high - low).max(axis=1, initial=0) <= SMALLEST_SIDE
    balanced = ink
    for _ in range(BALANCING_STEPS):
        mean = rasterise(balanced, recipe).mean(axis=(1, 2))
        wanted = np.where(is_dot, mean, np.clip(mean, *MEAN_INK))
        if (np.abs(wanted - mean) <= MEAN_TOLERANCE).all():
            break
        factor = wanted / np.where(mean > 0, mean, 1.0)
        pen = np.clip(balanced.pen * factor[ink.digit], *PEN_LIMITS)
        balanced = replace(balanced, pen=np.where(factor[ink.digit] == 1, balanced.pen, pen))
    return balanced


def centre(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Shift each scaled digit so that its centre of mass, once drawn, is on the recipe's centre.

    The strokes are shifted, not the picture, so that shifts by a fraction of a pixel blur nothing.
    """
    shift = recipe.centre - centre_of_mass(rasterise(ink, recipe))
    return replace(ink, points=ink.points + shift[ink.digit])


def rasterise(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> NDArray[np.float32]:
    """Draw lines whose points are in pixels: float32 (ink.count, size, size), from 0 (paper) to 1 (ink)."""
    # A stroke of one point has no line; it is drawn as a line from the point to itself, a dot.
    is_dot = ~ink.joined
    is_dot[:-1] &= ~ink.joined[1:]
    ends = np.flatnonzero(ink.joined | is_dot)
    starts = ends - ink.joined[ends]
    return paint(
        ink.points[starts],
        ink.points[ends],
        (ink.pen[starts] + ink.pen[ends]) / 4,
        ink.digit[ends],
        shape=(ink.count, recipe.size, recipe.size),
    )


def centre_of_mass(pictures: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the centre of mass of each picture as (x, y) pixel indices: (n, height, width) → (n, 2).

    For a picture without ink it is the middle.
    """
    columns = pictures.sum(axis=1)
    rows = pictures.sum(axis=2)
    return np.stack([_mean_index(columns), _mean_index(rows)], axis=1)


def to_bytes(pictures: NDArray[np.float32]) -> Images:
    """Convert coverage from 0 to 1 to bytes from 0 to 255."""
    levels: Images = np.rint(pictures * np.float32(255)).astype(np.uint8)
    return levels


def _mean_index(mass: NDArray[np.float32]) -> NDArray[np.float64]:
    total = mass.sum(axis=1)
    middle = (mass.shape[1] - 1) / 2
    moment = (mass * (np.arange(mass.shape[1]) - middle)).sum(axis=1)
    index: NDArray[np.float64] = moment / np.where(total > 0, total, 1.0) + middle
    return index


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
    """Return two corners (count, 2) of each digit's bounding box; a digit without points has an empty box at 0."""
    low = np.zeros((ink.count, 2))
    high = np.zeros((ink.count, 2))
    if len(ink.points):
        first = np.flatnonzero(np.append(True, ink.digit[1:] != ink.digit[:-1]))
        low[ink.digit[first]] = np.minimum.reduceat(ink.points, first)
        high[ink.digit[first]] = np.maximum.reduceat(ink.points, first)
    return low, high
