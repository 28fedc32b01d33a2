"""A window to show a widget in."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget


def show_in_window(qtbot: Any, widget: QWidget, width: int, height: int) -> QWidget:
    """Show ``widget`` in its own window and return the window; both stay until the end of the test.

    Without a reference Python may destroy them at any moment, and so while Qt paints them, which crashes.
    The window has no layout: Qt's offscreen platform warns about every window with one, and a warning fails the test.
    """
    window = QWidget()
    qtbot.addWidget(window, before_close_func=lambda _window, _kept=(window, widget): None)
    window.resize(width, height)
    widget.setParent(window)
    widget.setGeometry(0, 0, width, height)
    window.show()
    qtbot.waitExposed(window)
    return window


def draw_stroke(canvas, *fractions):
    """Draw a stroke with the mouse through points given as fractions of the pad's side."""
    left, area = Qt.MouseButton.LeftButton, canvas.area
    points = [QPoint(int(area.x() + x * area.width()), int(area.y() + y * area.height())) for x, y in fractions]
    QTest.mousePress(canvas, left, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, left, pos=points[-1])


def draw_one(window):
    draw_stroke(window.pad.canvas, (0.5, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5, 0.8))


def button_of(parent, text):
    """Return the button in ``parent`` whose text or accessible name is ``text``."""
    buttons = [*parent.findChildren(QPushButton), *parent.findChildren(QToolButton)]
    (button,) = [each for each in buttons if text in (each.text(), each.accessibleName())]
    return button
