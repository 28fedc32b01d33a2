"""Finds the place in a plot where a label beside a vertical line covers least."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSizeF

from nnstudio.ui.plots.crosshair import LABEL_HEIGHT
from nnstudio.ui.plots.run_numbers import Points

SAMPLES = 24
"""Places along a label at which curves are looked for."""
TAKEN = 10 * SAMPLES
"""What another label counts, compared with one such place."""


def places_beside(along: float, label: QSizeF, plot: QSizeF, is_top_first: bool) -> list[QRectF]:
    """Return where a ``label`` can stand beside a line ``along`` pixels from the left of a ``plot``, the best first.

    They go from the top to the bottom, or the other way, but leave the row of the label of a pinned crosshair free.
    On either side of the line, first where there is more room.
    """
    width, height = label.width(), label.height()
    last = plot.height() * (1 - LABEL_HEIGHT) - 1.5 * height
    tops = [0.0] if last < 0 else [float(top) for top in np.arange(0.0, last + 1e-9, height)]
    if not is_top_first:
        tops = [max(0.0, last) - top for top in tops]
    sides = [along, along - width] if along <= plot.width() / 2 else [along - width, along]
    fitting = [left for left in sides if left >= 0 and left + width <= plot.width()] or sides[:1]
    return [QRectF(left, top, width, height) for top in tops for left in fitting]


def least_covering(places: Sequence[QRectF], curves: Sequence[Points], labels: Sequence[QRectF]) -> QRectF:
    """Return the first of ``places`` that covers least of ``curves``, in the same pixels, and of other ``labels``."""
    known = [_known(curve) for curve in curves]
    return min(places, key=lambda place: _covered(place, known, labels))


def _known(curve: Points) -> Points:
    is_known = np.isfinite(curve.x) & np.isfinite(curve.y)
    return Points(curve.x[is_known], curve.y[is_known])


def _covered(place: QRectF, curves: Sequence[Points], labels: Sequence[QRectF]) -> int:
    """Return at how many of `SAMPLES` places of each curve it is below ``place``; a label counts `TAKEN`."""
    at = np.linspace(place.left(), place.right(), SAMPLES)
    count = TAKEN * sum(place.intersects(label) for label in labels)
    for curve in curves:
        if len(curve.x):
            y = np.interp(at, curve.x, curve.y, left=np.nan, right=np.nan)
            count += int(np.count_nonzero((y >= place.top()) & (y <= place.bottom())))
    return count
