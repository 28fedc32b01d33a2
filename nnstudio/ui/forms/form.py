"""A form bound to one part of a workspace."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import find
from nnstudio.ui.forms.field import Absent, Field, FormContext
from nnstudio.ui.forms.fields import make_field
from nnstudio.ui.forms.nested_field import NestedField
from nnstudio.ui.theme import ThemeController


class Form(QWidget):
    """Shows and edits the settings at ``path``, a full path of ``workspace``, and follows their changes."""

    def __init__(
        self,
        workspace: Workspace,
        theme: ThemeController,
        path: str,
        empty_text: Mapping[str, str] | None = None,
        choices: Mapping[str, Callable[[], Sequence[str]]] | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._path = path
        self._running: Any = None
        self._context = FormContext(workspace, theme, make_field, empty_text or {}, choices or {})
        self.field = make_field(self._context, path, find(workspace.settings, path).setting)
        if isinstance(self.field, NestedField):
            self.field.hide_label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        workspace.changed.connect(self._on_changed)
        workspace.problems_changed.connect(self._on_problems_changed)
        self._on_changed()

    @property
    def structure(self) -> int:
        """A counter that grows whenever fields are added or removed."""
        return self._context.structure

    def field_at(self, path: str) -> Field:
        """Return the field of a nested setting by its full ``path``. Raises KeyError if there is none."""
        field = self.field
        for name in path.removeprefix(f"{self._path}.").split("."):
            if not isinstance(field, NestedField):
                raise KeyError(f"no field at {path!r}")
            field = field.members.fields[name]
        return field

    def set_training(self, is_active: bool, running: Any = None) -> None:
        """Mark what can be changed while a run is training; ``running`` is the run's value of the form's settings."""
        self._context.is_training_active = is_active
        self._running = running
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        value = find(self._workspace.settings, self._path).value
        if not self._context.is_training_active:
            running: Any = Absent.NOT_TRAINING
        else:
            running = value if self._running is None else self._running
        self.field.show_value(value, running)
        self._on_problems_changed()

    @Slot()
    def _on_problems_changed(self) -> None:
        self.field.show_problems(self._workspace.problems)
