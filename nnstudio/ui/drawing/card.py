"""A card of the Drawing view."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from nnstudio.ui.theme import mark


class DrawingCard(QFrame):
    """A frame with a title, an explanation, and its content in ``column``."""

    def __init__(self, title: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card", True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 16)
        self.column.setSpacing(8)
        for text, role in ((title, "heading"), (explanation, "caption")):
            label = QLabel(text)
            mark(label, "role", role)
            label.setWordWrap(True)
            self.column.addWidget(label)
