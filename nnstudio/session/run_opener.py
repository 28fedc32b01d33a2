"""Opens a kept run as if it had just ended."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.last_run import read_shown_run
from nnstudio.session.session import TrainingSession

RUN_GOES_ON = "a run is in progress; end it first"


class RunOpener(QObject):
    """Reads a run in the background, and lets the session show it."""

    opened = Signal(object)
    """The session shows this `ShownRun` now."""
    failed = Signal(str)
    """The run cannot be read, or another one has begun meanwhile: a message for the user."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = Path()
        self._task = BackgroundTask("opening a run", self)
        self._task.succeeded.connect(self._on_read)
        self._task.failed.connect(self._on_failed)

    def open(self, folder: Path) -> None:
        """Read and show the run in ``folder``; the last one that is asked for counts."""
        self._folder = folder
        self._task.start(_reading(folder))

    def close(self) -> None:
        """End the reading."""
        self._task.close()

    @Slot(object)
    def _on_read(self, read: tuple[ShownRun, ActiveNetwork]) -> None:
        if self._session.is_active:
            self.failed.emit(f"{self._folder.name} is not opened: {RUN_GOES_ON}")
            return
        self._session.show(*read)
        self.opened.emit(read[0])

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(f"{self._folder.name} cannot be opened ({error})")


def _reading(folder: Path) -> Generator[Progress, None, tuple[ShownRun, ActiveNetwork]]:
    yield Progress(f"Opening {folder.name}", 0, 1)
    return read_shown_run(folder)
