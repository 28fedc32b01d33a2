"""Colour scales for values, in the colours of a theme."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnstudio.ui.theme.theme import Theme

ColorTable = NDArray[np.uint8]
"""256 colours, shape (256, 3), as an image item takes them."""


def diverging_map(theme: Theme) -> ColorTable:
    """Return colours for signed values; zero, in the middle, has the background colour of plots."""
    stops = (theme.diverging_negative, theme.plot_background, theme.diverging_positive)
    return _interpolate(stops)


def sequential_map(theme: Theme) -> ColorTable:
    """Return colours for values from none, the background colour of plots, to all, the accent colour."""
    return _interpolate((theme.plot_background, theme.accent))


def readable_on(background: QColor) -> QColor:
    """Return black or white, whichever has more contrast on ``background``: at least 4.58 to 1.

    Source: W3C, Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
    """
    channels, luminance = (background.redF(), background.greenF(), background.blueF()), 0.0
    for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True):
        luminance += weight * (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
    is_white_clearer = 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05
    return QColor("white" if is_white_clearer else "black")


def _interpolate(stops: tuple[str, ...]) -> ColorTable:
    anchors = np.array([list(bytes.fromhex(stop[1:])) for stop in stops], dtype=np.float64)
    indices = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(indices, np.arange(len(stops)), anchors[:, channel]) for channel in range(3)]
    return np.ascontiguousarray(np.rint(np.stack(channels, axis=1)).astype(np.uint8))
