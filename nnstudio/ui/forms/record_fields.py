"""The fields of one settings record, one below the other."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.spec.errors import Problem, join
from nnstudio.spec.record import members
from nnstudio.ui.forms.effect import running_member
from nnstudio.ui.forms.field import Field, FormContext

ROW_GAP = 4


class RecordFields(QWidget):
    """A field for each member of a record, or for those of ``names``.

    An advanced setting is hidden while its scope is not expanded, unless it differs from its default or has a problem;
    if ``is_advanced``, every member is.
    """

    def __init__(
        self,
        context: FormContext,
        path: str,
        record: type[Any],
        scope: str,
        is_advanced: bool = False,
        names: Iterable[str] | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        self._scope = scope
        self._settings = members(record)
        self._is_advanced = is_advanced
        self._record: Any = None
        self.is_any_shown = False
        wanted = self._settings if names is None else names
        self.fields: dict[str, Field] = {
            name: context.make_field(context, join(path, name), self._settings[name], scope)
            for name in wanted
            if join(path, name) not in context.omitted
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_GAP)
        for field in self.fields.values():
            column.addWidget(field)

    def show_record(self, record: Any, running: Any) -> None:
        """Show the values of ``record``; ``running`` is the running record, or an `Absent`."""
        self._record = record
        for name, field in self.fields.items():
            field.show_value(getattr(record, name), running_member(running, name))
            field.show_reason(self._reason(name))
        self._show_or_hide()

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show each problem at its field."""
        for field in self.fields.values():
            field.show_problems(problems)
        self._show_or_hide()

    def _reason(self, name: str) -> str:
        """Return why the member ``name`` has no effect now; empty if it has one."""
        needed = self._settings[name].needs
        if not needed or getattr(self._record, needed):
            return ""
        return f"It has no effect while {self._settings[needed].label} is off."

    def _show_or_hide(self) -> None:
        shown = {name for name, field in self.fields.items() if self._is_shown(name, field)}
        for name, field in self.fields.items():
            field.setVisible(name in shown)
        self.is_any_shown = bool(shown)
        self.setVisible(self.is_any_shown)

    def _is_shown(self, name: str, field: Field) -> bool:
        setting, workspace = self._settings[name], self._context.workspace
        if self._scope in self._context.expanded or not (setting.is_advanced or self._is_advanced):
            return True
        if getattr(self._record, name) != workspace.default(field.path) or (setting.needs and not self._reason(name)):
            return True
        focused = self.window().focusWidget()
        if focused is not None and field.isAncestorOf(focused):  # a field that is being edited must not disappear
            return True
        return any(f"{path}.".startswith(f"{field.path}.") for path in workspace.problems)
