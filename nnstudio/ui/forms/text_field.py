"""The field of a text: typed, or chosen from a list."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Text
from nnstudio.ui.focus import release_focus
from nnstudio.ui.forms.controls import ValueCombo, ValueEdit
from nnstudio.ui.forms.field import FormContext, RowField
from nnstudio.ui.forms.row import tooltip
from nnstudio.ui.theme import mark


class TextField(RowField):
    """Typed text is committed with Enter or when the field loses the focus; the context provides the list."""

    def __init__(self, context: FormContext, path: str, setting: Text, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._value = ""
        self._edit = ValueEdit()
        self._combo = _ChoicesCombo(self._edit, context, path)
        self._combo.setToolTip(tooltip(setting))
        self._edit.setPlaceholderText("choose one")
        self._combo.activated.connect(self._on_activated)
        self._edit.editingFinished.connect(self._on_editing_finished)
        self._edit.returnPressed.connect(self._on_return_pressed)
        self._edit.cancelled.connect(self._on_cancelled)
        self._edit.stepped.connect(self._on_stepped)
        self.row.add(self._combo, 1)

    def show_value(self, value: Any, running: Any) -> None:
        """Show ``value``; if it did not change, text that is being typed stays."""
        if value != self._value:
            self._value = value
            self._write(value)
        self.show_state(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting."""
        problem = problems.get(self.path)
        mark(self._combo, "problem", problem is not None)
        self.row.show_problem(problem)

    def _write(self, text: str) -> None:
        self._edit.setText(text)
        self._edit.setModified(False)

    @Slot()
    def _on_editing_finished(self) -> None:
        if self._edit.isModified():
            self._edit.setModified(False)
            self.context.workspace.set(self.path, self._edit.text().strip())

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self._edit.setModified(False)
        self.context.workspace.set(self.path, self._combo.itemText(index))

    @Slot()
    def _on_return_pressed(self) -> None:
        if self.path not in self.context.workspace.problems:
            release_focus(self)

    @Slot()
    def _on_cancelled(self) -> None:
        self._write(self._value)
        self.context.workspace.set(self.path, self._value)

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        choices = self.context.choices_for(self.path)
        if choices:
            index = choices.index(self._value) - direction if self._value in choices else 0
            self.context.workspace.set(self.path, choices[max(0, min(len(choices) - 1, index))])


class _ChoicesCombo(ValueCombo):
    """Updates its choices whenever the list opens."""

    def __init__(self, edit: ValueEdit, context: FormContext, path: str) -> None:
        super().__init__(edit)
        self._context = context
        self._path = path

    def showPopup(self) -> None:
        """Open the list with the current choices."""
        text, is_modified = self._edit.text(), self._edit.isModified()
        self.clear()
        self.addItems(list(self._context.choices_for(self._path)))
        self.setCurrentIndex(self.findText(text))
        self._edit.setText(text)
        self._edit.setModified(is_modified)
        super().showPopup()
