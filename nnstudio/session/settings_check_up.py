"""The check-up of the edited settings, carried out in the background."""

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.runs.check_up_report import CheckUp
from nnstudio.runs.settings import RunSettings
from nnstudio.session.background_task import BackgroundTask


class SettingsCheckUp(QObject):
    """Checks one set of settings at a time; its attributes are to be read whenever `changed` is emitted."""

    changed = Signal()

    def __init__(self, folders: DataFolders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: CheckUp | None = None
        """What the last check-up that came to its end has found."""
        self.progress: Progress | None = None
        """How far the check-up in progress is; None while there is none."""
        self.error: Exception | None = None
        """Why the last one failed, until another begins."""
        self._folders = folders
        self._task = BackgroundTask("check-up", self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)

    @property
    def is_active(self) -> bool:
        """Whether a check-up is in progress."""
        return self.progress is not None

    def start(self, settings: RunSettings) -> None:
        """Check ``settings``; the result of an earlier check-up stays until there is a new one."""
        if self.is_active:
            return
        self._enter(Progress("Reading the data", 0, 0))
        self._task.start(self._steps(settings))

    def cancel(self) -> None:
        """End the check-up in progress at its next step."""
        self._task.cancel()

    def close(self) -> None:
        """Cancel it and wait until it has ended."""
        self._task.close()

    def _steps(self, settings: RunSettings) -> Generator[Progress, None, CheckUp]:
        # Only now: what trains is not loaded before the window's first frame.
        from nnstudio.runs.check_up import check_up

        return (yield from check_up(settings, self._folders))

    def _enter(self, progress: Progress | None, error: Exception | None = None) -> None:
        self.progress, self.error = progress, error
        self.changed.emit()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self._enter(progress)

    @Slot(object)
    def _on_succeeded(self, result: CheckUp) -> None:
        self.result = result
        self._enter(None)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._enter(None, error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._enter(None)
