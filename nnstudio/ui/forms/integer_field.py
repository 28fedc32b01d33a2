"""The field of a whole number: typed, with the usual values offered."""

import math
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QVBoxLayout

from nnstudio.spec.setting import Integer
from nnstudio.ui.forms.controls import ValueCombo
from nnstudio.ui.forms.field import FormContext
from nnstudio.ui.forms.row import tooltip
from nnstudio.ui.forms.typed_field import TypedField


class IntegerField(TypedField):
    """A typed number; where usual values or a word for zero are declared, with a list of them."""

    setting: Integer

    def __init__(self, context: FormContext, path: str, setting: Integer, is_compact: bool) -> None:
        super().__init__(context, path, setting, is_compact)
        self._offered = offered_values(setting)
        self._combo: ValueCombo | None = None
        if self._offered:
            self._combo = ValueCombo(self._edit)
            for value in self._offered:
                self._combo.addItem(setting.to_text(value), value)
            self._combo.setToolTip(tooltip(setting))
            self._combo.activated.connect(self._on_offer_taken)
            self._frame = self._combo
        self.row.add(self._frame, 1)
        if setting.unit:
            self.row.add_unit(setting.unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.row)

    def _value_shown(self, value: Any) -> None:
        if self._combo is None:
            return
        text, is_modified, cursor = self._edit.text(), self._edit.isModified(), self._edit.cursorPosition()
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(self._combo.findData(value))
            # Choosing the place in the list rewrites the text, which may be half typed.
            self._edit.setText(text)
        self._edit.setModified(is_modified)
        self._edit.setCursorPosition(cursor)

    def _next(self, value: Any, direction: int) -> int:
        if not self._offered:
            return int(max(self.setting.minimum, min(self.setting.maximum, value + direction)))
        here = self._rank(value)
        numbers = sorted(self._offered, key=self._rank)
        if direction > 0:
            return next((number for number in numbers if self._rank(number) > here), numbers[-1])
        return next((number for number in reversed(numbers) if self._rank(number) < here), numbers[0])

    def _rank(self, value: int) -> float:
        """Order the offers as their meaning does: "endless" and "full" are more than any number, "off" is less."""
        is_more = value == 0 and self.setting.zero_means and self.setting.zero_means != "off"
        return math.inf if is_more else value

    @Slot(int)
    def _on_offer_taken(self, index: int) -> None:
        assert self._combo is not None
        self._set(self._combo.itemData(index))
        self._write(self._value)


def offered_values(setting: Integer) -> tuple[int, ...]:
    """Return the values that a list offers: the usual ones, else 1 2 5 10 … where zero has a word."""
    if not setting.zero_means:
        return tuple(setting.steps)
    series = [digit * 10**decade for decade in range(10) for digit in (1, 2, 5)]
    usual = setting.steps or [number for number in series if setting.minimum <= number <= setting.maximum]
    return (*usual, 0)
