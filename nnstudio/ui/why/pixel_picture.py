"""A small picture, drawn pixel by pixel in the colours of the theme, with a caption."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.engine.arrays import Floats
from nnstudio.ui.theme import Theme, diverging_map, mark, scaled_picture

INK_FRACTION = 0.45
"""The opacity of the ink below the colours where they are weakest."""


class PixelPicture(QWidget):
    """A picture of colours, shape (height, width, 3), in the middle of ``side`` by ``side`` pixels of the screen."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = np.zeros((1, 1, 3), np.uint8)
        self.setFixedSize(side, side)

    def show_colors(self, colors: NDArray[np.uint8]) -> None:
        """Show ``colors``, shape (height, width, 3)."""
        self._colors = np.ascontiguousarray(colors)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pixels, unsmoothed."""
        height, width, _ = self._colors.shape
        image = QImage(self._colors.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(QPoint(), size)
        target.moveCenter(self.rect().center())
        QPainter(self).drawImage(target, image)


class CaptionedPicture(QWidget):
    """A picture with a caption below it."""

    def __init__(self, side: int, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._picture, self._text = PixelPicture(side), QLabel(text)
        mark(self._text, "role", "caption")
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._text)
        self.fit_zoom()

    @property
    def text(self) -> str:
        """The caption."""
        return self._text.text()

    def fit_zoom(self) -> None:
        """Show the picture as large as the zoom asks for."""
        side = scaled_picture(self._side)
        self._picture.setFixedSize(side, side)

    def set_text(self, text: str) -> None:
        """Show ``text`` as the caption."""
        self._text.setText(text)

    def show_signed(self, values: Floats, theme: Theme, ink: NDArray[np.uint8] | None = None) -> None:
        """Show ``values``, shape (height, width): zero is the background, the largest magnitude the full colour.

        ``ink``, of the same shape, 0 to 255, shines through where it is given.
        """
        largest = float(np.abs(values).max()) or 1.0
        indices = np.rint(127.5 + 127.5 * values / largest).astype(np.intp)
        colors = diverging_map(theme)[indices].astype(np.float32)
        if ink is not None:
            color = theme.color("muted_text")
            below = np.array([color.red(), color.green(), color.blue()], np.float32)
            # Strong values cover the ink, weak ones let it through.
            fraction = INK_FRACTION * (ink / 255) * (1 - np.abs(values) / largest)
            colors += fraction[..., None] * (below - colors)
        self._picture.show_colors(np.rint(colors).astype(np.uint8))

    def show_ink(self, picture: NDArray[np.uint8]) -> None:
        """Show ``picture``, shape (height, width), as light ink on a dark background, as in MNIST."""
        self._picture.show_colors(np.repeat(picture[..., None], 3, axis=2))
