"""How an action of the menus is made."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence


def new_action(owner: QObject, label: str, key: str, slot: object) -> QAction:
    """Return an action of ``owner`` that calls ``slot``; ``key`` is its shortcut, or empty."""
    action = QAction(label, owner)
    action.setShortcut(QKeySequence(key))
    action.triggered.connect(slot)
    return action
