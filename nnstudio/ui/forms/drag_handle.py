"""The handle that an item of a list is moved by."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolButton

from nnstudio.ui.theme import ThemeController, mark


class DragHandle(QToolButton):
    """The handle that a card is dragged by; while it has the focus, Up and Down move the card and Delete removes it."""

    stepped = Signal(int)
    """Up (-1) or Down (1) was pressed."""
    dragged = Signal(QPoint)
    """The held card is at this global position of the mouse."""
    dropped = Signal(QPoint)
    """The card was released at this global position."""
    drag_cancelled = Signal()
    """Escape was pressed while the card was held."""
    removal_requested = Signal()
    """Delete was pressed."""

    def __init__(self, theme: ThemeController, noun: str) -> None:
        super().__init__()
        self._is_held = False
        theme.set_icon(self, "drag-handle", "muted_text")
        mark(self, "slim", True)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(f"Drag to move {noun}, or press Up or Down; Delete removes it")
        self.setAccessibleName(f"Move {noun}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold the card."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_held = True
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the held card."""
        if self._is_held:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release the card."""
        if self._is_held:
            self._release()
            self.dropped.emit(event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the card with the arrow keys, remove it with Delete; Escape cancels dragging."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._is_held:
            self._release()
            self.drag_cancelled.emit()
        elif key in steps and not self._is_held:
            self.stepped.emit(steps[key])
        elif key == Qt.Key.Key_Delete and not self._is_held:
            self.removal_requested.emit()
        else:
            super().keyPressEvent(event)

    def _release(self) -> None:
        self._is_held = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
