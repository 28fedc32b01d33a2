"""The check-up of the edited settings, carried out in the background."""

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.runs.check_up_report import CheckUp
from nnstudio.runs.settings import RunSettings
from nnstudio.session.task_state import TaskState


class SettingsCheckUp(TaskState):
    """Checks one set of settings at a time; its attributes are to be read whenever `changed` is emitted."""

    changed = Signal()

    def __init__(self, folders: DataFolders, parent: QObject | None = None) -> None:
        super().__init__("check-up", parent)
        self.result: CheckUp | None = None
        """What the last check-up that came to its end has found."""
        self._folders = folders

    def start(self, settings: RunSettings) -> None:
        """Check ``settings``; the result of an earlier check-up stays until there is a new one."""
        if not self.is_active:
            self._begin(Progress("Reading the data", 0, 0), self._steps(settings))

    def report(self) -> None:
        """Emit `changed`."""
        self.changed.emit()

    def keep(self, result: object) -> None:
        """Keep the findings."""
        assert isinstance(result, CheckUp)
        self.result = result

    def _steps(self, settings: RunSettings) -> Generator[Progress, None, CheckUp]:
        # Only now: what trains is not loaded before the window's first frame.
        from nnstudio.runs.check_up import check_up

        return (yield from check_up(settings, self._folders))
