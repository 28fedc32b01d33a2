"""Lines for the strongest connections, sorted into a few pens, so that thousands are drawn in milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.engine.arrays import Floats
from nnstudio.inspection.connections import strongest_connections
from nnstudio.ui.theme import Theme, diverging_map

LEVELS = 8
"""Brightnesses of a line; each is an opaque colour, because transparent lines take ten times as long."""
DIMMEST = 0.12
WIDE = 0.6
"""From this fraction of the strongest weight on, a line is two pixels wide."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Where lines begin or end: ``places``, shape (units, 2), in pixels, and the activity ``lit`` of the sources."""

    places: Floats
    lit: Floats | None = None


class ConnectionLines:
    """The lines of all pairs of neighbouring layers."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[int, int, int], list[QLineF]] = {}

    @property
    def count(self) -> int:
        """How many lines there are."""
        return sum(map(len, self._buckets.values()))

    def clear(self) -> None:
        """Forget all lines."""
        self._buckets.clear()

    def add(self, weights: Floats, sources: Ends, targets: Ends, count: int) -> None:
        """Add lines for the ``count`` largest of ``weights``, shape (sources, targets).

        A line's brightness is its weight, as a fraction of the largest, times the activity of its source, likewise.
        """
        if not np.isfinite(weights).all():
            return
        found = strongest_connections(weights, count)
        if not len(found.weights) or found.largest == 0:
            return
        sizes = np.abs(found.weights) / found.largest
        bright = 0.3 + 0.7 * sizes
        if sources.lit is not None:
            activity = np.abs(sources.lit)
            largest = float(activity.max()) or 1.0
            bright = bright * np.clip(activity[found.sources] / largest, 0, 1)
        levels = np.rint((DIMMEST + (1 - DIMMEST) * bright) * LEVELS).astype(int)
        widths = np.where(sizes >= WIDE, 2, 1)
        signs = np.where(found.weights < 0, -1, 1)
        lines = np.hstack([sources.places[found.sources], targets.places[found.targets]])
        keys = zip(levels.tolist(), widths.tolist(), signs.tolist(), strict=True)
        for key, ends in zip(keys, lines.tolist(), strict=True):
            self._buckets.setdefault(key, []).append(QLineF(*ends))

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw all lines, the brightest last."""
        for key in sorted(self._buckets):
            level, width, sign = key
            painter.setPen(QPen(signed_color(theme, sign * level / LEVELS), width))
            painter.drawLines(self._buckets[key])


def signed_color(theme: Theme, value: float) -> QColor:
    """Return the colour of ``value`` on the diverging scale from -1 to 1; 0 is the background of plots."""
    table = diverging_map(theme)
    return QColor(*table[round(127.5 + 127.5 * min(1.0, max(-1.0, value)))].tolist())


def signed_colors(theme: Theme, values: Floats, largest: float) -> Sequence[QColor]:
    """Return a colour for each of ``values``, shape (count,), from minus to plus ``largest``."""
    table = diverging_map(theme)
    indices = np.rint(127.5 + 127.5 * np.nan_to_num(values / (largest or 1.0))).astype(np.intp)
    return [QColor(*color) for color in table[np.clip(indices, 0, 255)].tolist()]
