"""The fields of one item of a list: some in its line, the others below it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.spec.errors import Problem, join
from nnstudio.spec.record import ListOf, Nested, OneOf, members
from nnstudio.spec.setting import Setting
from nnstudio.ui.forms.effect import Absent, running_member
from nnstudio.ui.forms.field import Field, FormContext
from nnstudio.ui.forms.record_fields import RecordFields


class ItemFields:
    """The fields of an item of type ``kind`` at ``path``, which is also their scope.

    Settings with a single control that are not advanced are ``in_line``; messages and all other settings are ``below``.
    An item that is no record is a field itself.
    """

    def __init__(self, context: FormContext, path: str, setting: Setting, kind: type[Any]) -> None:
        self.kind = kind
        self._in_line: dict[str, Field] = {}
        self._rest: RecordFields | None = None
        if isinstance(setting, Nested | OneOf):
            declared = members(kind)
            names = [name for name, each in declared.items() if not each.is_advanced and _is_plain(each)]
            self._in_line = {
                name: context.make_field(context, join(path, name), declared[name], path) for name in names
            }
            self._rest = RecordFields(context, path, kind, path, names=[name for name in declared if name not in names])
        else:
            self._in_line = {"": context.make_field(context, path, setting, path)}
        self.in_line = tuple(self._in_line.values())
        self.below: tuple[QWidget, ...] = tuple(widget for field in self.in_line for widget in field.fit_in_line())
        if self._rest is not None:
            self.below = (*self.below, self._rest)

    @property
    def fields(self) -> dict[str, Field]:
        """All fields by name."""
        return self._in_line | (self._rest.fields if self._rest is not None else {})

    def show_value(self, value: Any, running: Any) -> None:
        """Show the item ``value``; a ``running`` item of another kind has no values to compare with."""
        is_same = isinstance(running, Absent) or type(running) is self.kind
        running = running if is_same else Absent.NO_COUNTERPART
        for name, field in self._in_line.items():
            field.show_value(
                getattr(value, name) if name else value, running_member(running, name) if name else running
            )
        if self._rest is not None:
            self._rest.show_record(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show each problem at its field."""
        for field in self.in_line:
            field.show_problems(problems)
        if self._rest is not None:
            self._rest.show_problems(problems)


def _is_plain(setting: Setting) -> bool:
    return not isinstance(setting, Nested | ListOf)
