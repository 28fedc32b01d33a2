"""The base classes of all fields of a form, and the context that the fields of a form have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Setting
from nnstudio.spec.value_text import value_text
from nnstudio.ui.forms.effect import Absent, effect_of
from nnstudio.ui.forms.row import FieldRow
from nnstudio.ui.theme import ThemeController


@dataclass
class FormContext:
    """The edited settings, the theme, the function that creates fields, and whether a run is training."""

    workspace: Workspace
    theme: ThemeController
    make_field: "Callable[[FormContext, str, Setting, str], Field]"
    empty_text: Mapping[str, str] = field(default_factory=dict)
    """The text shown for an empty list, by its path."""
    choices: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    """Functions that return the current choices for a text setting, by its path."""
    omitted: frozenset[str] = frozenset()
    """The paths of settings that are shown elsewhere."""
    expanded: set[str] = field(default_factory=set)
    """The scopes, such as the whole form or an item of a list, whose advanced settings are shown."""
    is_training_active: bool = False
    structure: int = 0
    """A counter that grows whenever fields are added or removed."""

    def choices_for(self, path: str) -> Sequence[str]:
        """Return the current choices for the text setting at ``path``; empty if there are none."""
        return self.choices[path]() if path in self.choices else ()

    def commits_while_typing(self, setting: Setting) -> bool:
        """Return whether to commit on each keystroke. Not for live settings in a run: typing 1e-3 would apply 1."""
        return not (self.is_training_active and setting.live)


class Field(QWidget):
    """Shows one setting of a workspace and changes it; ``scope`` is the path of what its More belongs to."""

    def __init__(self, context: FormContext, path: str, setting: Setting, scope: str) -> None:
        super().__init__()
        self.context = context
        self.path = path
        self.setting = setting
        self.scope = scope

    @property
    def first_control(self) -> QWidget:
        """The control that gets the focus when the user looks for this setting."""
        raise NotImplementedError  # each field says how; ABC and the metaclass of Qt's classes do not go together

    def show_value(self, value: Any, running: Any) -> None:
        """Show ``value``, touching only what differs; ``running`` is the run's value, or an `Absent`."""
        raise NotImplementedError  # as above

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show those of ``problems``, keyed by path, that belong to this setting or its members."""
        raise NotImplementedError  # as above

    def member(self, name: str) -> "Field":
        """Return the field of the member ``name``. Raises KeyError if there is none."""
        raise KeyError(f"no field {name!r} at {self.path!r}")

    def show_reason(self, reason: str) -> None:
        """Disable the field and say why, or enable it if ``reason`` is empty."""
        self.setEnabled(not reason)

    def fit_in_line(self) -> tuple[QWidget, ...]:
        """Hide all but the control, for a line shared with other fields; return what belongs below that line."""
        return ()


class RowField(Field):
    """A field whose controls stand in one row beside a label, which says what is special about the value."""

    def __init__(self, context: FormContext, path: str, setting: Setting, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self.row = FieldRow(context.theme, setting)
        self.row.reset_requested.connect(self._on_reset_requested)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.row)

    @property
    def first_control(self) -> QWidget:
        """The first control of the row."""
        return self.row.first_control

    def show_state(self, value: Any, running: Any) -> None:
        """Mark how a change of ``value`` affects the run, and whether it differs from its default."""
        is_other = not isinstance(running, Absent) and self.is_other(value, running)
        self.row.show_effect(effect_of(self.setting, is_other, running))
        default = self.context.workspace.default(self.path)
        self.row.show_default(value_text(self.setting, default), self.is_changed(value, default))

    def is_other(self, value: Any, running: Any) -> bool:
        """Return whether ``value`` waits for the next run because the ``running`` one is another."""
        return bool(value != running)

    def is_changed(self, value: Any, default: Any) -> bool:
        """Return whether ``value`` differs from its ``default``."""
        return self.is_other(value, default)

    def show_reason(self, reason: str) -> None:
        """Disable the field and say why, or enable it if ``reason`` is empty."""
        self.row.show_reason(reason)

    def fit_in_line(self) -> tuple[QWidget, ...]:
        """Hide all but the control, for a line shared with other fields; return what belongs below that line."""
        return (self.row.fit_in_line(),)

    @Slot()
    def _on_reset_requested(self) -> None:
        self.context.workspace.set(self.path, self.context.workspace.default(self.path))


def remove(widget: QWidget) -> None:
    """Delete ``widget``, blocking its signals: a field that loses the focus must not write to a removed path."""
    for child in widget.findChildren(QWidget):
        child.blockSignals(True)
    widget.hide()
    widget.deleteLater()
