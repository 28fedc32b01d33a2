"""The settings a person is editing, and what is wrong with them."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem
from nnstudio.spec.paths import find, replace
from nnstudio.spec.record import Kind, OneOf

UNDO_LIMIT = 200


class Workspace(QObject):
    """Holds valid settings only: a value that is not allowed is reported as a problem and the old one stays.

    Each kind chosen once is remembered: going back to an optimizer brings back its own learning rate.
    """

    changed = Signal()
    """The settings are different from before; read `settings`."""
    problems_changed = Signal()
    """Something became wrong or was mended; read `problems`."""

    def __init__(self, settings: RunSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._problems: dict[str, Problem] = {}
        self._remembered: dict[tuple[str, str], Kind] = {}
        self._undo: list[RunSettings] = []
        self._last_path = ""
        self._redo: list[RunSettings] = []

    @property
    def settings(self) -> RunSettings:
        """The settings as they stand; always valid."""
        return self._settings

    @property
    def problems(self) -> dict[str, Problem]:
        """What was entered and is not allowed, by the path of its setting."""
        return dict(self._problems)

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return bool(self._redo)

    def set(self, path: str, value: Any) -> None:
        """Change the setting at the full ``path``; what is not allowed becomes a problem instead.

        Changes of one setting in a row are undone as one.
        """
        problems = tuple(find(self._settings, path).setting.check(value, path))
        if problems:
            self.report(problems[0])
            return
        self._mend(path)
        self._change(path, replace(self._settings, path, value))

    def choose(self, path: str, key: str) -> None:
        """Change the variant at ``path`` to the kind ``key``, with the values it had when last chosen."""
        entry = find(self._settings, path)
        assert isinstance(entry.setting, OneOf)
        self._remembered[path, entry.value.key] = entry.value
        self.set(path, self._remembered.get((path, key)) or entry.setting.registry[key]())

    def replace_all(self, settings: RunSettings) -> None:
        """Take over other settings as a whole, such as those of an earlier run."""
        self._clear_problems()
        self._change("", settings)

    def report(self, problem: Problem) -> None:
        """Note something entered that cannot be a value at all, such as a word where a number stands."""
        if self._problems.get(problem.path) != problem:
            self._problems[problem.path] = problem
            self.problems_changed.emit()

    def undo(self) -> None:
        """Take the last change back."""
        if self._undo:
            self._redo.append(self._settings)
            self._restore(self._undo.pop())

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self._redo:
            self._undo.append(self._settings)
            self._restore(self._redo.pop())

    def _change(self, path: str, settings: RunSettings) -> None:
        if settings == self._settings:
            return
        if not path or path != self._last_path:
            self._undo.append(self._settings)
            del self._undo[:-UNDO_LIMIT]
        self._last_path = path
        self._redo.clear()
        self._settings = settings
        self.changed.emit()

    def _restore(self, settings: RunSettings) -> None:
        self._settings = settings
        self._last_path = ""
        self._clear_problems()
        self.changed.emit()

    def _mend(self, path: str) -> None:
        """Forget the problem at ``path`` and at everything below it, which may be gone."""
        mended = [known for known in self._problems if known == path or known.startswith(f"{path}.")]
        for known in mended:
            del self._problems[known]
        if mended:
            self.problems_changed.emit()

    def _clear_problems(self) -> None:
        if self._problems:
            self._problems.clear()
            self.problems_changed.emit()
