"""A window to show a widget in."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
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


def draw_stroke(canvas, *fractions):
    """Draw with the mouse through points given as fractions of the sheet."""
    left, sheet = Qt.MouseButton.LeftButton, canvas.sheet
    indices = [QPoint(int(sheet.x() + x * sheet.width()), int(sheet.y() + y * sheet.height())) for x, y in fractions]
    QTest.mousePress(canvas, left, pos=indices[0])
    for index in indices[1:]:
        QTest.mouseMove(canvas, index)
    QTest.mouseRelease(canvas, left, pos=indices[-1])


def draw_one(window):
    draw_stroke(window.pad.canvas, (0.5, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5, 0.8))
