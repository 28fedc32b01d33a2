"""A button for an action, which a menu may have too."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class ActionButton(QPushButton):
    """Says what its action says, and is enabled and shown while it is."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action, self._is_shown = action, True
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        if isinstance(menu := action.menu(), QMenu):
            self.setMenu(menu)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.setText(self._action.text())
        self.setIcon(self._action.icon())
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())
        if self._action.isVisible() != self._is_shown:  # a button without a parent would become a window
            self._is_shown = self._action.isVisible()
            self.setVisible(self._is_shown)
