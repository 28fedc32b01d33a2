"""What every widget that paints itself and takes the focus has in common: the ring that shows the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.ui.theme import Theme

WIDTH = 2


class FocusablePicture(QWidget):
    """Takes the focus by Tab and by a click, and paints itself anew when the focus comes or goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def draw_focus(self, painter: QPainter, theme: Theme) -> None:
        """Draw the ring at the edge if the widget has the focus; the last step of `paintEvent`."""
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the focus no longer."""
        super().focusOutEvent(event)
        self.update()
