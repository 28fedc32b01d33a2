"""A grid of pictures from a data set with the names of their classes."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.data.dataset import Pictures
from nnstudio.ui.theme import Theme, caption_font

SIDE = 56
"""Pixels of the screen that a picture's longer side takes: two for each of MNIST's pixels."""
CAPTION = 16
GAP = 8
CELL = QSize(64, SIDE + CAPTION)
"""Wide enough for the longest name of Fashion-MNIST's classes."""
MAX_SHOWN = 400


class SampleGrid(QWidget):
    """Draws as many pictures as fit, pixel by pixel, in any theme light on dark, each with its name below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: Pictures = np.empty((0, 1, 1), np.uint8)
        self._names: Sequence[str] = ()
        self.setAccessibleName("Samples")

    @property
    def names(self) -> Sequence[str]:
        """The names of the pictures that fit, row by row."""
        return self._names[: self.columns * self.rows]

    @property
    def columns(self) -> int:
        """Number of pictures in a row."""
        return max(1, (self.width() + GAP) // (CELL.width() + GAP))

    @property
    def rows(self) -> int:
        """Number of rows that fit."""
        return max(1, (self.height() + GAP) // (CELL.height() + GAP))

    def show_samples(self, pictures: Pictures, names: Sequence[str]) -> None:
        """Show ``pictures``, shape (count, height, width), with their class ``names``."""
        self._pictures = np.ascontiguousarray(pictures)
        self._names = tuple(names)
        self.setAccessibleDescription(", ".join(self.names))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the size of one row of three pictures."""
        return QSize(3 * CELL.width(), CELL.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as many pictures as fit, in columns spread over the whole width."""
        painter = QPainter(self)
        painter.setFont(caption_font())
        painter.setPen(self._theme.color("muted_text"))
        columns = self.columns
        # The outer pictures end at the edges of the view, so that the names between them have more room.
        spread = (self.width() - SIDE) / max(1, columns - 1)
        height, width = self._pictures.shape[1:]
        picture = QRect(QPoint(), QSize(width, height).scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio))
        for index, name in enumerate(self.names):
            row, column = divmod(index, columns)
            left, top = round(column * spread), row * (CELL.height() + GAP)
            image = QImage(self._pictures[index].data, width, height, width, QImage.Format.Format_Grayscale8)
            picture.moveCenter(QRect(left, top, SIDE, SIDE).center())
            painter.drawImage(picture, image)
            text = QRect(left - GAP // 2, top + SIDE, SIDE + GAP, CAPTION)
            elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, text.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, elided)
