"""The field of a record inside another record."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout

from nnstudio.spec.errors import Problem
from nnstudio.spec.record import Nested
from nnstudio.ui.forms.field import Field, FormContext
from nnstudio.ui.forms.record_fields import ROW_GAP, RecordFields
from nnstudio.ui.theme import mark


class NestedField(Field):
    """The fields of the members below the label."""

    def __init__(self, context: FormContext, path: str, setting: Nested, is_compact: bool) -> None:
        super().__init__(context, path, setting)
        self._label = QLabel(setting.label)
        self._label.setToolTip(f"<p>{setting.help}</p>")
        mark(self._label, "role", "muted")
        self._problem = QLabel(wordWrap=True)
        self._problem.hide()
        mark(self._problem, "role", "problem")
        self.members = RecordFields(context, path, setting.record, is_compact)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(ROW_GAP)
        layout.addWidget(self._label)
        layout.addWidget(self._problem)
        layout.addWidget(self.members)

    def hide_label(self) -> None:
        """Hide the label; use it below a heading with the same text."""
        self._label.hide()

    def show_value(self, value: Any, running: Any) -> None:
        """Show every member of ``value``."""
        self.members.show_record(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of the record as a whole and those of its members."""
        problem = problems.get(self.path)
        self._problem.setText(f"Allowed: {problem.allowed}" if problem else "")
        self._problem.setVisible(problem is not None)
        self.members.show_problems(problems)
