"""A form bound to one part of a workspace."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import find
from nnstudio.ui.forms.card import ItemCard
from nnstudio.ui.forms.effect import Absent
from nnstudio.ui.forms.field import Field, FormContext
from nnstudio.ui.forms.fields import make_field
from nnstudio.ui.theme import ThemeController


class Form(QWidget):
    """Shows and edits the settings at ``path``, a full path of ``workspace``, and follows their changes.

    ``empty_text`` and ``choices`` are those of `FormContext`; the settings at the paths ``omitted`` are left out.
    """

    def __init__(
        self,
        workspace: Workspace,
        theme: ThemeController,
        path: str,
        empty_text: Mapping[str, str] | None = None,
        choices: Mapping[str, Callable[[], Sequence[str]]] | None = None,
        omitted: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._path = path
        self._running: Any = None
        self._context = FormContext(workspace, theme, make_field, empty_text or {}, choices or {}, omitted)
        self.field = make_field(self._context, path, find(workspace.settings, path).setting, path)
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

    @property
    def is_expanded(self) -> bool:
        """Whether advanced settings are shown, even those with their defaults."""
        return self._path in self._context.expanded

    def field_at(self, path: str) -> Field:
        """Return the field of a setting by its full ``path``. Raises KeyError if there is none."""
        field: Field | ItemCard = self.field
        for name in path.removeprefix(self._path).removeprefix(".").split("."):
            field = field.member(name) if name else field
        assert isinstance(field, Field)
        return field

    def reveal(self, path: str) -> QWidget:
        """Show the setting at the full ``path`` even if it is advanced, and return the control that changes it.

        Raises KeyError if the form has no such setting.
        """
        field = self.field_at(path)
        around = field.parentWidget()
        while around is not None and not isinstance(around, Form | ItemCard):
            around = around.parentWidget()
        if not field.isVisibleTo(self):
            if isinstance(around, ItemCard):
                around.unfold_button.setChecked(True)
            else:
                self.set_expanded(True)
        return field.first_control

    def set_expanded(self, is_expanded: bool) -> None:
        """Show advanced settings, or hide those that have their defaults."""
        if is_expanded:
            self._context.expanded.add(self._path)
        else:
            self._context.expanded.discard(self._path)
        self._on_changed()

    def set_training(self, is_active: bool, running: Any = None) -> None:
        """Mark what cannot be changed while a run is training; ``running`` is the run's value of these settings."""
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
        if self.field.setting.is_advanced:
            self.setVisible(self.is_expanded or value != self._workspace.default(self._path))
        self._on_problems_changed()

    @Slot()
    def _on_problems_changed(self) -> None:
        self.field.show_problems(self._workspace.problems)
