"""All distortions of a picture in turn.

First the geometry and the noise, in a single resampling (affine, elastic, noise); then the stroke thickness. Pictures
may share a warp, because applying it to further pictures costs little.
"""

import math

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.augmentation.affine import draw_matrices, positions
from nnstudio.data.augmentation.elastic import draw_displacements
from nnstudio.data.augmentation.noise import make_grainy
from nnstudio.data.augmentation.resampling import Taps, bilinear_taps, resample
from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.augmentation.thickness import draw_amounts, thicken
from nnstudio.data.dataset import Pictures

AT_ONCE = 512
"""Pictures distorted at a time: enough to make each NumPy call worth its overhead, but so few that no intermediate
array reaches 128 KB, the size from which the C library requests memory from the system each time."""


def augment(pictures: Pictures, settings: AugmentationSettings, rng: np.random.Generator) -> Pictures:
    """Return a copy of ``pictures``, shape (count, height, width), in which each is distorted independently."""
    distorted = pictures.copy()
    shape = pictures.shape[1:]
    if settings.is_on and len(pictures) and is_distortable(shape):
        Augmenter(1, shape).distort(distorted[None], settings, rng)
    return distorted


def is_distortable(shape: tuple[int, ...]) -> bool:
    """Return whether samples of ``shape`` are pictures of at least 2×2 pixels; others are never distorted."""
    return len(shape) == 2 and min(shape) > 1


class Augmenter:
    """Distorts pictures in place; its large buffers are allocated once."""

    def __init__(self, group: int, shape: tuple[int, ...]) -> None:
        """Allocate buffers for groups of up to ``group`` pictures of ``shape``, (height, width), that share a warp."""
        self._shape = shape
        size = math.prod(shape) * max(AT_ONCE, group)
        self._uint8_buffers = [np.empty(size, np.uint8) for _ in range(2)]
        self._uint16_buffers = [np.empty(size, np.uint16) for _ in range(3)]

    def distort(self, pictures: NDArray[np.uint8], settings: AugmentationSettings, rng: np.random.Generator) -> None:
        """Distort ``pictures``, shape (group, warps, height, width); those with the same second index share a warp."""
        group, warps = pictures.shape[:2]
        flat = pictures.reshape(group, warps, -1)
        step = max(1, AT_ONCE // group)
        for start in range(0, warps, step):
            self._distort_chunk(flat[:, start : start + step].transpose(1, 2, 0), settings, rng)

    def _distort_chunk(self, rows: NDArray[np.uint8], settings: AugmentationSettings, rng: np.random.Generator) -> None:
        """Distort ``rows``, shape (warps, pixels, group)."""
        warps, _, group = rows.shape
        ink, spare = (each[: rows.size].reshape(-1, group) for each in self._uint8_buffers)
        old, new, scratch = (each[: rows.size].reshape(-1, group) for each in self._uint16_buffers)
        np.copyto(ink.reshape(rows.shape), rows)
        np.copyto(old, ink)
        resample(old, _draw_taps(settings, warps, self._shape, rng), new, scratch)
        np.copyto(ink, new, casting="unsafe")  # no value is above 255
        if settings.thickness:
            grid = (warps, *self._shape, group)
            amounts = draw_amounts(settings.thickness, warps, rng)
            thicken(ink.reshape(grid), amounts, spare.reshape(grid), scratch.reshape(grid))
        np.copyto(rows, ink.reshape(rows.shape))


def _draw_taps(settings: AugmentationSettings, count: int, shape: tuple[int, ...], rng: np.random.Generator) -> Taps:
    coordinates = positions(draw_matrices(settings, count, rng), shape)
    if settings.elastic_strength:
        coordinates += draw_displacements(settings.elastic_strength, settings.elastic_smoothness, count, shape, rng)
    taps = bilinear_taps(coordinates, shape)
    if settings.noise:
        make_grainy(taps, settings.noise / 100, rng)
    return taps
