"""Noise: each pixel of ink becomes fainter by a random factor; empty paper stays empty."""

import numpy as np

from nnstudio.data.augmentation.resampling import FULL, Taps


def make_grainy(taps: Taps, noise: float, rng: np.random.Generator) -> None:
    """Multiply every pixel's ``taps`` by a factor drawn uniformly from 1 - ``noise`` to 1, in 256ths.

    A factor of the taps costs nothing in the resampling and cannot exceed full ink.
    """
    factors = rng.integers(round(FULL * (1 - noise)), FULL, taps.first.shape, np.uint16, endpoint=True)
    taps.weights[...] = (taps.weights.astype(np.uint32) * factors) >> 8
