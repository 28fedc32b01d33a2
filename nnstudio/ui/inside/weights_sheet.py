"""The weights of the first layer as a sheet of tiles, all on one diverging scale."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.engine.arrays import Floats
from nnstudio.ui.focus_ring import FocusablePicture
from nnstudio.ui.theme import Theme, diverging_map, scaled

TILE, GAP = 34, 5
"""Side of a tile and the space between two, in pixels."""
FRAME = 2
"""Pixels around the sheet for the frame of a selected tile."""


class WeightsSheet(FocusablePicture):
    """Paints a tile for each unit in an order; a click or the arrow keys select one."""

    selected = Signal(int)
    """The user has selected the unit with this index."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.order: list[int] = []
        """The units that have a tile, in the order of the tiles."""
        self.largest = 0.0
        """The largest absolute weight, which has the full colour."""
        self._dead: frozenset[int] = frozenset()
        self._unit: int | None = None
        self._tiles: list[QImage] = []
        self._pixels: list[NDArray[np.uint8]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Weights of the first layer")
        self.setWhatsThis("Click a tile, or use the arrow keys, to select its unit. A crossed-out unit is dead.")

    def show_weights(self, weights: Floats, shape: tuple[int, ...], order: list[int], dead: frozenset[int]) -> None:
        """Show ``weights``, shape (pixels, units), as tiles of ``shape`` in ``order``; cross ``dead`` out."""
        self.order, self._dead = order, dead
        shown = weights[:, self.order]
        self.largest = float(np.abs(weights).max(initial=0))
        scaled_weights = np.nan_to_num(shown / (self.largest or 1.0))
        colors = diverging_map(self._theme)[np.rint(127.5 + 127.5 * scaled_weights).astype(np.intp).T]
        height, width = shape
        self._pixels = [np.ascontiguousarray(tile).reshape(height, width, 3) for tile in colors]
        form = QImage.Format.Format_RGB888
        self._tiles = [QImage(each.data, width, height, 3 * width, form) for each in self._pixels]
        self._fit()
        self.update()

    def mark_unit(self, unit: int | None) -> None:
        """Draw a frame around the tile of ``unit``."""
        if unit != self._unit:
            self._unit = unit
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``; the tiles follow with the next `show_weights`."""
        self._theme = theme
        self._fit()

    @property
    def columns(self) -> int:
        """How many tiles stand in a row."""
        return max(1, (self.width() - 2 * FRAME + GAP) // (scaled(TILE) + GAP))

    def area_of(self, place: int) -> QRect:
        """Return where the tile with the number ``place`` stands."""
        row, column = divmod(place, self.columns)
        step = scaled(TILE) + GAP
        return QRect(column * step + FRAME, row * step + FRAME, scaled(TILE), scaled(TILE))

    def minimumSizeHint(self) -> QSize:
        """Return the width of some tiles, and the height of all rows."""
        return QSize(5 * (scaled(TILE) + GAP), self.height())

    def sizeHint(self) -> QSize:
        """Return the same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many tiles in a row as fit."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tiles."""
        painter = QPainter(self)
        for place, (index, tile) in enumerate(zip(self.order, self._tiles, strict=True)):
            area = self.area_of(place)
            painter.drawImage(area, tile)
            painter.setPen(self._theme.color("border"))
            painter.drawRect(area)
            if index in self._dead:
                painter.setPen(QPen(self._theme.color("error"), 2))
                painter.drawLine(area.topLeft(), area.bottomRight())
                painter.drawLine(area.bottomLeft(), area.topRight())
            if index == self._unit:
                painter.setPen(QPen(self._theme.color("accent" if self.hasFocus() else "text"), 2))
                painter.drawRect(area.adjusted(-1, -1, 1, 1))
        self.draw_focus(painter, self._theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the unit of the tile."""
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.selected.emit(self.order[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the tile beside the selected one."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
        }
        key = Qt.Key(event.key())
        if key not in steps or not self.order:
            super().keyPressEvent(event)
            return
        place = self.order.index(self._unit) + steps[key] if self._unit in self.order else 0
        self.selected.emit(self.order[min(max(place, 0), len(self.order) - 1)])

    def _place_at(self, position: QPointF) -> int | None:
        point = position.toPoint()
        return next((place for place in range(len(self.order)) if self.area_of(place).contains(point)), None)

    def _fit(self) -> None:
        rows = math.ceil(len(self.order) / self.columns)
        self.setFixedHeight(max(1, rows) * (scaled(TILE) + GAP) + FRAME)
