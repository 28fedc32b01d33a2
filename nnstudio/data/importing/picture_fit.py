"""Fitting pictures into another size, 28×28 in the importer, by the same rule for every format.

The picture keeps its aspect ratio and becomes as large as the new size allows. Each new pixel is the average of the
area that it covers. The remaining two margins get the median of the picture's own border. Nothing is cropped, centred
by mass or thickened: MNIST's recipe is not applied.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PICTURE_SHAPE, Pictures

_ROWS_AT_ONCE = 256
_BORDER_SAMPLE = 10_000
_MIDDLE_BRIGHTNESS = 127


def fit(picture: NDArray[np.uint8], shape: tuple[int, ...] = PICTURE_SHAPE) -> Pictures:
    """Return ``picture``, shape (height, width), fitted into ``shape``."""
    if picture.shape == shape:
        return picture
    height, width = picture.shape
    full_height, full_width = shape
    scale = min(full_height / height, full_width / width)
    new_height, new_width = max(1, round(height * scale)), max(1, round(width * scale))
    down, across = _fractions(height, new_height), _fractions(width, new_width).T
    small = np.zeros((new_height, new_width), np.float32)
    # In bands of rows, so that a large photograph is never wholly converted to floats.
    for first in range(0, height, _ROWS_AT_ONCE):
        band = picture[first : first + _ROWS_AT_ONCE].astype(np.float32)
        small += down[:, first : first + len(band)] @ (band @ across)
    sheet = np.full(shape, np.median(_border(picture[None])), np.float32)
    top, left = (full_height - new_height) // 2, (full_width - new_width) // 2
    sheet[top : top + new_height, left : left + new_width] = small
    return np.rint(sheet).clip(0, 255).astype(np.uint8)


def fit_all(pictures: NDArray[np.uint8], shape: tuple[int, ...] = PICTURE_SHAPE) -> Pictures:
    """Return ``pictures``, shape (count, height, width), each fitted into ``shape``: shape (count, *shape)."""
    if pictures.shape[1:] == shape:
        return pictures
    fitted = np.empty((len(pictures), *shape), np.uint8)
    for index, picture in enumerate(pictures):
        fitted[index] = fit(picture, shape)
    return fitted


def luma(colours: NDArray[Any]) -> NDArray[np.float32]:
    """Return the brightness Y' = 0.299 R + 0.587 G + 0.114 B of ``colours``, shape (…, 3); ITU-R BT.601."""
    red, green, blue = np.moveaxis(colours.astype(np.float32), -1, 0)
    brightness: NDArray[np.float32] = np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue
    return brightness


def is_dark_on_light(pictures: Pictures) -> bool:
    """Return whether the median pixel on the borders of ``pictures``, shape (count, height, width), is above mid-grey.

    The caller decides this once for a whole data set; of a large one, about 10,000 evenly spread pictures are checked.
    """
    sample = pictures[:: max(1, len(pictures) // _BORDER_SAMPLE)]
    return bool(np.median(_border(sample)) > _MIDDLE_BRIGHTNESS)


def _border(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the pixels along the four sides of ``pictures``, shape (count, height, width), as a vector."""
    sides = (pictures[:, 0], pictures[:, -1], pictures[:, 1:-1, 0], pictures[:, 1:-1, -1])
    return np.concatenate([side.reshape(-1) for side in sides])


def _fractions(old: int, new: int) -> NDArray[np.float32]:
    """Return the fraction of each new pixel that each old pixel covers, shape (``new``, ``old``); rows sum to 1."""
    edges = np.arange(new + 1) * (old / new)
    positions = np.arange(old)
    overlap = np.minimum(edges[1:, None], positions + 1) - np.maximum(edges[:-1, None], positions)
    weights = np.clip(overlap, 0, None)
    normalized: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return normalized
