"""The 28×28 picture that the network sees."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

PREVIEW_SIDE = 28
SCALES = (3, 4, 5, 6)
"""Screen pixels per pixel of the picture, at its smallest and larger."""


class PicturePreview(QWidget):
    """Shows a picture pixel by pixel, in any theme as light ink on a dark background, as in MNIST.

    Without ink it shows a dashed outline.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = np.zeros((PREVIEW_SIDE, PREVIEW_SIDE), np.uint8)
        self._scale = 0
        self.set_scale(SCALES[1])
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

    def set_scale(self, scale: int) -> None:
        """Show each pixel as ``scale`` × ``scale`` screen pixels."""
        if scale != self._scale:
            self._scale = scale
            self.setFixedSize(scale * PREVIEW_SIDE, scale * PREVIEW_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pixels without smoothing, enlarged by NumPy: Qt takes ten times as long to scale them."""
        painter = QPainter(self)
        if not self._picture.any():
            self._paint_outline(painter)
            return
        large = self._picture.repeat(self._scale, axis=0).repeat(self._scale, axis=1)
        side = self._scale * PREVIEW_SIDE
        image = QImage(large.data, side, side, side, QImage.Format.Format_Grayscale8)
        painter.drawImage(0, 0, image)

    def _paint_outline(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Dark), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
