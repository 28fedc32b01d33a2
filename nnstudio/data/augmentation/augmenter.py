"""All distortions of a picture, one after the other.

Places first (affine and elastic together, resampled once, with the grain of the ink), then the pen. Pictures
may share a warp: that of the others costs hardly more than the first's.
"""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.augmentation.affine import draw_matrices, positions
from nnstudio.data.augmentation.elastic import draw_displacements
from nnstudio.data.augmentation.noise import make_grainy
from nnstudio.data.augmentation.resampling import PIXELS, Taps, bilinear_taps, resample
from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.augmentation.thickness import draw_amounts, thicken
from nnstudio.data.dataset import SIDE, Pictures

AT_ONCE = 512
"""Pictures worked on at a time: enough for each call of NumPy to be worth it, and few enough that none of the arrays
in between is so large (128 KB) that the C library asks the system for its memory anew each time."""


def augment(pictures: Pictures, settings: AugmentationSettings, rng: np.random.Generator) -> Pictures:
    """Return ``pictures``, shape (count, 784), each distorted on its own; the given ones stay as they are."""
    distorted = pictures.copy()
    if settings.is_on and len(pictures):
        Augmenter(1).distort(distorted[None], settings, rng)
    return distorted


class Augmenter:
    """Distorts pictures in place, in memory that is mostly made once."""

    def __init__(self, group: int) -> None:
        """Make room for groups of up to ``group`` pictures that share a warp."""
        size = PIXELS * max(AT_ONCE, group)
        self._bytes = [np.empty(size, np.uint8) for _ in range(2)]
        self._text = [np.empty(size, np.uint16) for _ in range(3)]

    def distort(self, pictures: NDArray[np.uint8], settings: AugmentationSettings, rng: np.random.Generator) -> None:
        """Distort ``pictures``, shape (group, warps, 784): those with the same second index share a warp."""
        group, warps, _ = pictures.shape
        step = max(1, AT_ONCE // group)
        for start in range(0, warps, step):
            self._distort_part(pictures[:, start : start + step].transpose(1, 2, 0), settings, rng)

    def _distort_part(self, rows: NDArray[np.uint8], settings: AugmentationSettings, rng: np.random.Generator) -> None:
        """Distort ``rows``, shape (warps, 784, group)."""
        warps, _, group = rows.shape
        ink, spare = (each[: rows.size].reshape(-1, group) for each in self._bytes)
        old, new, scratch = (each[: rows.size].reshape(-1, group) for each in self._text)
        np.copyto(ink.reshape(rows.shape), rows)
        np.copyto(old, ink)
        resample(old, _draw_taps(settings, warps, rng), new, scratch)
        np.copyto(ink, new, casting="unsafe")  # none is above 255
        if settings.thickness:
            grid = (warps, SIDE, SIDE, group)
            amounts = draw_amounts(settings.thickness, warps, rng)
            thicken(ink.reshape(grid), amounts, spare.reshape(grid), scratch.reshape(grid))
        np.copyto(rows, ink.reshape(rows.shape))


def _draw_taps(settings: AugmentationSettings, count: int, rng: np.random.Generator) -> Taps:
    coordinates = positions(draw_matrices(settings, count, rng))
    if settings.elastic_strength:
        coordinates += draw_displacements(settings.elastic_strength, settings.elastic_smoothness, count, rng)
    taps = bilinear_taps(coordinates)
    if settings.noise:
        make_grainy(taps, settings.noise / 100, rng)
    return taps
