"""Small labelled pictures that a network learns at once."""

import numpy as np

from nnstudio.data.dataset import PictureSamples


def patterns(count=200, classes=10, side=8, seed=5):
    """Return noisy pictures of one random pattern for each class."""
    rng = np.random.default_rng(seed)
    shapes = rng.random((classes, side, side)) > 0.6
    labels = rng.integers(0, classes, count)
    pictures = shapes[labels] * rng.integers(120, 255, (count, 1, 1)) + rng.integers(0, 40, (count, side, side))
    return PictureSamples(pictures.clip(0, 255).astype(np.uint8), labels.astype(np.uint8))
