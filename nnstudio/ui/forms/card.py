"""A card for one item of a list; it can be dragged, moved with the keyboard, duplicated and removed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from nnstudio.spec.errors import Problem, join
from nnstudio.spec.record import ListOf, OneOf
from nnstudio.ui.forms.field import Field, FormContext
from nnstudio.ui.forms.kinds import KindChooser, KindDetails
from nnstudio.ui.theme import ThemeController, mark, number_font


class DragHandle(QToolButton):
    """The handle that a card is dragged by; while it has the focus, Up and Down move the card."""

    stepped = Signal(int)
    """Up (-1) or Down (1) was pressed."""
    dragged = Signal(QPoint)
    """The held card is at this global position of the mouse."""
    dropped = Signal(QPoint)
    """The card was released at this global position."""
    drag_cancelled = Signal()
    """Escape was pressed while the card was held."""

    def __init__(self, theme: ThemeController, noun: str) -> None:
        super().__init__()
        self._is_held = False
        theme.set_icon(self, "drag-handle", "muted_text")
        mark(self, "slim", True)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(f"Drag to move {noun}, or press Up or Down")
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
        """Move the card with the arrow keys; Escape cancels dragging."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._is_held:
            self._release()
            self.drag_cancelled.emit()
        elif key in steps and not self._is_held:
            self.stepped.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def _release(self) -> None:
        self._is_held = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)


class ItemCard(QFrame):
    """An item with its number, kind and settings, and buttons to duplicate and remove it."""

    duplicate_requested = Signal(int)
    removal_requested = Signal(int)
    move_requested = Signal(int, int)
    """The index of the card and the direction, -1 or 1."""
    dragged = Signal(int, QPoint)
    dropped = Signal(int, QPoint)
    drag_cancelled = Signal()

    def __init__(self, context: FormContext, path: str, index: int, setting: ListOf) -> None:
        super().__init__()
        self.index = index
        item_path = join(path, index)
        noun = setting.item.label.lower()
        mark(self, "card", True)
        self._chooser: KindChooser | None = None
        self._body: Field | KindDetails
        if isinstance(setting.item, OneOf):
            self._chooser = KindChooser(context, item_path, setting.item)
            self._chooser.setAccessibleName(f"{setting.item.label} {index + 1}")
            self._body = KindDetails(context, item_path, is_compact=True)
        else:
            self._body = context.make_field(context, item_path, setting.item, True)
        self.handle = DragHandle(context.theme, f"{noun} {index + 1}")
        self.duplicate_button = _button(context.theme, "duplicate", f"Duplicate {noun} {index + 1}")
        self.remove_button = _button(context.theme, "close", f"Remove {noun} {index + 1}")
        self._problem = QLabel(wordWrap=True)
        self._problem.hide()
        mark(self._problem, "role", "problem")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        number = QLabel(str(self.index + 1))
        number.setFont(number_font())
        mark(number, "role", "muted")
        header = QHBoxLayout()
        header.setSpacing(4)
        header.addWidget(self.handle)
        header.addWidget(number)
        header.addSpacing(4)
        if self._chooser is None:
            header.addStretch(1)
        else:
            header.addWidget(self._chooser, 1)
        header.addWidget(self.duplicate_button)
        header.addSpacing(-4)
        header.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 7, 4, 7)
        layout.setSpacing(0)
        layout.addLayout(header)
        inner = QVBoxLayout()
        inner.setContentsMargins(4, 0, 4, 0)
        inner.addWidget(self._body)
        inner.addWidget(self._problem)
        layout.addLayout(inner)

    def _connect(self) -> None:
        self.duplicate_button.clicked.connect(self._on_duplicate_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.handle.stepped.connect(self._on_stepped)
        self.handle.dragged.connect(self._on_dragged)
        self.handle.dropped.connect(self._on_dropped)
        self.handle.drag_cancelled.connect(self.drag_cancelled)

    def show_value(self, value: Any, running: Any) -> None:
        """Show the item ``value``."""
        if self._chooser is not None:
            self._chooser.show_kind(value)
        if isinstance(self._body, KindDetails):
            self._body.show_record(value, running)
        else:
            self._body.show_value(value, running)

    def show_problems(self, path: str, problems: Mapping[str, Problem]) -> None:
        """Show the problem of the item as a whole, at ``path``, and those of its settings."""
        problem = problems.get(join(path, self.index)) if self._chooser is not None else None
        self._problem.setText(f"Allowed: {problem.allowed}" if problem else "")
        self._problem.setVisible(problem is not None)
        self._body.show_problems(problems)

    @Slot()
    def _on_duplicate_clicked(self) -> None:
        self.duplicate_requested.emit(self.index)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.removal_requested.emit(self.index)

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        self.move_requested.emit(self.index, direction)

    @Slot(QPoint)
    def _on_dragged(self, position: QPoint) -> None:
        self.dragged.emit(self.index, position)

    @Slot(QPoint)
    def _on_dropped(self, position: QPoint) -> None:
        self.dropped.emit(self.index, position)


def _button(theme: ThemeController, icon: str, text: str) -> QToolButton:
    button = QToolButton()
    theme.set_icon(button, icon, "muted_text")
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
