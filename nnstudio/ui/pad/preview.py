"""The 28×28 picture that the network sees."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

PREVIEW_SIDE = 28
SCALE = 4


class PicturePreview(QWidget):
    """Shows a picture pixel by pixel, in any theme as light ink on a dark background, as in MNIST."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = np.zeros((PREVIEW_SIDE, PREVIEW_SIDE), np.uint8)
        self.setFixedSize(SCALE * PREVIEW_SIDE, SCALE * PREVIEW_SIDE)
        self.setAccessibleName("What the network sees")
        self.setToolTip("Your drawing as the network sees it: scaled to 20 pixels and centred by its mass, like MNIST")

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The shown picture, shape (28, 28)."""
        return self._picture

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """Show ``picture``, shape (28, 28), from 0 (background) to 255 (ink)."""
        self._picture = np.ascontiguousarray(picture)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size that shows each pixel with a whole number of screen pixels."""
        return QSize(SCALE * PREVIEW_SIDE, SCALE * PREVIEW_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pixels without smoothing, enlarged by NumPy: Qt takes ten times as long to scale them."""
        large = self._picture.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
        side = SCALE * PREVIEW_SIDE
        image = QImage(large.data, side, side, side, QImage.Format.Format_Grayscale8)
        QPainter(self).drawImage(0, 0, image)
