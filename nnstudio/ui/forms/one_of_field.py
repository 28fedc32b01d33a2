"""The field of a record that is chosen from a registry."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from nnstudio.spec.errors import Problem
from nnstudio.spec.record import OneOf
from nnstudio.ui.forms.field import Absent, Field, FormContext, effect_of
from nnstudio.ui.forms.kinds import KindChooser, KindDetails
from nnstudio.ui.forms.row import FieldRow
from nnstudio.ui.theme import mark


class OneOfField(Field):
    """A combo box of the kinds, and below it the settings of the chosen one."""

    def __init__(self, context: FormContext, path: str, setting: OneOf, is_compact: bool) -> None:
        super().__init__(context, path, setting)
        self._chooser = KindChooser(context, path, setting)
        self._details = KindDetails(context, path, is_compact)
        self.row = FieldRow(context.theme, setting, is_compact)
        self.row.add(self._chooser, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.row)
        layout.addWidget(self._details)

    @property
    def details(self) -> KindDetails:
        """The settings of the chosen kind."""
        return self._details

    def show_value(self, value: Any, running: Any) -> None:
        """Show the kind of ``value`` and its settings."""
        self._chooser.show_kind(value)
        self._details.show_record(value, running)
        differs = not isinstance(running, Absent) and type(running) is not type(value)
        self.row.show_effect(effect_of(self.setting, differs, running))

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting and those of its members."""
        problem = problems.get(self.path)
        mark(self._chooser, "problem", problem is not None)
        self.row.show_problem(problem)
        self._details.show_problems(problems)
