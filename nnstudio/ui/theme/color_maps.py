"""Lookup tables for pictures of signed values, in the colours of a theme."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.ui.theme.theme import Theme

ColorTable = NDArray[np.uint8]
"""256 colours, shape (256, 3), as an image item takes them."""


def diverging_map(theme: Theme) -> ColorTable:
    """Return colours for signed values; zero, in the middle, has the background colour of plots."""
    stops = (theme.diverging_negative, theme.plot_background, theme.diverging_positive)
    return _interpolate(stops)


def _interpolate(stops: tuple[str, ...]) -> ColorTable:
    anchors = np.array([list(bytes.fromhex(stop[1:])) for stop in stops], dtype=np.float64)
    indices = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(indices, np.arange(len(stops)), anchors[:, channel]) for channel in range(3)]
    return np.ascontiguousarray(np.rint(np.stack(channels, axis=1)).astype(np.uint8))
