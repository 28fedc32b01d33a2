"""Centring pictures by their mass, by whole pixels as MNIST's were: nothing is blurred, and edges stay on pixels."""

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.float32]
Pixels = NDArray[np.intp]

TIE = 1e-4
"""A centre of mass this close to the middle between two pixels, as a symmetric digit's is, is shifted to the second, so
that rounding errors do not decide."""


def centre(pictures: Levels, pixel: float) -> Levels:
    """Shift each picture, (n, height, width), until its centre of mass is within half a pixel of index ``pixel``."""
    return shift(pictures, centring(pictures, pixel))


def centring(pictures: Levels, pixel: float) -> Pixels:
    """Return by how many pixels in x and y `centre` shifts each picture: (n, height, width) → (n, 2)."""
    return np.floor(pixel - centre_of_mass(pictures) + 0.5 + TIE).astype(np.intp)


def shift(pictures: Levels, by: Pixels) -> Levels:
    """Shift each picture, (n, height, width), by its own number of pixels in x and y, (n, 2).

    Ink that leaves the picture is lost; paper moves in.
    """
    count, height, width = pictures.shape
    frame = int(np.abs(by).max(initial=0))
    framed = np.zeros((count, height + 2 * frame, width + 2 * frame), pictures.dtype)
    framed[:, frame : frame + height, frame : frame + width] = pictures
    # Every part of a framed picture that is as large as a picture; one is taken from each.
    parts = np.lib.stride_tricks.sliding_window_view(framed, (height, width), axis=(1, 2))
    shifted: Levels = parts[np.arange(count), frame - by[:, 1], frame - by[:, 0]]
    return shifted


def centre_of_mass(pictures: Levels) -> NDArray[np.float64]:
    """Return the centre of mass of each picture as (x, y) pixel indices: (n, height, width) → (n, 2).

    For a picture without ink it is the middle.
    """
    columns = pictures.sum(axis=1)
    rows = pictures.sum(axis=2)
    return np.stack([_mean_index(columns), _mean_index(rows)], axis=1)


def _mean_index(mass: Levels) -> NDArray[np.float64]:
    total = mass.sum(axis=1)
    middle = (mass.shape[1] - 1) / 2
    moment = (mass * (np.arange(mass.shape[1]) - middle)).sum(axis=1)
    index: NDArray[np.float64] = moment / np.where(total > 0, total, 1.0) + middle
    return index
