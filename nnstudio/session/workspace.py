"""The settings that the user is editing, and their problems."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from nnstudio.data.dataset import DatasetSource
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem
from nnstudio.spec.paths import default_at, find, replace
from nnstudio.spec.record import Kind, OneOf, record_problems

UNDO_LIMIT = 200


@dataclass(frozen=True)
class _Version:
    """What one step of undo restores."""

    settings: RunSettings
    preset: str


class Workspace(QObject):
    """Holds only valid settings: a value that is not allowed is reported as a problem, and the old one stays.

    The values of every kind that was chosen are remembered: going back to an optimizer restores its learning rate.
    """

    changed = Signal()
    """The settings have changed; read `settings`."""
    problems_changed = Signal()
    """A problem has appeared or gone; read `problems`."""

    def __init__(self, settings: RunSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._defaults = settings
        self._current = _Version(settings, "")
        self._problems: dict[str, Problem] = {}
        self._remembered: dict[tuple[str, str], Kind] = {}
        self._undo: list[_Version] = []
        self._last_path = ""
        self._redo: list[_Version] = []

    @property
    def settings(self) -> RunSettings:
        """The current settings; always valid."""
        return self._current.settings

    @property
    def preset(self) -> str:
        """The key of the preset that was chosen last, even if settings were changed since; empty if there is none."""
        return self._current.preset

    @property
    def problems(self) -> dict[str, Problem]:
        """The problems of what was entered, by the path of the setting."""
        return dict(self._problems)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to redo."""
        return bool(self._redo)

    def default(self, path: str) -> Any:
        """Return the default of the setting at the full ``path``: its value in the first settings of all."""
        return default_at(self._defaults, self.settings, path)

    def set(self, path: str, value: Any) -> None:
        """Change the setting at the full ``path``; a ``value`` that is not allowed becomes a problem instead.

        Successive changes of one setting are undone together.
        """
        problems = tuple(find(self.settings, path).setting.check(value, path))
        if not problems:
            changed = replace(self.settings, path, value)
            problems = tuple(record_problems(changed))  # a list may now have too many of a kind
        if problems:
            self.report(problems[0])
            return
        self._remove_problems(path)
        self._change(path, _Version(changed, self.preset))

    def choose(self, path: str, key: str) -> None:
        """Change the record at ``path`` to the kind ``key``, with the values that this kind had last."""
        entry = find(self.settings, path)
        assert isinstance(entry.setting, OneOf)
        self._remembered[path, entry.value.key] = entry.value
        chosen = self._remembered.get((path, key)) or entry.setting.registry[key]()
        if path == "data.dataset":  # it may bring its usual split
            assert isinstance(chosen, DatasetSource)
            changed = replace(self.settings, "data", self.settings.data.with_dataset(chosen))
            self._remove_problems(path)
            self._remove_problems("data.split")
            self._change(path, _Version(changed, self.preset))
        else:
            self.set(path, chosen)

    def replace_all(self, settings: RunSettings, preset: str = "") -> None:
        """Replace all settings, by those of the ``preset`` of that key or, without one, of an earlier run."""
        self._clear_problems()
        self._change("", _Version(settings, preset))

    def resume(self, settings: RunSettings, preset: str) -> None:
        """Go on with the ``settings`` and the ``preset`` with which the window was closed; there is nothing to undo."""
        self._undo.clear()
        self._redo.clear()
        self._restore(_Version(settings, preset))

    def report(self, problem: Problem) -> None:
        """Note input that cannot be a value at all, such as a word instead of a number."""
        if self._problems.get(problem.path) != problem:
            self._problems[problem.path] = problem
            self.problems_changed.emit()

    def undo(self) -> None:
        """Undo the last change."""
        if self._undo:
            self._redo.append(self._current)
            self._restore(self._undo.pop())

    def redo(self) -> None:
        """Redo the change that was undone last."""
        if self._redo:
            self._undo.append(self._current)
            self._restore(self._redo.pop())

    def _change(self, path: str, version: _Version) -> None:
        if version == self._current:
            return
        if not path or path != self._last_path:
            self._undo.append(self._current)
            del self._undo[:-UNDO_LIMIT]
        self._last_path = path
        self._redo.clear()
        self._current = version
        self.changed.emit()

    def _restore(self, version: _Version) -> None:
        self._clear_problems()  # first: fields of settings that will be gone show that their problem has gone
        self._current = version
        self._last_path = ""
        self.changed.emit()

    def _remove_problems(self, path: str) -> None:
        """Remove the problems at ``path``, above it and at the settings below it, which may no longer exist."""
        solved = [
            known for known in self._problems if f"{known}.".startswith(f"{path}.") or path.startswith(f"{known}.")
        ]
        for known in solved:
            del self._problems[known]
        if solved:
            self.problems_changed.emit()

    def _clear_problems(self) -> None:
        if self._problems:
            self._problems.clear()
            self.problems_changed.emit()
