"""Elastic distortion: neighbouring points move alike, distant ones do not.

Source: P. Simard, D. Steinkraus, J. Platt, Best practices for convolutional neural networks applied to visual document
analysis, ICDAR 2003. Their α = 34 with σ = 4 is a strength of 1.4 pixels here.
"""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import SIDE

Floats = NDArray[np.float32]


def smoothing_matrix(smoothness: float) -> Floats:
    """Return K, shape (28, 28): row i is a Gaussian of standard deviation ``smoothness`` around i, of length one.

    K Z Kᵀ then has the variance of Z at every pixel, at the picture's border as in its middle.
    """
    apart = np.subtract.outer(np.arange(SIDE), np.arange(SIDE))
    matrix = np.exp(-0.5 * (apart / smoothness) ** 2)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix.astype(np.float32)


def draw_displacements(strength: float, smoothness: float, count: int, rng: np.random.Generator) -> Floats:
    """Draw how far each pixel moves, in y and in x: shape (count, 2, 784), in pixels.

    Numbers drawn evenly from -1 to 1 for each pixel are smoothed, and scaled to a standard deviation of ``strength``.
    """
    # Laid out as (28, count · 2, 28), so that smoothing down and smoothing across are one matrix product each.
    noise = rng.random((SIDE, count * 2 * SIDE), np.float32)
    noise -= np.float32(0.5)
    matrix = smoothing_matrix(smoothness)
    down = matrix @ noise
    both: Floats = down.reshape(-1, SIDE) @ (matrix.T * np.float32(strength * 12**0.5))
    return both.reshape(SIDE, count, 2, SIDE).transpose(1, 2, 0, 3).reshape(count, 2, SIDE * SIDE)
