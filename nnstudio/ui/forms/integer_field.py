"""The field of an integer: typed, or chosen from a list of common values."""

import math
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot

from nnstudio.spec.setting import Integer
from nnstudio.ui.forms.controls import ValueCombo
from nnstudio.ui.forms.field import FormContext
from nnstudio.ui.forms.row import tooltip
from nnstudio.ui.forms.typed_field import TypedField


class IntegerField(TypedField):
    """A typed integer, with a list if common values or a name for zero are declared."""

    setting: Integer

    def __init__(self, context: FormContext, path: str, setting: Integer, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._common = common_values(setting)
        self._combo: ValueCombo | None = None
        if self._common:
            self._combo = ValueCombo(self._edit)
            for value in self._common:
                self._combo.addItem(setting.to_text(value), value)
            self._combo.setToolTip(tooltip(setting))
            self._combo.activated.connect(self._on_choice_activated)
            self._frame = self._combo
        self.row.add(self._frame, 1)
        if setting.unit:
            self.row.add_unit(setting.unit)

    def _value_shown(self, value: Any) -> None:
        if self._combo is None:
            return
        text, is_modified, cursor = self._edit.text(), self._edit.isModified(), self._edit.cursorPosition()
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(self._combo.findData(value))
            # Choosing the index in the list rewrites the text, which may be half typed.
            self._edit.setText(text)
        self._edit.setModified(is_modified)
        self._edit.setCursorPosition(cursor)

    def _next(self, value: Any, direction: int) -> int:
        if not self._common:
            return int(max(self.setting.minimum, min(self.setting.maximum, value + direction)))
        here = self._rank(value)
        numbers = sorted(self._common, key=self._rank)
        if direction > 0:
            return next((number for number in numbers if self._rank(number) > here), numbers[-1])
        return next((number for number in reversed(numbers) if self._rank(number) < here), numbers[0])

    def _rank(self, value: int) -> float:
        """Return the sort key of ``value``: zero as "endless" or "full" exceeds any number, as "off" it is 0."""
        is_more = value == 0 and self.setting.zero_means and self.setting.zero_means != "off"
        return math.inf if is_more else value

    @Slot(int)
    def _on_choice_activated(self, index: int) -> None:
        assert self._combo is not None
        self._set(self._combo.itemData(index))
        self._write(self._value)


def common_values(setting: Integer) -> tuple[int, ...]:
    """Return the values in the list: the declared steps, or 1 2 5 10 … if there are none, and zero if it has a name.

    Without declared steps and without a name for zero, there is no list.
    """
    if not setting.zero_means:
        return tuple(setting.steps)
    series = [digit * 10**decade for decade in range(10) for digit in (1, 2, 5)]
    numbers = setting.steps or [number for number in series if setting.minimum <= number <= setting.maximum]
    return (*numbers, 0)
