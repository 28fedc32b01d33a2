"""Elastic distortion: neighbouring points move together, distant ones independently.

Source: P. Simard, D. Steinkraus, J. Platt, Best practices for convolutional neural networks applied to visual document
analysis, ICDAR 2003. Their α = 34 with σ = 4 corresponds to a strength of 1.4 pixels here.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def smoothing_matrix(smoothness: float, side: int) -> Floats:
    """Return K, shape (side, side): row i is a Gaussian of standard deviation ``smoothness`` around i, of norm 1.

    For white noise Z, K Z Kᵀ then has the variance of Z at every pixel, at the picture's border as in its centre.
    """
    apart = np.subtract.outer(np.arange(side), np.arange(side))
    matrix = np.exp(-0.5 * (apart / smoothness) ** 2)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix.astype(np.float32)


def draw_displacements(
    strength: float, smoothness: float, count: int, shape: tuple[int, ...], rng: np.random.Generator
) -> Floats:
    """Draw the displacements in y and x of every pixel of pictures of ``shape``: shape (count, 2, pixels), in pixels.

    Uniform noise is smoothed and scaled to a standard deviation of ``strength``.
    """
    height, width = shape
    # In the layout (height, count · 2, width), smoothing down and smoothing across are one matrix product each.
    noise = rng.random((height, count * 2 * width), np.float32)
    noise -= np.float32(0.5)
    down = smoothing_matrix(smoothness, height) @ noise
    both: Floats = down.reshape(-1, width) @ (smoothing_matrix(smoothness, width).T * np.float32(strength * 12**0.5))
    return both.reshape(height, count, 2, width).transpose(1, 2, 0, 3).reshape(count, 2, height * width)
