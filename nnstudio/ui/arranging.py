"""A widget that arranges what it shows by the room there is."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class ArrangingWidget(QWidget):
    """Calls `arrange` when it has another size, or when a child was shown, hidden, or needs another size."""

    def arrange(self) -> None:
        """Arrange the children; without a need for it, change nothing."""
        raise NotImplementedError  # each widget says how; ABC and the metaclass of Qt's classes do not go together

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self.arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange when a child needs it."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return is_done
