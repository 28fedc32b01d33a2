"""The field of an on-or-off setting."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Flag
from nnstudio.ui.forms.field import FormContext, RowField
from nnstudio.ui.forms.row import tooltip


class FlagField(RowField):
    """A check box, which a click on the label switches too."""

    def __init__(self, context: FormContext, path: str, setting: Flag, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._box = QCheckBox()
        self._box.setToolTip(tooltip(setting))
        self._box.toggled.connect(self._on_toggled)
        self.row.add(self._box, 1)
        self.row.label_clicked.connect(self._box.toggle)

    def show_value(self, value: Any, running: Any) -> None:
        """Check or uncheck the box."""
        with QSignalBlocker(self._box):
            self._box.setChecked(value)
        self.show_state(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting."""
        self.row.show_problem(problems.get(self.path))

    @Slot(bool)
    def _on_toggled(self, is_checked: bool) -> None:
        self.context.workspace.set(self.path, is_checked)
