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

AT_ONCE = 100_000
"""Pixels worked on at a time: enough for each call of NumPy to be worth it, few enough to stay in the cache."""


def augment(pictures: Pictures, settings: AugmentationSettings, rng: np.random.Generator) -> Pictures:
    """Return ``pictures``, shape (count, 784), each distorted on its own; the given ones stay as they are."""
    distorted = pictures.copy()
    if settings.is_on and len(pictures):
        Augmenter(1).distort(distorted[None], settings, rng)
    return distorted


class Augmenter:
    """Distorts pictures in place, in memory of its own that is made once."""

    def __init__(self, group: int) -> None:
        """Make room for groups of up to ``group`` pictures that share a warp."""
        self._columns = [np.empty(max(AT_ONCE, PIXELS * group), np.uint16) for _ in range(3)]

    def distort(self, pictures: NDArray[np.uint8], settings: AugmentationSettings, rng: np.random.Generator) -> None:
        """Distort ``pictures``, shape (group, warps, 784): those with the same second index share a warp."""
        group, warps, _ = pictures.shape
        taps = _draw_taps(settings, warps, rng)
        amounts = draw_amounts(settings.thickness, warps, rng)
        step = max(1, AT_ONCE // (PIXELS * group))
        for start in range(0, warps, step):
            part = slice(start, start + step)
            rows = pictures[:, part].transpose(1, 2, 0)
            old, new, scratch = (each[: rows.size].reshape(rows.shape) for each in self._columns)
            np.copyto(old, rows)
            flat = (-1, group)
            part_of_taps = Taps(taps.first[part], taps.weights[:, part])
            resample(old.reshape(flat), part_of_taps, new.reshape(flat), scratch.reshape(flat))
            if settings.thickness:
                grid = (-1, SIDE, SIDE, group)
                thicken(new.reshape(grid), amounts[part], scratch.reshape(grid))
            np.copyto(rows, new, casting="unsafe")  # no ink is above 255


def _draw_taps(settings: AugmentationSettings, count: int, rng: np.random.Generator) -> Taps:
    places = positions(draw_matrices(settings, count, rng))
    if settings.elastic_strength:
        places += draw_displacements(settings.elastic_strength, settings.elastic_smoothness, count, rng)
    taps = bilinear_taps(places)
    if settings.noise:
        make_grainy(taps, settings.noise / 100, rng)
    return taps
