"""Chooses one of a registry's kinds and shows the settings of the chosen kind."""

from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.spec.errors import Problem
from nnstudio.spec.record import Kind, OneOf, members
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.forms.effect import Absent
from nnstudio.ui.forms.field import Field, FormContext, remove
from nnstudio.ui.forms.record_fields import ROW_GAP, RecordFields
from nnstudio.ui.forms.row import describe, tooltip


class KindChooser(QuietComboBox):
    """A combo box with the labels of a registry, each with its hint as tooltip."""

    def __init__(self, context: FormContext, path: str, setting: OneOf) -> None:
        super().__init__()
        self._context = context
        self._path = path
        self._setting = setting
        self._shown = ""
        for index, kind in enumerate(setting.registry):
            self.addItem(kind.label, kind.key)
            self.setItemData(index, f"<p>{escape(_about(kind))}</p>", Qt.ItemDataRole.ToolTipRole)
        self.setAccessibleName(setting.label)
        self.activated.connect(self._on_activated)

    def show_kind(self, value: Kind) -> None:
        """Show the kind of ``value``."""
        if value.key != self._shown:
            self._shown = value.key
            self.setCurrentIndex(self.findData(value.key))
            self.setToolTip(tooltip(self._setting, f"{value.label}: {_about(value)}"))
            describe(self)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        key = self.itemData(index)
        # Choosing the current kind again is no change; it would only end the current step of undo.
        if key != self._shown:
            self._context.workspace.choose(self._path, key)
            self.setCurrentIndex(self.findData(self._shown))  # in case it was refused


def _about(kind: Kind | type[Kind]) -> str:
    return f"{kind.hint} {kind.formula}".rstrip()


class KindDetails(QWidget):
    """The fields of the chosen kind; rebuilt only when the kind changes."""

    def __init__(self, context: FormContext, path: str, scope: str) -> None:
        super().__init__()
        self._context = context
        self._path = path
        self._scope = scope
        self._kind: type[Any] | None = None
        self._fields: RecordFields | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, ROW_GAP, 0, 0)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of the chosen kind by name."""
        return {} if self._fields is None else self._fields.fields

    def show_record(self, record: Kind, running: Any) -> None:
        """Show the settings of ``record``; a running record of another kind has no values to compare with."""
        if type(record) is not self._kind:
            self._kind = type(record)
            self._rebuild()
        if self._fields is not None:
            is_same = isinstance(running, Absent) or type(running) is type(record)
            self._fields.show_record(record, running if is_same else Absent.NO_COUNTERPART)
        self._show_or_hide()

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show each problem at its field."""
        if self._fields is not None:
            self._fields.show_problems(problems)
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(self._fields is not None and self._fields.is_any_shown)

    def _rebuild(self) -> None:
        self._context.structure += 1
        if self._fields is not None:
            remove(self._fields)
            self._box.removeWidget(self._fields)
            self._fields = None
        if self._kind is not None and members(self._kind):
            self._fields = RecordFields(self._context, self._path, self._kind, self._scope)
            self._box.addWidget(self._fields)
