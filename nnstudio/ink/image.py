"""Ink in an image from the user: which of its pixels are ink, and its picture by MNIST's recipe."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.recipe import MNIST_RECIPE, InkRecipe, middle_of_box

Levels = NDArray[np.float32]

FAINTEST = 32
"""Minimum difference between ink and paper, of 255; an image with less is blank."""
NOISE = 0.12
"""Pixels below this fraction of the darkest ink are paper: grain, shadows, the blocks of a JPEG."""


class BlankImageError(ValueError):
    """The image has no ink."""


def ink_of(gray: NDArray[np.uint8], opacity: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the ink of an image as a square, (side, side), 0 paper to 255 ink, with the image in its middle.

    ``gray`` and ``opacity`` are (height, width), from 0 (black, transparent) to 255 (white, opaque). The paper is the
    median of the border. Ink is what is darker than the paper, or what is lighter, whichever differs more. Where the
    border is transparent, ink is what is opaque. Raises `BlankImageError` where the difference is too small.
    """
    if _median_at_border(opacity) < 128:
        ink = opacity.astype(np.float32)
    else:
        fraction = opacity / np.float32(255)
        seen = fraction * gray + (1 - fraction) * 255
        difference = seen - _median_at_border(seen)
        ink = np.maximum(difference if difference.max() > -difference.min() else -difference, 0)
    darkest = float(ink.max())
    if darkest < FAINTEST:
        raise BlankImageError("the image is blank")
    ink *= 255 / darkest
    ink[ink < 255 * NOISE] = 0
    return squared(np.rint(ink).astype(np.uint8))


@dataclass(frozen=True)
class Placement:
    """How a square of ink is placed in a picture: it is scaled by ``scale``, and ``low`` of it goes to ``offset``.

    ``low`` and ``offset`` are (x, y) in pixels, counted from the outer edge of the first one.
    """

    low: tuple[float, float]
    scale: float
    offset: tuple[float, float]


def on_sheet(ink: NDArray[np.uint8], recipe: InkRecipe = MNIST_RECIPE) -> Placement:
    """Scale the whole square to the picture."""
    return Placement((0.0, 0.0), recipe.size / len(ink), (0.0, 0.0))


def fitted(ink: NDArray[np.uint8], side: float, recipe: InkRecipe = MNIST_RECIPE) -> Placement:
    """Scale the bounding box of the ink until its longest side is ``side`` pixels; centre it as `scale_to_box` does."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    width, height = int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)
    scale = side / max(width, height)
    middle = middle_of_box(recipe.size, side)
    offset = middle - scale * width / 2, middle - scale * height / 2
    return Placement((float(columns[0]), float(rows[0])), scale, offset)


def resample(ink: NDArray[np.uint8], placement: Placement, size: int) -> Levels:
    """Average the ink over the area of each pixel of a picture: float32 (size, size), from 0 to 1."""
    across, down = (_weights(len(ink), placement, axis, size) for axis in (0, 1))
    picture: Levels = np.minimum(down @ (ink.astype(np.float32) / np.float32(255)) @ across.T, np.float32(1))
    return picture


def _weights(count: int, placement: Placement, axis: int, size: int) -> Levels:
    """Return the fraction of each pixel of the picture that each pixel of the ink covers, along one axis.

    The shape is (size, count).
    """
    edges = (np.arange(size + 1) - placement.offset[axis]) / placement.scale + placement.low[axis]
    low, high = edges[:-1, None], edges[1:, None]
    pixel = np.arange(count)
    overlap = np.clip(np.minimum(high, pixel + 1) - np.maximum(low, pixel), 0, None)
    weights: Levels = (overlap * placement.scale).astype(np.float32)
    return weights


def _median_at_border(pixels: NDArray[np.uint8] | NDArray[np.floating]) -> float:
    return float(np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])))


def squared(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return ``ink``, shape (height, width), in the middle of a square of paper as large as its longer side."""
    height, width = ink.shape
    side = max(height, width)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = ink
    return square
