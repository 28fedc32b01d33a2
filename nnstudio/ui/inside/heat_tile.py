"""Numbers as a small picture, one of which can be chosen."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.inspection.formula_numbers import number
from nnstudio.inspection.step_pages import Tile
from nnstudio.ui.focus_ring import FocusablePicture
from nnstudio.ui.theme import Theme, caption_font, diverging_map, scaled, scaled_picture

SIDE, CAPTION, MARGIN = 140, 18, 4
STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class HeatTile(FocusablePicture):
    """Paints a `Tile` with the chosen number below it; a click or the arrow keys choose another number."""

    chosen = Signal(object, int)
    """The user has chosen the number with this index: what it `Picks`, and the index."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile: Tile | None = None
        """What is shown."""
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Numbers as a picture")
        self.setWhatsThis("Blue is positive, orange negative. Click a number, or use the arrow keys, to look at it.")

    def show_tile(self, tile: Tile) -> None:
        """Show ``tile``."""
        self.tile = tile
        self.setAccessibleName(tile.title)
        self.setAccessibleDescription(self.text)
        self.update()

    @property
    def text(self) -> str:
        """The title, with the chosen number."""
        tile = self.tile
        if tile is None:
            return ""
        if tile.chosen is None:
            return tile.title
        return f"{tile.title}: {self._number(tile.chosen)}"

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the picture and the line below it."""
        side = scaled_picture(SIDE) + 2 * MARGIN
        return QSize(side, side + scaled(CAPTION))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def position_of(self, index: int) -> QPoint:
        """Return the middle of the number ``index``."""
        return self._cell(index).center().toPoint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the numbers, a frame around the chosen one, and the line below."""
        painter = QPainter(self)
        tile = self.tile
        if tile is None:
            return
        painter.drawImage(self._area(), self._image(tile))
        painter.setPen(self._theme.color("border_strong"))
        painter.drawRect(self._area())
        if tile.chosen is not None:
            painter.setPen(QPen(self._theme.color("text"), 2))
            painter.drawRect(self._cell(tile.chosen).adjusted(-1, -1, 1, 1))
        painter.setFont(caption_font())
        painter.setPen(self._theme.color("muted_text"))
        below = QRect(0, self.height() - scaled(CAPTION), self.width(), scaled(CAPTION))
        text = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideMiddle, below.width() - 4)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        self.draw_focus(painter, self._theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number below the pointer."""
        index = self._index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the number beside the chosen one."""
        step, tile = STEPS.get(Qt.Key(event.key())), self.tile
        if step is None or tile is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        height, width = tile.values.shape
        row, column = divmod(tile.chosen or 0, width)
        row, column = min(max(row + step[0], 0), height - 1), min(max(column + step[1], 0), width - 1)
        self._choose(row * width + column)

    def event(self, event: QEvent) -> bool:
        """Tell the number below the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if index is None else self._number(index), self)
            return True
        return super().event(event)

    def _choose(self, index: int) -> None:
        tile = self.tile
        if tile is not None and not np.isnan(tile.values.reshape(-1)[index]) and index != tile.chosen:
            self.chosen.emit(tile.picks, index)

    def _number(self, index: int) -> str:
        assert self.tile is not None
        value = float(self.tile.values.reshape(-1)[index])
        return str(round(value)) if self.tile.is_ink else number(value)

    def _image(self, tile: Tile) -> QImage:
        """Return the numbers as colours: ink as it is, all else signed, with the largest in the full colour."""
        if tile.is_ink:
            indices = np.nan_to_num(tile.values)
            colors = np.repeat(np.rint(indices).astype(np.uint8)[..., None], 3, axis=2)
        else:
            values = np.nan_to_num(tile.values, posinf=0, neginf=0)
            largest = float(np.abs(values).max()) or 1.0
            colors = diverging_map(self._theme)[np.rint(127.5 + 127.5 * values / largest).astype(np.intp)]
        pixels = np.ascontiguousarray(colors)
        height, width, _ = pixels.shape
        return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()

    def _area(self) -> QRectF:
        assert self.tile is not None
        height, width = self.tile.values.shape
        side = scaled_picture(SIDE)
        scale = side / max(height, width)
        size = QSize(round(width * scale), round(height * scale))
        return QRectF(MARGIN + (side - size.width()) / 2, MARGIN + (side - size.height()) / 2, *size.toTuple())

    def _cell(self, index: int) -> QRectF:
        assert self.tile is not None
        area, (height, width) = self._area(), self.tile.values.shape
        row, column = divmod(index, width)
        across, down = area.width() / width, area.height() / height
        return QRectF(area.left() + column * across, area.top() + row * down, across, down)

    def _index_at(self, position: QPointF) -> int | None:
        if self.tile is None or not self._area().contains(position):
            return None
        area, height, width = self._area(), *self.tile.values.shape
        column = min(int((position.x() - area.left()) / area.width() * width), width - 1)
        row = min(int((position.y() - area.top()) / area.height() * height), height - 1)
        return int(row * width + column)
