"""The button that adds an item to a list, with a menu of the kinds that it can be."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton

from nnstudio.spec.record import ListOf, OneOf
from nnstudio.ui.forms.row import describe
from nnstudio.ui.theme import ThemeController, mark

WORD = "Add"


class AddButton(QPushButton):
    """Offers the kinds of a list's items, or adds one at once if there is only one kind."""

    item_chosen = Signal(object)
    """A new item was chosen."""

    def __init__(self, theme: ThemeController, setting: ListOf, new_item: Callable[[type[Any] | None], Any]) -> None:
        """Take ``new_item``, which makes an item of a kind, or of the only kind if that is None."""
        super().__init__(WORD)
        self.setAccessibleName(WORD)
        self._setting = setting
        self._new_item = new_item
        self._items: Sequence[Any] = ()
        self._limit = f"At most {setting.maximum} {setting.noun or setting.label.lower()}"
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        mark(self, "flat", True)
        theme.set_icon(self, "add", "accent")
        if isinstance(setting.item, OneOf):
            self.setMenu(self._menu)
            self._actions = {kind: self._menu.addAction(kind.label) for kind in setting.item.registry}
            self._menu.triggered.connect(self._on_triggered)
        else:
            self._actions = {}
            self.clicked.connect(self._on_clicked)

    def set_brief(self, is_brief: bool) -> None:
        """Show only the icon, or the word too."""
        self.setText("" if is_brief else WORD)

    @property
    def word_width(self) -> int:
        """How many pixels the word takes."""
        return self.fontMetrics().horizontalAdvance(WORD)

    def show_items(self, items: Sequence[Any], target: str) -> None:
        """Allow what the list has room for; ``target`` says behind which of its ``items`` the new one will be."""
        self._items = items
        noun = self._setting.item.label.lower()
        for kind, action in self._actions.items():
            has_room = self._setting.has_room_for(self._new_item(kind), items)
            action.setEnabled(has_room)
            action.setToolTip(f"<p>{kind.hint}</p>" if has_room else self._limit)
        can_add = bool(self._actions) or self._setting.has_room_for(self._new_item(None), items)
        self.setEnabled(can_add)
        self.setToolTip(f"Add a {noun} {target}" if can_add else self._limit)
        describe(self)

    @Slot()
    def _on_clicked(self) -> None:
        self.item_chosen.emit(self._new_item(None))

    @Slot("QAction*")
    def _on_triggered(self, action: object) -> None:
        kind = next(kind for kind, each in self._actions.items() if each is action)
        self.item_chosen.emit(self._new_item(kind))
