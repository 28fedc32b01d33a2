"""A picture of the drawing after one preprocessing step."""

import numpy as np
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ink.recipe import Images
from nnstudio.ui.theme import scaled_picture

STEP_SIDE = 84
"""Side in screen pixels: three for each pixel of the network's picture."""


class StepPicture(QWidget):
    """Shows a picture of any size, in any theme as light ink on a dark background, as in MNIST."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = np.zeros((28, 28), np.uint8)
        self.fit_zoom()
        self.setAccessibleName(name)

    @property
    def picture(self) -> Images:
        """The shown picture, shape (side, side)."""
        return self._picture

    def show_picture(self, picture: Images) -> None:
        """Show ``picture``, shape (side, side), from 0 (background) to 255 (ink)."""
        self._picture = np.ascontiguousarray(picture)
        self.update()

    def fit_zoom(self) -> None:
        """Show the picture as large as the zoom asks for."""
        side = scaled_picture(STEP_SIDE)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Smooth finer pictures, and draw the network's picture pixel by pixel."""
        side = len(self._picture)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, side > self.width())
        image = QImage(self._picture.data, side, side, side, QImage.Format.Format_Grayscale8)
        painter.drawImage(self.rect(), image)
