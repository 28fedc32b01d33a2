"""The field of an on-or-off setting."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Flag
from nnstudio.ui.forms.field import Field, FormContext, effect_of
from nnstudio.ui.forms.row import FieldRow, tooltip


class FlagField(Field):
    """A check box with the label of the setting."""

    def __init__(self, context: FormContext, path: str, setting: Flag, is_compact: bool) -> None:
        super().__init__(context, path, setting)
        self._box = QCheckBox(setting.label)
        self._box.setToolTip(tooltip(setting))
        self._box.toggled.connect(self._on_toggled)
        self.row = FieldRow(context.theme, setting, is_compact)
        self.row.add(self._box, 1)
        self.row.hide_label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.row)

    def show_value(self, value: Any, running: Any) -> None:
        """Check or uncheck the box."""
        with QSignalBlocker(self._box):
            self._box.setChecked(value)
        self.row.show_effect(effect_of(self.setting, value != running, running))

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting."""
        self.row.show_problem(problems.get(self.path))

    @Slot(bool)
    def _on_toggled(self, is_checked: bool) -> None:
        self.context.workspace.set(self.path, is_checked)
