"""Finds what is cut in a window: texts that are wider than their widget, and widgets that their panel cuts."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QWidget,
)

from nnstudio.ui.forms.controls import QuietComboBox

TEXTS = (QLabel, QAbstractButton, QComboBox, QLineEdit)
SLACK = 1
"""Pixels by which rounding may make a widget smaller than its text."""


def cut_texts(window: QWidget) -> list[str]:
    """Return a line for each visible text of ``window`` that is not shown whole, and for each sideways scroll bar."""
    found = []
    for widget in window.findChildren(QWidget):
        is_part = isinstance(widget.parent(), QComboBox | QTabBar)
        if widget.isVisible() and not is_part and not isinstance(widget, QTableView):
            found += [f"{_name(widget)}: {fault}" for fault in _faults(widget)]
    return sorted(found)


def _faults(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and not widget.text():
        return
    if isinstance(widget, TEXTS):
        if widget.width() + SLACK < _needed_width(widget):
            yield f"{widget.width()} wide, needs {_needed_width(widget)}"
        if isinstance(widget, QLabel) and widget.height() + SLACK < _needed_height(widget):
            yield f"{widget.height()} high, needs {_needed_height(widget)}"
        cutting = _cutting_parent(widget)
        if cutting is not None:
            yield f"cut by {type(cutting).__name__}"
    elif isinstance(widget, QTabBar) and not widget.usesScrollButtons() and widget.width() < widget.sizeHint().width():
        yield f"{widget.width()} wide, needs {widget.sizeHint().width()}"
    elif isinstance(widget, QAbstractScrollArea) and widget.horizontalScrollBar().isVisible():
        yield "scrolls sideways"


def _needed_width(widget: QWidget) -> int:
    if isinstance(widget, QLineEdit):
        return widget.fontMetrics().horizontalAdvance(widget.text())
    if isinstance(widget, QComboBox):
        field = _text_field(widget)
        shown = widget.text_within(field) if isinstance(widget, QuietComboBox) else widget.currentText()
        text = widget.currentText() if shown.endswith("…") else shown
        return widget.fontMetrics().horizontalAdvance(text) + widget.width() - field
    if isinstance(widget, QLabel) and widget.wordWrap() and "<" not in widget.text():
        return max(map(widget.fontMetrics().horizontalAdvance, widget.text().split()), default=0)
    return widget.minimumSizeHint().width()


def _text_field(box: QComboBox) -> int:
    """Return the width in which ``box`` shows its text: without its frame and its arrow."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(control, option, part, box).width()


def _needed_height(label: QLabel) -> int:
    return label.heightForWidth(label.width()) if label.wordWrap() else label.minimumSizeHint().height()


def _cutting_parent(widget: QWidget) -> QWidget | None:
    """Return the nearest widget around ``widget`` whose left or right edge cuts it."""
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        left = widget.mapTo(parent, QPoint(0, 0)).x()
        if left < -SLACK or left + widget.width() > parent.width() + SLACK:
            return parent
        parent = None if parent.isWindow() else parent.parentWidget()
    return None


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()
    return f"{type(widget).__name__} {text!r} in {type(widget.parent()).__name__}"


def lasting_cuts(window, qtbot):
    """Return what `cut_texts` finds once the window has had time to lay out what was computed in the background."""
    for _ in range(10):
        qtbot.wait(150)  # for an explanation, which comes at most ten times a second
        found = list(cut_texts(window))
        if not found:
            break
    return found
