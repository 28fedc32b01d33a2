"""The field of a record that is chosen from a registry."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.spec.errors import Problem
from nnstudio.spec.record import OneOf
from nnstudio.ui.forms.field import Field, FormContext, RowField
from nnstudio.ui.forms.kinds import KindChooser, KindDetails
from nnstudio.ui.theme import mark


class OneOfField(RowField):
    """A combo box of the kinds, and below it the settings of the chosen one."""

    def __init__(self, context: FormContext, path: str, setting: OneOf, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._chooser = KindChooser(context, path, setting)
        self._details = KindDetails(context, path, scope)
        self.row.add(self._chooser, 1)
        self.column.addWidget(self._details)

    def show_value(self, value: Any, running: Any) -> None:
        """Show the kind of ``value`` and its settings."""
        self._chooser.show_kind(value)
        self._details.show_record(value, running)
        self.show_state(value, running)

    def is_other(self, value: Any, running: Any) -> bool:
        """Return whether ``value`` is of another kind; its settings speak for themselves."""
        return type(value) is not type(running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting and those of its members."""
        problem = problems.get(self.path)
        mark(self._chooser, "problem", problem is not None)
        self.row.show_problem(problem)
        self._details.show_problems(problems)

    def member(self, name: str) -> Field:
        """Return the field of the member ``name`` of the chosen kind. Raises KeyError if there is none."""
        return self._details.fields[name]

    def fit_in_line(self) -> tuple[QWidget, ...]:
        """Hide all but the combo box; return the message and the settings of the chosen kind."""
        return (*super().fit_in_line(), self._details)
