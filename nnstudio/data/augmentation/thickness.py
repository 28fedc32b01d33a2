"""A broader or finer pen: grey-scale dilation and erosion by a fraction of a pixel.

Dilation takes the maximum of a pixel and its four neighbours, erosion the minimum (J. Serra, Image Analysis and
Mathematical Morphology, 1982). As erosion is dilation of the paper, both are one operation here. Interpolating between
the picture and its dilation by a fraction moves an edge by that fraction of a pixel.
"""

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]
"""Ink, shape (warps, height, width, pictures per warp)."""


def draw_amounts(thickness: float, count: int, rng: np.random.Generator) -> NDArray[np.int16]:
    """Draw how far edges move outwards, in 256ths of a pixel, uniformly between minus and plus ``thickness`` pixels."""
    return np.rint(256 * thickness * rng.uniform(-1, 1, count)).astype(np.int16)


def thicken(ink: Grid, amounts: NDArray[np.int16], spread: Grid, scratch: NDArray[np.uint16]) -> None:
    """Move the edges in ``ink`` outwards by ``amounts``, shape (warps,), in 256ths of a pixel; inwards if negative.

    Neither ink nor paper spreads into the picture from beyond its border. ``spread`` and ``scratch`` are buffers of
    the shape of ``ink``.
    """
    shape = (-1, 1, 1, 1)
    inverted = np.where(amounts < 0, 255, 0).astype(np.uint8).reshape(shape)
    ink ^= inverted
    np.copyto(spread, ink)
    for edge, beside in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[:, :, 1:], np.s_[:, :, :-1])):
        np.maximum(spread[edge], ink[beside], out=spread[edge])
        np.maximum(spread[beside], ink[edge], out=spread[beside])
    spread -= ink
    np.copyto(scratch, spread)
    scratch *= np.abs(amounts).astype(np.uint16).reshape(shape)
    scratch >>= 8
    np.copyto(spread, scratch, casting="unsafe")
    ink += spread
    ink ^= inverted
