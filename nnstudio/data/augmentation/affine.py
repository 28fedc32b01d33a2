"""Shift, rotation, scale and shear of whole pictures, combined into one affine matrix per picture."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.augmentation.settings import AugmentationSettings

Floats = NDArray[np.float32]


def draw_matrices(settings: AugmentationSettings, count: int, rng: np.random.Generator) -> Floats:
    """Draw ``count`` affine matrices, shape (count, 2, 3), from pixels of the new picture back to the old one.

    A point p = (y, x) of the old picture, relative to its centre, moves to p' = R H S p + t, where R is the rotation,
    H the shear (x' = x + y tan φ), S the two scales and t the shift; so p = S⁻¹ H⁻¹ R⁻¹ (p' - t). Each amount is drawn
    uniformly between minus and plus its setting, with the two scales and the two shifts independent.
    """
    turn, slant = np.radians([[settings.rotation], [settings.shear]]) * rng.uniform(-1, 1, (2, count))
    height, width = 1 + settings.scale / 100 * rng.uniform(-1, 1, (2, count))
    shift = settings.shift * rng.uniform(-1, 1, (2, count))
    cosine, sine, tangent = np.cos(turn), np.sin(turn), np.tan(slant)
    # As y points down, a positive angle turns anticlockwise: R = [[cos, -sin], [sin, cos]] acts on (y, x).
    rows = np.array([[cosine, sine], [-sine - tangent * cosine, cosine - tangent * sine]])
    rows /= np.array([height, width])[:, None]
    matrices = np.empty((count, 2, 3), np.float32)
    matrices[:, :, :2] = rows.transpose(2, 0, 1)
    matrices[:, :, 2] = -(rows * shift).sum(axis=1).T
    return matrices


def positions(matrices: Floats, shape: tuple[int, ...]) -> Floats:
    """Return the source position of each new pixel: y and x as indices of the old picture, shape (count, 2, pixels).

    Pictures of ``shape`` (height, width) are rotated about their centre, so a quarter turn of a square one is exact.
    """
    count = len(matrices)
    middle = (np.array(shape, np.float32) - 1) / 2
    down, across = np.indices(shape, np.float32).reshape(2, -1) - middle[:, None]
    grid = np.stack([down, across, np.ones_like(down)])
    found: Floats = (matrices.reshape(2 * count, 3) @ grid).reshape(count, 2, -1)
    found += middle[:, None]
    return found
