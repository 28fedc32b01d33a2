"""Why an image was refused, said on the sheet it was brought to."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.ui.theme import mark

MARGIN = 8


class Refusal(QLabel):
    """A card at the foot of the sheet, hidden while there is nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        mark(self, "role", "problem")
        mark(self, "card", True)  # readable above ink
        self.setMargin(6)
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str, sheet: QRectF) -> None:
        """Show ``text`` at the foot of ``sheet``."""
        self.setText(text)
        self.move_onto(sheet)
        self.show()

    def move_onto(self, sheet: QRectF) -> None:
        """Stay at the foot of ``sheet``."""
        room = sheet.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).toRect()
        height = min(self.heightForWidth(room.width()), room.height())
        self.setGeometry(room.x(), room.bottom() - height + 1, room.width(), height)
