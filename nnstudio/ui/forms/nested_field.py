"""The field of a record inside another record."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.spec.errors import Problem
from nnstudio.spec.record import Nested
from nnstudio.ui.forms.field import Field, FormContext
from nnstudio.ui.forms.record_fields import ROW_GAP, RecordFields
from nnstudio.ui.forms.row import MARK_SIZE
from nnstudio.ui.theme import mark


class NestedField(Field):
    """The fields of the members. If they are advanced, their label is above; otherwise they follow their neighbours."""

    def __init__(self, context: FormContext, path: str, setting: Nested, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        label = QLabel(setting.label)
        label.setToolTip(f"<p>{setting.help}</p>")
        label.setContentsMargins(MARK_SIZE.width(), 0, 0, 0)
        if not setting.is_advanced:
            label.hide()
        mark(label, "role", "muted")
        self._problem = QLabel(wordWrap=True)
        self._problem.hide()
        mark(self._problem, "role", "problem")
        self.members = RecordFields(context, path, setting.record, scope, setting.is_advanced)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(ROW_GAP)
        layout.addWidget(label)
        layout.addWidget(self._problem)
        layout.addWidget(self.members)

    @property
    def first_control(self) -> QWidget:
        """The first control of the first member."""
        return next(iter(self.members.fields.values())).first_control

    def show_value(self, value: Any, running: Any) -> None:
        """Show every member of ``value``."""
        self.members.show_record(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of the record as a whole and those of its members."""
        problem = problems.get(self.path)
        self._problem.setText(f"Allowed: {problem.allowed}" if problem else "")
        self._problem.setVisible(problem is not None)
        self.members.show_problems(problems)

    def member(self, name: str) -> Field:
        """Return the field of the member ``name``. Raises KeyError if there is none."""
        return self.members.fields[name]
