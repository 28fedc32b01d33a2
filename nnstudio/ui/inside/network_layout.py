"""Where the parts of the drawn network stand: the picture at the left, then a column for each layer of units."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.ui.inside.folding import FoldedLayer
from nnstudio.ui.theme import scaled

CAPTION = 34
"""Height of the two lines above a column, in pixels."""
FOLD = 20
"""Height of the line below a column that turns its pages, in pixels."""
TILE = 0.24
"""Width of the picture as a fraction of the whole."""
LABELS = 104
"""Width of the names and probabilities of the classes, in pixels."""
LARGEST_UNIT, SMALLEST_UNIT = 16.0, 5.0
MARGIN = 8


class NetworkLayout:
    """The places of everything in an area of ``size`` pixels; made anew when the size or the shown units change."""

    def __init__(self, size: QSizeF, input_shape: Shape, layers: Sequence[FoldedLayer]) -> None:
        caption, fold = scaled(CAPTION), scaled(FOLD)
        self._top, self._bottom = float(caption), size.height() - fold
        side = min(TILE * size.width(), self._bottom - self._top)
        height, width = input_shape
        fitted = QSizeF(width, height).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        self.tile = QRectF(QPointF(MARGIN, (self._top + self._bottom - fitted.height()) / 2), fitted)
        right = size.width() - scaled(LABELS)
        self.spacing = (right - self.tile.right()) / max(1, len(layers))
        self.xs = [self.tile.right() + (number + 1) * self.spacing - LARGEST_UNIT for number in range(len(layers))]
        self.places = [self._column(x, len(layer.shown)) for x, layer in zip(self.xs, layers, strict=True)]
        fullest = max((len(layer.shown) for layer in layers), default=1)
        free = (self._bottom - self._top) / max(1, fullest)
        self.unit = min(scaled(LARGEST_UNIT), max(SMALLEST_UNIT, free - 2))
        self.folds = [QRectF(x - self.spacing / 2, self._bottom, self.spacing, fold) for x in self.xs]
        self.captions = [QRectF(x - self.spacing / 2, 0, self.spacing, caption) for x in self.xs]

    @property
    def labels_left(self) -> float:
        """Where the names of the classes begin."""
        return self.xs[-1] + self.unit if self.xs else 0.0

    def pixel_places(self, input_shape: Shape) -> Floats:
        """Return the middle of each pixel of a picture of ``input_shape``, shape (pixels, 2), row by row."""
        height, width = input_shape
        rows, columns = np.mgrid[0:height, 0:width]
        x = self.tile.left() + (columns.ravel() + 0.5) * self.tile.width() / width
        y = self.tile.top() + (rows.ravel() + 0.5) * self.tile.height() / height
        return np.stack([x, y], axis=1)

    def _column(self, x: float, count: int) -> Floats:
        ys = self._top + (np.arange(count) + 0.5) * (self._bottom - self._top) / max(1, count)
        return np.stack([np.full(count, x), ys], axis=1)

    def find(self, position: QPointF) -> tuple[int, int] | None:
        """Return the layer and the place in its column of the unit at ``position``, or None."""
        for layer, places in enumerate(self.places):
            if len(places) and abs(places[0, 0] - position.x()) <= max(self.unit, 8):
                distances = np.abs(places[:, 1] - position.y())
                nearest = int(distances.argmin())
                if distances[nearest] <= max(self.unit, 8):
                    return layer, nearest
        return None

    def find_fold(self, position: QPointF) -> int | None:
        """Return the layer whose pages the line at ``position`` turns, or None."""
        return next((layer for layer, area in enumerate(self.folds) if area.contains(position)), None)
