"""A window to show a widget in."""

from typing import Any

from PySide6.QtWidgets import QWidget


def show_in_window(qtbot: Any, widget: QWidget, width: int, height: int) -> QWidget:
    """Show ``widget`` in a window of its own and return the window, which must be kept.

    The window has no layout: Qt's offscreen platform warns of every window that has one, and a warning is a failure.
    """
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, height)
    widget.setParent(window)
    widget.setGeometry(0, 0, width, height)
    window.show()
    qtbot.waitExposed(window)
    return window
