"""A picture of a drawing after one of the steps to the network."""

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ink.recipe import Images

STEP_SIDE = 84
"""Pixels: three for each of the network's."""


class StepPicture(QWidget):
    """Shows light ink on dark paper, as in MNIST, whatever the theme and the size of the picture."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = np.zeros((28, 28), np.uint8)
        self.setFixedSize(STEP_SIDE, STEP_SIDE)
        self.setAccessibleName(name)

    @property
    def picture(self) -> Images:
        """What is shown, (side, side)."""
        return self._picture

    def show_picture(self, picture: Images) -> None:
        """Show ``picture``, (side, side), 0 paper to 255 ink."""
        self._picture = np.ascontiguousarray(picture)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for whole multiples of a pixel of the network's."""
        return QSize(STEP_SIDE, STEP_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fine pictures smoothly, and the network's pixel by pixel."""
        side = len(self._picture)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, side > STEP_SIDE)
        image = QImage(self._picture.data, side, side, side, QImage.Format.Format_Grayscale8)
        painter.drawImage(self.rect(), image)
