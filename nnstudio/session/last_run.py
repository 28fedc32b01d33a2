"""The run that was shown when the window was closed, or else the newest: it is shown at the next start."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.runs.checkpoint import FILE as CHECKPOINT
from nnstudio.runs.folder import newest_runs
from nnstudio.runs.recorded_run import interrupted_end, read_recorded_run
from nnstudio.runs.run_files import is_being_written
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.remembered import saved_text
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import SnapshotReader


class LastRun(QObject):
    """Remembers the folder of the run that ``session`` shows, and reads it in the background."""

    missing = Signal(str)
    """The run cannot be read any more, or is not shown because a new one has begun: a message for the user."""

    interrupted = Signal(object)
    """The run that is shown now was interrupted and can go on: a `ShownRun`."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = self._left = ""
        self._task = BackgroundTask("last run", self)
        self._task.succeeded.connect(self._on_read)
        self._task.failed.connect(self._on_failed)

    def save(self, settings: QSettings) -> None:
        """Save where the shown run is."""
        if self._session.shown_run is not None:
            self._folder = str(self._session.shown_run.started.folder)
        settings.setValue("folder", self._folder)
        settings.setValue("left", self._left)

    def restore(self, settings: QSettings) -> None:
        """Restore where the run is; `show` reads it."""
        self._folder = saved_text(settings, "folder")
        self._left = saved_text(settings, "left")

    def leave(self) -> None:
        """Leave the interrupted run as it is, and do not mention it again."""
        self._left = self._folder

    @property
    def is_known(self) -> bool:
        """Whether there is a run to show."""
        return bool(self._folder)

    @Slot()
    def show(self) -> None:
        """Read the run in the background, and show it unless another has begun by then, which is said."""
        self._task.start(_reading(self._folder, self._session.runs))

    def close(self) -> None:
        """End the reading."""
        self._task.close()

    @Slot(object)
    def _on_read(self, read: "_LastRead | None") -> None:
        if read is None:
            return
        folder = read.run.started.folder
        if self._session.shown_run is not None or self._session.is_active:
            text = f"The last run, {folder.name}, is not shown because a new one has begun; its folder is kept"
            self.missing.emit(text)
            return
        self._session.show(read.run, read.network)
        self._folder = str(folder)
        if read.can_go_on and self._folder != self._left:
            self.interrupted.emit(read.run)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        name, self._folder = Path(self._folder).name, ""
        self.missing.emit(f"The last run, {name}, cannot be opened any more ({error})")


@dataclass(frozen=True, eq=False)
class _LastRead:
    run: ShownRun
    network: ActiveNetwork
    can_go_on: bool


def read_shown_run(folder: Path) -> tuple[ShownRun, ActiveNetwork]:
    """Return the run in ``folder`` and the network of its last weights; raise `SavedRunError` naming the bad file."""
    saved = open_run(folder)
    recorded = read_recorded_run(saved)
    ended = recorded.ended or interrupted_end(recorded)
    run = ShownRun(recorded.started, recorded.history, recorded.settings, ended, recorded.ended is None)
    step = ended.last.step if ended else 0
    snapshot = SnapshotReader(saved.network).read(step, saved.parameters)
    detector = read_novelty_detector(folder, saved.network)
    return run, ActiveNetwork.of(snapshot, recorded.started, detector, recorded.history.position_of(step))


def _reading(folder: str, runs: Path) -> Generator[Progress, None, _LastRead | None]:
    """Read the run in ``folder``, or the newest of ``runs`` that can be read if there is no folder."""
    yield Progress("Opening the last run", 0, 1)
    if folder:
        return _read(Path(folder))
    for newest in newest_runs(runs):
        try:
            return _read(newest)
        except SavedRunError:
            yield Progress("Opening the last run", 0, 1)
    return None


def _read(folder: Path) -> _LastRead:
    run, network = read_shown_run(folder)
    is_offered = run.is_interrupted and not run.obstacle_to_train_on and (folder / CHECKPOINT).exists()
    return _LastRead(run, network, is_offered and not is_being_written(folder))
