"""An item of a list in one line, which unfolds; it can be dragged, moved by keyboard, duplicated and removed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnstudio.spec.errors import Problem, join
from nnstudio.spec.record import ListOf, OneOf
from nnstudio.ui.forms.drag_handle import DragHandle
from nnstudio.ui.forms.field import Field, FormContext, remove
from nnstudio.ui.forms.item_fields import ItemFields
from nnstudio.ui.forms.kinds import KindChooser
from nnstudio.ui.forms.one_of_field import OneOfField
from nnstudio.ui.theme import ThemeController, caption_font, mark, scaled

KIND_WIDTH, NOTE_WIDTH = 48, 29
"""In pixels, so that the fields of several items stand below each other."""
ROOM_FOR_NOTE = 288
"""Width in pixels from which there is room for a note."""


class ItemCard(QFrame):
    """A line with the item's kind and most important settings; unfolded, the others, its kind and a button to copy it.

    A note at the end of the line tells what the item amounts to.
    """

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
        self._context = context
        self._path = join(path, index)
        self._setting = setting.item
        self._shown: tuple[Any, Any] | None = None
        self._fields: ItemFields | None = None
        name = f"{setting.item.label.lower()} {index + 1}"
        self._name = name
        mark(self, "item", True)
        self._chooser: KindChooser | None = None
        if isinstance(setting.item, OneOf):
            self._chooser = KindChooser(context, self._path, setting.item)
            self._chooser.setAccessibleName(f"Kind of {name}")
        self._kind = QLabel()
        self._kind.setMinimumWidth(KIND_WIDTH)
        self.note = QLabel()
        self.note.setFont(caption_font())
        self.note.setMinimumWidth(NOTE_WIDTH)
        mark(self.note, "role", "caption")
        self.handle = DragHandle(context.theme, name)
        self.unfold_button = _button(context.theme, "chevron-right", f"More of {name}")
        self.unfold_button.setCheckable(True)
        mark(self.unfold_button, "plain", True)
        self.remove_button = _button(context.theme, "close", f"Remove {name}")
        self.duplicate_button = QPushButton("Duplicate")
        self.duplicate_button.setToolTip(f"Duplicate {name}")
        self.duplicate_button.setAccessibleName(f"Duplicate {name}")
        context.theme.set_icon(self.duplicate_button, "duplicate", "muted_text")
        mark(self.duplicate_button, "small", True)
        self._problem = QLabel(wordWrap=True)
        self._problem.hide()
        mark(self._problem, "role", "problem")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self._line = QHBoxLayout()
        self._line.setSpacing(3)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(4)
        for widget in (self.handle, self._kind):
            self._line.addWidget(widget)
        self._line.addLayout(self._middle, 1)
        self._line.addWidget(self.note)
        self._line.addWidget(self.unfold_button)
        self._line.addSpacing(-2)
        self._line.addWidget(self.remove_button)
        self._rest = QWidget()
        rest = QHBoxLayout(self._rest)
        rest.setContentsMargins(0, 4, 0, 0)
        rest.setSpacing(8)
        if self._chooser is not None:
            rest.addWidget(self._chooser, 1)
        rest.addWidget(self.duplicate_button)
        self._rest.hide()
        self._below = QVBoxLayout()
        self._below.setContentsMargins(22, 0, 4, 0)
        self._below.setSpacing(0)
        self._below.addWidget(self._problem)
        self._below.addWidget(self._rest)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._line)
        layout.addLayout(self._below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of the note to the fields where these would be cut."""
        super().resizeEvent(event)
        self.note.setVisible(self.width() >= scaled(ROOM_FOR_NOTE))

    def _connect(self) -> None:
        self.unfold_button.toggled.connect(self._on_unfold_toggled)
        self.duplicate_button.clicked.connect(self._on_duplicate_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.handle.stepped.connect(self._on_stepped)
        self.handle.removal_requested.connect(self._on_remove_clicked)
        self.handle.dragged.connect(self._on_dragged)
        self.handle.dropped.connect(self._on_dropped)
        self.handle.drag_cancelled.connect(self.drag_cancelled)

    def show_value(self, value: Any, running: Any) -> None:
        """Show the item ``value``."""
        if self._fields is None or self._fields.kind is not type(value):
            self._rebuild(type(value))
        assert self._fields is not None
        self._shown = value, running
        if self._chooser is not None:
            self._chooser.show_kind(value)
            self._kind.setText(value.label)
        self._kind.setVisible(self._chooser is not None)
        self._fields.show_value(value, running)

    def show_problems(self, path: str, problems: Mapping[str, Problem]) -> None:
        """Show the problem of the item as a whole, at ``path``, and those of its settings."""
        problem = problems.get(self._path) if self._chooser is not None else None
        self._problem.setText(f"Allowed: {problem.allowed}" if problem else "")
        self._problem.setVisible(problem is not None)
        if self._fields is not None:
            self._fields.show_problems(problems)

    def member(self, name: str) -> Field:
        """Return the field of the member ``name`` of the item. Raises KeyError if there is none."""
        if self._fields is None:
            raise KeyError(name)
        return self._fields.fields[name]

    def _rebuild(self, kind: type[Any]) -> None:
        self._context.structure += 1
        if self._fields is not None:
            for widget in (*self._fields.in_line, *self._fields.below):
                remove(widget)
        self._fields = ItemFields(self._context, self._path, self._setting, kind)
        for index, widget in enumerate(self._fields.in_line):
            self._middle.insertWidget(index, widget, 3 if isinstance(widget, OneOfField) else 2)
            widget.show()
        for widget in self._fields.below:
            self._below.addWidget(widget)

    @Slot(bool)
    def _on_unfold_toggled(self, is_unfolded: bool) -> None:
        self._context.theme.set_icon(
            self.unfold_button, "chevron-down" if is_unfolded else "chevron-right", "muted_text"
        )
        self._rest.setVisible(is_unfolded)
        mark(self, "unfolded", is_unfolded)
        if is_unfolded:
            self._context.expanded.add(self._path)
        else:
            self._context.expanded.discard(self._path)
        if self._shown is not None:
            self.show_value(*self._shown)

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
    mark(button, "slim", True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
