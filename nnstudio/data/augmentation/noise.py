"""Grain: ink that is fainter here and there. Paper stays paper."""

import numpy as np

from nnstudio.data.augmentation.resampling import FULL, Taps


def make_grainy(taps: Taps, noise: float, rng: np.random.Generator) -> None:
    """Multiply every pixel's ``taps`` by a number drawn evenly from 1 - ``noise`` to 1, all in 256ths.

    A factor of the taps costs nothing when the pictures are resampled, and cannot make more than full ink.
    """
    factors = rng.integers(round(FULL * (1 - noise)), FULL, taps.first.shape, np.uint16, endpoint=True)
    taps.weights[...] = (taps.weights.astype(np.uint32) * factors) >> 8
