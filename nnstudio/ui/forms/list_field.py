"""The field of a list, with a line for each item."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnstudio.spec.errors import Problem, join
from nnstudio.spec.record import ListOf, Nested
from nnstudio.ui.forms.add_button import AddButton
from nnstudio.ui.forms.card import ItemCard
from nnstudio.ui.forms.effect import Absent
from nnstudio.ui.forms.field import FormContext, RowField, remove
from nnstudio.ui.forms.row import MARK_SIZE
from nnstudio.ui.theme import mark

CARD_GAP = 2
SCROLL_MARGIN = 32


class ListField(RowField):
    """Cards in the order of the list. A card belongs to an index: when items move, the cards show other items."""

    setting: ListOf

    def __init__(self, context: FormContext, path: str, setting: ListOf, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._items: tuple[Any, ...] = ()
        self._cards: list[ItemCard] = []
        self._selected: int | None = None
        self._card_to_show = 0
        self._noun = setting.item.label.lower()
        self._empty = QLabel(context.empty_text.get(path, f"No {self._noun} yet."), wordWrap=True)
        self._empty.setContentsMargins(MARK_SIZE.width(), 0, 0, 0)
        mark(self._empty, "role", "muted")
        self.add_button = AddButton(context.theme, setting, self._new_item)
        self.add_button.item_chosen.connect(self._on_item_chosen)
        self.row.add(self.add_button)
        self.add_button.setAccessibleName(f"Add {self._noun}")
        self._drop_line = QFrame(self)
        mark(self._drop_line, "drop", True)
        self._drop_line.hide()
        self._box = QVBoxLayout()
        self._box.setSpacing(CARD_GAP)
        self._box.setContentsMargins(0, CARD_GAP, 0, CARD_GAP)
        self.column.addWidget(self._empty)
        self.column.addLayout(self._box)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # Not `focusChanged`: it also names the widget that loses the focus, which may be half deleted by then.
        application.focusObjectChanged.connect(self._on_focus_changed)

    @property
    def first_control(self) -> QWidget:
        """The button that adds an item."""
        return self.add_button

    @property
    def cards(self) -> tuple[ItemCard, ...]:
        """The cards in the order of the list."""
        return tuple(self._cards)

    def show_value(self, value: Any, running: Any) -> None:
        """Show the items of ``value``; a running list of another length has no items to compare with."""
        self._items = value
        self._update_card_count()
        is_comparable = not isinstance(running, Absent) and len(running) == len(value)
        for index, card in enumerate(self._cards):
            item_running = running if isinstance(running, Absent) else Absent.NO_COUNTERPART
            card.show_value(value[index], running[index] if is_comparable else item_running)
        self.show_state(value, running)
        self._show_limits()

    def is_other(self, value: Any, running: Any) -> bool:
        """Return whether the kinds of the items differ; their settings speak for themselves."""
        return [type(item) for item in value] != [type(item) for item in running]

    def is_changed(self, value: Any, default: Any) -> bool:
        """Return whether any item differs."""
        return bool(value != default)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of the list and those of its items."""
        self.row.show_problem(problems.get(self.path))
        for card in self._cards:
            card.show_problems(self.path, problems)

    def member(self, name: str) -> ItemCard:  # type: ignore[override]  # an item has members, as fields have
        """Return the card of the item with the index ``name``. Raises KeyError if there is none."""
        if int(name) >= len(self._cards):
            raise KeyError(name)
        return self._cards[int(name)]

    def _update_card_count(self) -> None:
        self.context.structure += len(self._cards) != len(self._items)
        while len(self._cards) > len(self._items):
            card = self._cards.pop()
            self.context.expanded.discard(join(self.path, card.index))
            self._box.removeWidget(card)
            remove(card)
        while len(self._cards) < len(self._items):
            card = ItemCard(self.context, self.path, len(self._cards), self.setting)
            card.duplicate_requested.connect(self._on_duplicate_requested)
            card.removal_requested.connect(self._on_removal_requested)
            card.move_requested.connect(self._on_move_requested)
            card.dragged.connect(self._on_dragged)
            card.dropped.connect(self._on_dropped)
            card.drag_cancelled.connect(self._on_drag_cancelled)
            self._cards.append(card)
            self._box.addWidget(card)
            card.show()

    def _show_limits(self) -> None:
        self._empty.setVisible(not self._items)
        self.add_button.show_items(self._items, self._target_text())
        for index, (card, item) in enumerate(zip(self._cards, self._items, strict=True), 1):
            can_duplicate = self.setting.has_room_for(item, self._items)
            card.duplicate_button.setEnabled(can_duplicate)
            limit = f"At most {self.setting.maximum} {self.setting.noun or self.setting.label.lower()}"
            card.duplicate_button.setToolTip(f"Duplicate {self._noun} {index}" if can_duplicate else limit)

    def _target_text(self) -> str:
        is_inside = self._selected is not None and self._selected < len(self._items) - 1
        return f"after {self._noun} {self._selected + 1}" if is_inside and self._selected is not None else "at the end"

    def _change(self, items: tuple[Any, ...]) -> None:
        self.context.workspace.set(self.path, items)

    def _move(self, index: int, target: int) -> None:
        items = list(self._items)
        items.insert(target, items.pop(index))
        self._change(tuple(items))
        self._go_to(target)

    def _gap_at(self, position: QPoint) -> int:
        """Return the number of cards above the global ``position``."""
        y = self.mapFromGlobal(position).y()
        return sum(card.geometry().center().y() < y for card in self._cards)

    def _scroll_to(self, position: QPoint) -> None:
        """Scroll the panel when a card is dragged to its edge."""
        area = self._scroll_area()
        page = area.widget() if area is not None else None
        if area is not None and page is not None:
            inside = page.mapFromGlobal(position)
            area.ensureVisible(0, inside.y(), 0, SCROLL_MARGIN)

    def _go_to(self, index: int) -> None:
        """Focus a card, and scroll to it once the layout has been updated."""
        self._cards[index].handle.setFocus()
        self._card_to_show = index
        QTimer.singleShot(0, self._on_layout_updated)

    @Slot()
    def _on_layout_updated(self) -> None:
        area = self._scroll_area()
        if area is not None and self._card_to_show < len(self._cards):
            area.ensureWidgetVisible(self._cards[self._card_to_show], 0, SCROLL_MARGIN)

    def _scroll_area(self) -> QScrollArea | None:
        around: QObject | None = self.parent()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parent()
        return around

    def _new_item(self, kind: type[Any] | None) -> Any:
        """Return a copy of the last item of ``kind``, or one with its defaults; None stands for the only kind."""
        if kind is not None:
            return next((item for item in reversed(self._items) if type(item) is kind), None) or kind()
        if isinstance(self.setting.item, Nested):
            return self.setting.item.record()
        return self._items[-1] if self._items else getattr(self.setting.item, "minimum", 0)

    @Slot(object)
    def _on_item_chosen(self, item: Any) -> None:
        index = len(self._items) if self._selected is None else min(self._selected + 1, len(self._items))
        self._change((*self._items[:index], item, *self._items[index:]))
        self._go_to(index)

    @Slot(QObject)
    def _on_focus_changed(self, now: QObject | None) -> None:
        """Select the item that has the focus, until another setting has it."""
        if not isinstance(now, QWidget) or now is self.add_button or now.window() is not self.window():
            return
        inside = [card.index for card in self._cards if card.isAncestorOf(now)]
        self._selected = inside[0] if inside else None
        self.add_button.show_items(self._items, self._target_text())

    @Slot(int)
    def _on_duplicate_requested(self, index: int) -> None:
        self._change((*self._items[: index + 1], *self._items[index:]))
        self._go_to(index + 1)

    @Slot(int)
    def _on_removal_requested(self, index: int) -> None:
        self._change((*self._items[:index], *self._items[index + 1 :]))
        if self._cards:
            self._cards[min(index, len(self._cards) - 1)].remove_button.setFocus()
        else:
            self.add_button.setFocus()

    @Slot(int, int)
    def _on_move_requested(self, index: int, direction: int) -> None:
        if 0 <= index + direction < len(self._items):
            self._move(index, index + direction)

    @Slot(int, QPoint)
    def _on_dragged(self, index: int, position: QPoint) -> None:
        mark(self._cards[index], "dragged", True)
        gap = self._gap_at(position)
        below = self._cards[min(gap, len(self._cards) - 1)].geometry()
        y = below.top() - CARD_GAP // 2 if gap < len(self._cards) else below.bottom() + CARD_GAP // 2 - 1
        self._drop_line.setGeometry(0, y - 1, self.width(), 2)
        self._drop_line.show()
        self._drop_line.raise_()
        self._scroll_to(position)

    @Slot(int, QPoint)
    def _on_dropped(self, index: int, position: QPoint) -> None:
        was_dragged = not self._drop_line.isHidden()
        self._on_drag_cancelled()
        gap = self._gap_at(position)
        target = gap - 1 if gap > index else gap
        if was_dragged and target != index:
            self._move(index, target)

    @Slot()
    def _on_drag_cancelled(self) -> None:
        self._drop_line.hide()
        for card in self._cards:
            mark(card, "dragged", False)
