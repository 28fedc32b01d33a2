"""The base class of fields with a typed number."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.setting import Integer, Number
from nnstudio.ui.focus import release_focus
from nnstudio.ui.forms.controls import ValueEdit
from nnstudio.ui.forms.field import FormContext, RowField
from nnstudio.ui.forms.row import tooltip
from nnstudio.ui.theme import mark, number_font

_SPACES = str.maketrans("", "", " \u2009\u202f\u00a0_'")


class TypedField(RowField):
    """A valid number is committed while typing, or with Enter if it would affect a run; a problem is shown below."""

    setting: Integer | Number

    def __init__(self, context: FormContext, path: str, setting: Integer | Number, scope: str) -> None:
        super().__init__(context, path, setting, scope)
        self._value: Any = None
        self._before_typing: Any = None
        self._is_committing = False
        self._problem: Problem | None = None
        self._edit = ValueEdit()
        self._edit.setFont(number_font())
        self._edit.setToolTip(tooltip(setting))
        self._edit.setAccessibleName(setting.label)
        self._edit.textEdited.connect(self._on_text_edited)
        self._edit.editingFinished.connect(self._on_editing_finished)
        self._edit.returnPressed.connect(self._on_return_pressed)
        self._edit.cancelled.connect(self._on_cancelled)
        self._edit.stepped.connect(self._on_stepped)
        self._frame: QWidget = self._edit

    def show_value(self, value: Any, running: Any) -> None:
        """Show ``value``; text that already has this value stays as it was typed."""
        if value != self._value:
            self._value = value
            if not self._is_committing and self._read_or_none() != value:
                self._write(value)
            self._value_shown(value)
        self.show_state(value, running)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show the problem of this setting; once it is solved elsewhere, replace the text that caused it."""
        problem = problems.get(self.path)
        was_fixed_elsewhere = problem is None and self._problem is not None and not self._is_committing
        self._problem = problem
        mark(self._frame, "problem", problem is not None)
        self.row.show_problem(problem, while_typing=self._edit.hasFocus() and self._edit.isModified())
        if was_fixed_elsewhere:
            self._write(self._value)

    def _value_shown(self, value: Any) -> None:
        """Set the other controls of the field to ``value``."""

    def _next(self, value: Any, direction: int) -> Any:
        """Return the value one step up (1) or down (-1) from ``value``."""
        raise NotImplementedError  # as in `Field`

    def _read(self) -> Any:
        text = self._edit.text().strip()
        if self.setting.zero_means and text.casefold() == self.setting.zero_means.casefold():
            return 0
        digits = text.translate(_SPACES)
        if isinstance(self.setting, Number):
            digits = digits.replace(",", ".")
        if not digits:
            raise SettingError(Problem(self.path, "nothing", self.setting.allowed()))
        return self.setting.from_notation(notation.Record(digits), self.path)

    def _read_or_none(self) -> Any:
        try:
            return self._read()
        except SettingError:
            return None

    def _write(self, value: Any) -> None:
        text = self.setting.to_text(value).replace("e-0", "e-")
        if text != self._edit.text():
            self._edit.setText(text)
        self._edit.setModified(False)
        self._before_typing = None

    def _find_problem(self) -> Problem | None:
        """Return the problem with the text, or None."""
        try:
            return next(iter(self.setting.check(self._read(), self.path)), None)
        except SettingError as error:
            return error.problems[0]

    def _commit(self) -> None:
        problem = self._find_problem()
        if problem is None:
            self._set(self._read())
            return
        # While typing "11", which is not allowed, 1 was committed, which the user did not mean.
        if self._before_typing is not None:
            self._set(self._before_typing)
        self.context.workspace.report(problem)

    def _set(self, value: Any) -> None:
        """Change the setting, but not the text."""
        self._is_committing = True
        try:
            self.context.workspace.set(self.path, value)
        finally:
            self._is_committing = False

    @Slot()
    def _on_text_edited(self) -> None:
        if self._before_typing is None:
            self._before_typing = self._value
        if self.context.commits_while_typing(self.setting):
            self._commit()
        else:
            mark(self._frame, "problem", self._find_problem() is not None)

    @Slot()
    def _on_editing_finished(self) -> None:
        if not self._edit.isModified():
            return
        self._commit()
        if self._problem is None:
            self._write(self._value)
        else:
            self.row.show_problem(self._problem)

    @Slot()
    def _on_return_pressed(self) -> None:
        if self._find_problem() is None:
            release_focus(self)

    @Slot()
    def _on_cancelled(self) -> None:
        self._set(self._value if self._before_typing is None else self._before_typing)
        self._write(self._value)
        mark(self._frame, "problem", False)

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        value = self._read_or_none()
        self._set(self._next(self._value if value is None else value, direction))
        self._write(self._value)
