"""A label that is a link."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget


class LinkLabel(QLabel):
    """A link with a text, for the mouse and the keyboard, in the link colour of the theme."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(f'<a href="link">{text}</a>', parent)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )

    def changeEvent(self, event: QEvent) -> None:
        """Take the colour of another theme: Qt colours a link only when its text is set."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            text = self.text()
            self.clear()
            self.setText(text)
