"""The field of a setting with a few options."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Choice
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.field import FormContext, RowField
from nnstudio.ui.forms.row import tooltip
from nnstudio.ui.theme import mark


class ChoiceField(RowField):
    """A combo box with the labels of the options."""

    def __init__(self, context: FormContext, path: str, setting: Choice, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._combo = QuietComboBox()
        for key, label in setting.options.items():
            self._combo.addItem(label, key)
        self._combo.setToolTip(tooltip(setting, "One of " + ", ".join(setting.options.values())))
        self._combo.activated.connect(self._on_activated)
        self.row.add(self._combo, 1)

    def show_value(self, value: Any, running: Any) -> None:
        """Show the label of the option ``value``."""
        self._combo.setCurrentIndex(self._combo.findData(value))
        self.show_state(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting."""
        problem = problems.get(self.path)
        mark(self._combo, "problem", problem is not None)
        self.row.show_problem(problem)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.context.workspace.set(self.path, self._combo.itemData(index))
