"""Features of a picture that say where its lines run in which direction; they separate shapes better than pixels do.

Two drawings of a 3 hardly have a pixel in common, but both have an arc at the top right. The length of each pixel's
gradient goes to the plane of its direction; each plane is then blurred and sampled at a few positions.
"""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Pictures, as_inputs

DIRECTIONS = 8
POSITIONS = 5
"""Positions along each side at which a plane is sampled; they are `SPACING` pixels apart."""
SPACING = 5.0
BLUR = 2.5
"""Standard deviation of the blur in pixels: half the spacing, so that a line between two positions counts for both."""
REFERENCE_SIDE = 28
"""Pixels of the side for which `SPACING` and `BLUR` are given; they are scaled in proportion to another side."""
CHUNK = 250
FEATURES = DIRECTIONS * POSITIONS * POSITIONS

Features = NDArray[np.float32]


def direction_features(pictures: Pictures) -> Features:
    """Return the features of ``pictures``, shape (count, height, width), 0 paper to 255 ink: (count, 200), 0 or more.

    The gradient is Sobel's. Its length is distributed over the two nearest of eight directions, and the square root
    of the blurred sums is taken, which brings their distribution closer to a normal one.
    Source: C.-L. Liu, K. Nakashima, H. Sako, H. Fujisawa, Handwritten digit recognition: benchmarking of
    state-of-the-art techniques, Pattern Recognition 2003, sections 3.2 and 3.3.
    Raises ValueError for samples that are not pictures.
    """
    if pictures.ndim != 3:
        raise ValueError(f"samples of shape {pictures.shape[1:]} are not pictures")
    features = np.empty((len(pictures), FEATURES), np.float32)
    for start in range(0, len(pictures), CHUNK):  # a chunk's planes stay in the cache
        features[start : start + CHUNK] = _features(pictures[start : start + CHUNK])
    return features


def _features(pictures: Pictures) -> Features:
    ink = as_inputs(pictures)
    across, down = _sobel(ink)
    length = np.hypot(across, down)
    direction = np.arctan2(down, across) * np.float32(DIRECTIONS / (2 * np.pi))
    down_window, across_window = map(_window, ink.shape[1:])
    sums = np.empty((len(ink), DIRECTIONS, POSITIONS, POSITIONS), np.float32)
    for number in range(DIRECTIONS):
        apart = np.abs(direction - number)
        np.minimum(apart, DIRECTIONS - apart, out=apart)
        np.abs(apart, out=apart)
        plane = length * np.maximum(0, 1 - apart)
        sums[:, number] = down_window.T @ (plane @ across_window)
    features: Features = np.sqrt(sums).reshape(len(ink), FEATURES)
    return features


def _sobel(ink: Features) -> tuple[Features, Features]:
    """Return the gradient to the right and downwards, each with the shape of ``ink``; pictures are padded with 0."""
    framed = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    rows = framed[:, :-2] + 2 * framed[:, 1:-1] + framed[:, 2:]
    columns = framed[:, :, :-2] + 2 * framed[:, :, 1:-1] + framed[:, :, 2:]
    return rows[:, :, 2:] - rows[:, :, :-2], columns[:, 2:] - columns[:, :-2]


def _window(side: int) -> Features:
    """Return the weight of each pixel along a ``side`` at each position, shape (side, 5)."""
    scale = side / REFERENCE_SIDE
    middle = (side - 1) / 2
    centres = middle + SPACING * scale * (np.arange(POSITIONS) - (POSITIONS - 1) / 2)
    away = (np.arange(side)[:, None] - centres) / (BLUR * scale)
    weights: Features = np.exp(-0.5 * away**2).astype(np.float32)
    return weights
