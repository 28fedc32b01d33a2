"""Qt's fields for numbers, adapted to leave the wheel to the panel."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

DECIMALS = 4


class QuietSpinBox(QSpinBox):
    """A whole number that is typed or stepped; it reacts to the wheel only while it has the focus."""

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _prepare(self, name, hint)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """React only with the focus; otherwise the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietDecimalBox(QDoubleSpinBox):
    """A decimal number that is typed or stepped; it reacts to the wheel only while it has the focus."""

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _prepare(self, name, hint)
        self.setDecimals(DECIMALS)

    @property
    def is_typed(self) -> bool:
        """Whether someone has typed something that is not taken yet."""
        return self.lineEdit().isModified()

    @property
    def rounding(self) -> float:
        """How far the number may be from one that is set, as it has few decimals."""
        return float(0.51 * 10 ** -self.decimals())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """React only with the focus; otherwise the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _prepare(box: QAbstractSpinBox, name: str, hint: str) -> None:
    box.setAccessibleName(name)
    box.setToolTip(hint)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setKeyboardTracking(False)
