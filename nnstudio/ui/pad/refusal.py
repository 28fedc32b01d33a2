"""The message on the pad that says why an image was refused."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.ui.theme import mark

MARGIN = 8


class Refusal(QLabel):
    """A card at the bottom of the pad, hidden while there is no message."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        mark(self, "role", "problem")
        mark(self, "card", True)  # readable above ink
        self.setMargin(6)
        self.setWordWrap(True)
        self.hide()

    def show_text(self, text: str, area: QRectF) -> None:
        """Show ``text`` at the bottom of ``area``."""
        self.setText(text)
        self.move_into(area)
        self.show()

    def move_into(self, area: QRectF) -> None:
        """Move to the bottom of ``area``."""
        inner = area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).toRect()
        height = min(self.heightForWidth(inner.width()), inner.height())
        self.setGeometry(inner.x(), inner.bottom() - height + 1, inner.width(), height)
