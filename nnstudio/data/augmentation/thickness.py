"""A broader or finer pen: grey dilation and erosion by a part of a pixel.

Dilation takes the most ink of a pixel and its four neighbours, erosion the least (J. Serra, Image Analysis and
Mathematical Morphology, 1982). As erosion is the dilation of the paper, both are one operation here. Going only a part
of the way from the picture to its dilation moves an edge by that part of a pixel.
"""

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.uint8]
"""Ink, shape (warps, height, width, pictures per warp)."""


def draw_amounts(thickness: float, count: int, rng: np.random.Generator) -> NDArray[np.int16]:
    """Draw by how much edges move outwards, in 256ths of a pixel, evenly between minus and plus ``thickness``."""
    return np.rint(256 * thickness * rng.uniform(-1, 1, count)).astype(np.int16)


def thicken(ink: Grid, amounts: NDArray[np.int16], spread: Grid, scratch: NDArray[np.uint16]) -> None:
    """Move the edges in ``ink`` outwards by ``amounts``, shape (warps,), in 256ths of a pixel; inwards if negative.

    Beyond the picture's border there is nothing that could spread into it. ``spread`` and ``scratch`` have the shape
    of ``ink`` and are written over.
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
