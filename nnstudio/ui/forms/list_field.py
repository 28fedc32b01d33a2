"""The field of a list, with a card for each item."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout

from nnstudio.spec.errors import Problem
from nnstudio.spec.record import ListOf, Nested, OneOf
from nnstudio.ui.forms.card import ItemCard
from nnstudio.ui.forms.field import Absent, Field, FormContext, effect_of
from nnstudio.ui.forms.kinds import retire
from nnstudio.ui.forms.row import FieldRow
from nnstudio.ui.theme import mark

CARD_GAP = 8


class ListField(Field):
    """Cards in the order of the list. A card belongs to an index: when items move, the cards show other items."""

    setting: ListOf

    def __init__(self, context: FormContext, path: str, setting: ListOf, is_compact: bool) -> None:
        super().__init__(context, path, setting)
        self._items: tuple[Any, ...] = ()
        self._cards: list[ItemCard] = []
        self._card_to_show = 0
        self._noun = setting.item.label.lower()
        self.row = FieldRow(context.theme, setting, is_compact)
        self._count = QLabel()
        mark(self._count, "role", "caption")
        self.row.add(self._count, 1)
        self._empty = QLabel(context.empty_text.get(path, f"No {self._noun} yet."), wordWrap=True)
        mark(self._empty, "role", "muted")
        self.add_button = QPushButton(f"Add {self._noun}")
        mark(self.add_button, "flat", True)
        context.theme.set_icon(self.add_button, "add", "accent")
        self.add_button.clicked.connect(self._on_add_clicked)
        self.row.add(self.add_button)
        self._drop_line = QFrame(self)
        mark(self._drop_line, "drop", True)
        self._drop_line.hide()
        self._box = QVBoxLayout()
        self._box.setSpacing(CARD_GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, CARD_GAP // 2)
        layout.setSpacing(CARD_GAP)
        layout.addWidget(self.row)
        layout.addWidget(self._empty)
        layout.addLayout(self._box)

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
        kinds_differ = is_comparable and [type(item) for item in value] != [type(item) for item in running]
        differs = not isinstance(running, Absent) and (not is_comparable or kinds_differ)
        self.row.show_effect(effect_of(self.setting, differs, running))
        self._show_limits()

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of the list and those of its items."""
        self.row.show_problem(problems.get(self.path))
        for card in self._cards:
            card.show_problems(self.path, problems)

    def _update_card_count(self) -> None:
        self.context.structure += len(self._cards) != len(self._items)
        while len(self._cards) > len(self._items):
            card = self._cards.pop()
            self._box.removeWidget(card)
            retire(card)
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
        count, maximum = self.setting.count(self._items), self.setting.maximum
        limit = f"At most {maximum} {self.setting.noun or self.setting.label.lower()}"
        self._empty.setVisible(not self._items)
        self._count.setText(f"{count} of {maximum}" if count else "")
        self._count.setToolTip(limit)
        can_add = self.setting.has_room_for(self._new_item(), self._items)
        self.add_button.setEnabled(can_add)
        self.add_button.setToolTip(f"Add a {self._noun} at the end" if can_add else limit)
        for index, (card, item) in enumerate(zip(self._cards, self._items, strict=True), 1):
            can_duplicate = self.setting.has_room_for(item, self._items)
            card.duplicate_button.setEnabled(can_duplicate)
            card.duplicate_button.setToolTip(f"Duplicate {self._noun} {index}" if can_duplicate else limit)

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
            area.ensureVisible(0, inside.y(), 0, CARD_GAP * 4)

    def _go_to(self, index: int) -> None:
        """Focus a card, and scroll to it once the layout has been updated."""
        self._cards[index].handle.setFocus()
        self._card_to_show = index
        QTimer.singleShot(0, self._on_layout_updated)

    @Slot()
    def _on_layout_updated(self) -> None:
        area = self._scroll_area()
        if area is not None and self._card_to_show < len(self._cards):
            area.ensureWidgetVisible(self._cards[self._card_to_show], 0, CARD_GAP)

    def _scroll_area(self) -> QScrollArea | None:
        around: QObject | None = self.parent()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parent()
        return around

    @Slot()
    def _on_add_clicked(self) -> None:
        self._change((*self._items, self._new_item()))
        self._go_to(len(self._cards) - 1)

    def _new_item(self) -> Any:
        if isinstance(self.setting.item, OneOf):
            return next(iter(self.setting.item.registry))()
        if isinstance(self.setting.item, Nested):
            return self.setting.item.record()
        return self._items[-1] if self._items else getattr(self.setting.item, "minimum", 0)

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
