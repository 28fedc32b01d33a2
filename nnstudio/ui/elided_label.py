"""A label that is shortened where there is no room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from nnstudio.ui.theme import mark


class ElidedLabel(QLabel):
    """A line of text that ends with an ellipsis where there is no room for it."""

    def __init__(self, role: str) -> None:
        """Take the ``role`` of the style sheet, such as ``muted``."""
        super().__init__()
        mark(self, "role", role)

    def minimumSizeHint(self) -> QSize:
        """Return no width: the text may be shortened."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
