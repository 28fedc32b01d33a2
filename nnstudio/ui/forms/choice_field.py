"""The field of a setting with a few options."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Choice
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.field import Field, FormContext, effect_of
from nnstudio.ui.forms.row import FieldRow, tooltip
from nnstudio.ui.theme import mark


class ChoiceField(Field):
    """A combo box with the labels of the options."""

    def __init__(self, context: FormContext, path: str, setting: Choice, is_compact: bool) -> None:
        super().__init__(context, path, setting)
        self._combo = QuietComboBox()
        for key, label in setting.options.items():
            self._combo.addItem(label, key)
        self._combo.setToolTip(tooltip(setting, "One of " + ", ".join(setting.options.values())))
        self._combo.activated.connect(self._on_activated)
        self.row = FieldRow(context.theme, setting, is_compact)
        self.row.add(self._combo, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.row)

    def show_value(self, value: Any, running: Any) -> None:
        """Show the label of the option ``value``."""
        self._combo.setCurrentIndex(self._combo.findData(value))
        self.row.show_effect(effect_of(self.setting, value != running, running))

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting."""
        problem = problems.get(self.path)
        mark(self._combo, "problem", problem is not None)
        self.row.show_problem(problem)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.context.workspace.set(self.path, self._combo.itemData(index))
