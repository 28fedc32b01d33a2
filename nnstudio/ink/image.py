"""Ink in an image that a person brings: which of its pixels are ink, and its picture by MNIST's rule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.recipe import MNIST_RECIPE, InkRecipe

Levels = NDArray[np.float32]

FAINTEST = 32
"""Difference between ink and paper, of 255, below which an image counts as blank."""
NOISE = 0.12
"""Share of the darkest ink below which a pixel is paper: grain, shadows, the blocks of a JPEG."""


class BlankImageError(ValueError):
    """An image without ink."""


def ink_of(gray: NDArray[np.uint8], opacity: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the ink of an image, 0 paper to 255 ink, as a square: (side, side), the image in its middle.

    ``gray`` and ``opacity`` are (height, width), 0 black or clear to 255 white or solid. The paper is what is usual at
    the border: ink is whatever differs from it to the side, darker or lighter, where the difference is larger. Where
    the border is clear, ink is what is solid. Raises `BlankImageError` where nothing differs enough.
    """
    if _usual_at_border(opacity) < 128:
        ink = opacity.astype(np.float32)
    else:
        fraction = opacity / np.float32(255)
        seen = fraction * gray + (1 - fraction) * 255
        difference = seen - _usual_at_border(seen)
        ink = np.maximum(difference if difference.max() > -difference.min() else -difference, 0)
    darkest = float(ink.max())
    if darkest < FAINTEST:
        raise BlankImageError("the image is blank")
    ink *= 255 / darkest
    ink[ink < 255 * NOISE] = 0
    return _squared(np.rint(ink).astype(np.uint8))


@dataclass(frozen=True)
class Placing:
    """Where a square of ink goes in a picture: from ``low`` on, scaled, beginning at ``offset``; edges, x and y."""

    low: tuple[float, float]
    scale: float
    offset: tuple[float, float]


def on_sheet(ink: NDArray[np.uint8], recipe: InkRecipe = MNIST_RECIPE) -> Placing:
    """Scale the whole square to the picture."""
    return Placing((0.0, 0.0), recipe.size / len(ink), (0.0, 0.0))


def fitted(ink: NDArray[np.uint8], side: float, recipe: InkRecipe = MNIST_RECIPE) -> Placing:
    """Scale the box of the ink until its longest side is ``side`` pixels, in the middle of the picture."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    width, height = int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)
    scale = side / max(width, height)
    middle = recipe.size / 2
    offset = middle - scale * width / 2, middle - scale * height / 2
    return Placing((float(columns[0]), float(rows[0])), scale, offset)


def shifted(ink: NDArray[np.uint8], placing: Placing, recipe: InkRecipe = MNIST_RECIPE) -> Placing:
    """Move the ink by parts of a pixel until its centre of mass is on the recipe's centre."""
    mass = ink.astype(np.float64)
    position = np.arange(len(ink)) + 0.5
    centre = (mass.sum(axis=0) @ position / mass.sum(), mass.sum(axis=1) @ position / mass.sum())
    wanted = recipe.centre + 0.5
    x, y = (wanted - placing.scale * (at - low) for at, low in zip(centre, placing.low, strict=True))
    return Placing(placing.low, placing.scale, (float(x), float(y)))


def resample(ink: NDArray[np.uint8], placing: Placing, size: int) -> Levels:
    """Average the ink over the area of each pixel of a picture: float32 (size, size), from 0 to 1."""
    across, down = (_weights(len(ink), placing, axis, size) for axis in (0, 1))
    picture: Levels = np.minimum(down @ (ink.astype(np.float32) / np.float32(255)) @ across.T, np.float32(1))
    return picture


def _weights(count: int, placing: Placing, axis: int, size: int) -> Levels:
    """Return the share (size, count) that each pixel of the ink has in each pixel of the picture, along one axis."""
    edges = (np.arange(size + 1) - placing.offset[axis]) / placing.scale + placing.low[axis]
    low, high = edges[:-1, None], edges[1:, None]
    pixel = np.arange(count)
    overlap = np.clip(np.minimum(high, pixel + 1) - np.maximum(low, pixel), 0, None)
    weights: Levels = (overlap * placing.scale).astype(np.float32)
    return weights


def _usual_at_border(pixels: NDArray[np.uint8] | NDArray[np.floating]) -> float:
    return float(np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])))


def _squared(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = ink.shape
    side = max(height, width)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = ink
    return square
