"""Ink to pixels: from the strokes of a pen to the 28 × 28 picture the network sees.

The pad and the built-in handwriting both come through here, so that what the network learnt from and what
it is asked about are drawn alike. The recipe is MNIST's own: scale to a 20-pixel box with the aspect kept,
draw with a soft round pen, and place the centre of mass on pixel 14.

Each stage is a function from `Ink` to `Ink`, over any number of digits at once:

    gather (strokes → Ink) → fit (scale to the box) → centre (shift to the centre of mass) → rasterise
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnstudio.data.pen import paint

Stroke = NDArray[np.float64]
"""One line drawn without lifting the pen: (points, 2), x to the right, y down. One point is a tap."""

Pictures = NDArray[np.uint8]

LARGEST_COORDINATE = 1e9
SMALLEST_SIDE = 1e-9
THINNING = 0.2
"""Points closer together than this many pixels of the picture are merged: it cannot be seen."""


@dataclass(frozen=True)
class InkRecipe:
    """How ink becomes a picture; lengths in pixels of the picture, except `tap`.

    size    side of the picture
    box     longest side of the strokes' box (along the middle of the line, not its edges)
    pen     width of the line
    centre  index of the pixel, counted from 0, on which the centre of mass lands in x and y
    tap     in the strokes' own unit: ink no larger than this is a dot, and is not scaled up
    """

    size: int = 28
    box: float = 20.0
    pen: float = 2.3
    centre: float = 14.0
    tap: float = 0.0

    def __post_init__(self) -> None:
        if not (self.size > 0 and self.box > 0 and self.pen > 0 and self.tap >= 0):
            raise ValueError(f"{self}: size, box and pen must be positive, and tap not negative")
        if self.box + self.pen + 1 > self.size:
            raise ValueError(f"{self}: a box of {self.box} and a pen of {self.pen} do not fit into {self.size} pixels")


MNIST_RECIPE = InkRecipe()


@dataclass(frozen=True, eq=False)
class Ink:
    """The strokes of `count` digits, laid end to end.

    points  (p, 2) float64
    joined  (p,) bool     whether the pen drew a line from the point before to this one
    digit   (p,) intp     which digit the point belongs to, never decreasing
    pen     (p,) float64  width of the line at this point, in pixels
    """

    points: NDArray[np.float64]
    joined: NDArray[np.bool_]
    digit: NDArray[np.intp]
    pen: NDArray[np.float64]
    count: int


def draw(strokes: Sequence[Stroke], recipe: InkRecipe = MNIST_RECIPE) -> Pictures:
    """Draw one digit as the network sees it: uint8 (size, size), 0 is paper and 255 ink.

    No strokes, or strokes without points, give an empty picture. Raises ValueError for a stroke that is
    not (points, 2) or holds a point that is no finite number.
    """
    picture: Pictures = draw_many([strokes], recipe)[0]
    return picture


def draw_many(digits: Sequence[Sequence[Stroke]], recipe: InkRecipe = MNIST_RECIPE) -> Pictures:
    """Draw many digits at once, each exactly as `draw` would: uint8 (digits, size, size)."""
    return draw_ink(gather(digits, recipe), recipe)


def draw_ink(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Pictures:
    """Take ink through every stage: uint8 (ink.count, size, size)."""
    return to_bytes(rasterise(centre(fit(ink, recipe), recipe), recipe))


def gather(digits: Sequence[Sequence[Stroke]], recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Check the strokes of many digits, thin the dense ones, and lay them end to end."""
    strokes: list[Stroke] = []
    owners: list[int] = []
    for owner, digit in enumerate(digits):
        checked = [stroke for stroke in map(checked_stroke, digit) if len(stroke)]
        if not checked:
            continue
        spacing = THINNING * _longest_side(checked) / recipe.box
        strokes += [thin(stroke, spacing) for stroke in checked]
        owners += [owner] * len(checked)
    lengths = np.array([len(stroke) for stroke in strokes], dtype=np.intp)
    points = np.concatenate(strokes) if strokes else np.empty((0, 2))
    joined = np.ones(len(points), dtype=np.bool_)
    joined[np.cumsum(lengths) - lengths] = False
    owner_of_point = np.repeat(np.array(owners, dtype=np.intp), lengths)
    return Ink(points, joined, owner_of_point, np.full(len(points), recipe.pen), len(digits))


def thin(stroke: Stroke, spacing: float) -> Stroke:
    """Leave out points until about one is left per `spacing` of line; the two ends always stay."""
    if len(stroke) < 3 or spacing <= 0:
        return stroke
    step_x, step_y = (stroke[1:] - stroke[:-1]).T
    stretch = np.floor(np.cumsum(np.hypot(step_x, step_y)) / spacing)
    keep = np.ones(len(stroke), dtype=np.bool_)
    keep[1] = stretch[0] > 0
    keep[2:-1] = stretch[1:-1] > stretch[:-2]
    return stroke[keep]


def fit(ink: Ink, recipe: InkRecipe = MNIST_RECIPE, box: float | NDArray[np.float64] | None = None) -> Ink:
    """Scale each digit until the longest side of its box is `box` pixels, in the middle of the picture.

    `box` is the recipe's, or one length for each digit: (ink.count,).
    """
    low, high = corners(ink)
    side = (high - low).max(axis=1)
    target = np.broadcast_to(recipe.box if box is None else box, side.shape)
    is_tap = side <= max(recipe.tap, SMALLEST_SIDE)
    scale = np.where(is_tap, 0.0, target / np.where(is_tap, 1.0, side))
    middle = (low + high) / 2
    points = (ink.points - middle[ink.digit]) * scale[ink.digit, None] + (recipe.size - 1) / 2
    return replace(ink, points=points)


def centre(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> Ink:
    """Shift each fitted digit so that its centre of mass, once drawn, is on the recipe's centre.

    The strokes are shifted, by parts of a pixel too, not the picture: nothing is blurred.
    """
    shift = recipe.centre - centre_of_mass(rasterise(ink, recipe))
    return replace(ink, points=ink.points + shift[ink.digit])


def rasterise(ink: Ink, recipe: InkRecipe = MNIST_RECIPE) -> NDArray[np.float32]:
    """Draw lines whose points are in pixels: float32 (ink.count, size, size), from 0 to 1 (ink)."""
    # A stroke of one point has no line to draw; it becomes a line from the point to itself, a dot.
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
    """Give the centre of mass of each picture as (x, y) pixel indices: (n, height, width) → (n, 2).

    A picture without ink has its middle as its centre.
    """
    columns = pictures.sum(axis=1)
    rows = pictures.sum(axis=2)
    return np.stack([_mean_index(columns), _mean_index(rows)], axis=1)


def to_bytes(pictures: NDArray[np.float32]) -> Pictures:
    """Turn coverage from 0 to 1 into the bytes 0 to 255 of an image file."""
    levels: Pictures = np.rint(pictures * np.float32(255)).astype(np.uint8)
    return levels


def _mean_index(mass: NDArray[np.float32]) -> NDArray[np.float64]:
    total = mass.sum(axis=1)
    middle = (mass.shape[1] - 1) / 2
    moment = (mass * (np.arange(mass.shape[1]) - middle)).sum(axis=1)
    index: NDArray[np.float64] = moment / np.where(total > 0, total, 1.0) + middle
    return index


def checked_stroke(stroke: ArrayLike) -> Stroke:
    """Give a stroke as float64 (points, 2); raises ValueError for another shape or a point out of bounds."""
    points = np.asarray(stroke, dtype=np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"a stroke has the shape (points, 2), not {points.shape}")
    # Written so that "not a number" fails it too.
    if not np.abs(points).max() <= LARGEST_COORDINATE:
        where = int(np.flatnonzero(~(np.abs(points) <= LARGEST_COORDINATE).all(axis=1))[0])
        raise ValueError(
            f"point {where} of a stroke is {tuple(points[where].tolist())}; "
            f"coordinates are finite numbers within ±{LARGEST_COORDINATE:g}"
        )
    return points


def _longest_side(strokes: Sequence[Stroke]) -> float:
    low = np.min([stroke.min(axis=0) for stroke in strokes], axis=0)
    high = np.max([stroke.max(axis=0) for stroke in strokes], axis=0)
    return float((high - low).max())


def corners(ink: Ink) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the corners (count, 2) of each digit's box; a digit without points gets an empty box at 0."""
    low = np.zeros((ink.count, 2))
    high = np.zeros((ink.count, 2))
    if len(ink.points):
        first = np.flatnonzero(np.append(True, ink.digit[1:] != ink.digit[:-1]))
        low[ink.digit[first]] = np.minimum.reduceat(ink.points, first)
        high[ink.digit[first]] = np.maximum.reduceat(ink.points, first)
    return low, high
