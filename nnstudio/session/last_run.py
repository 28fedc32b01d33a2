"""The run that was shown when the window was closed, or else the newest: it is shown at the next start."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.inspection.histograms import Histogram
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.runs.folder import newest_runs
from nnstudio.runs.recorded_run import interrupted_end, read_recorded_run
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.snapshots import SnapshotSeries
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.remembered import saved_text
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import SnapshotReader


class LastRun(QObject):
    """Remembers the folder of the run that ``session`` shows, and reads it in the background."""

    missing = Signal(str)
    """The run cannot be read any more, or is not shown because a new one has begun: a message for the user."""

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

    @property
    def left(self) -> str:
        """The folder of the interrupted run that is to be left as it is; empty if there is none."""
        return self._left

    def leave(self) -> None:
        """Leave the run that is shown, which was interrupted, as it is, and do not mention it again."""
        if self._session.shown_run is not None:
            self._left = str(self._session.shown_run.started.folder)

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
    def _on_read(self, read: tuple[ShownRun, ActiveNetwork] | None) -> None:
        if read is None:
            return
        folder = read[0].started.folder
        if self._session.shown_run is None and not self._session.is_active:
            self._folder = str(folder)
            self._session.show(*read)
        else:
            text = f"The last run, {folder.name}, is not shown because a new one has begun; its folder is kept"
            self.missing.emit(text)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        name, self._folder = Path(self._folder).name, ""
        self.missing.emit(f"The last run, {name}, cannot be opened any more ({error})")


def read_shown_run(folder: Path) -> tuple[ShownRun, ActiveNetwork]:
    """Return the run in ``folder`` and the network of its last weights; raise `SavedRunError` naming the bad file."""
    saved = open_run(folder)
    recorded = read_recorded_run(saved)
    ended = recorded.ended or interrupted_end(recorded)
    run = ShownRun(recorded.started, recorded.history, recorded.settings, ended, recorded.ended is None)
    step = ended.last.step if ended else 0
    reader = SnapshotReader(saved.network)
    first = _first_histograms(SnapshotSeries(folder, saved.network, recorded.started.settings), reader)
    snapshot = reader.read(step, saved.parameters)
    detector = read_novelty_detector(folder, saved.network)
    network = ActiveNetwork.of(snapshot, recorded.started, detector, recorded.history.position_of(step))
    return run, replace(network, first_histograms=first)


def _first_histograms(series: SnapshotSeries, reader: SnapshotReader) -> tuple[Histogram, ...] | None:
    """Return the histograms before training, for ``reader`` the first that it makes; None if no snapshot has them."""
    try:
        first = next(iter(series.places()), None)
        if first is None or first.step:
            return None
        return reader.read(0, series.read(first).parameters).histograms
    except SavedRunError:  # the run can be shown without them
        return None


def _reading(folder: str, runs: Path) -> Generator[Progress, None, tuple[ShownRun, ActiveNetwork] | None]:
    """Read the run in ``folder``, or the newest of ``runs`` that can be read if there is no folder."""
    yield Progress("Opening the last run", 0, 1)
    if folder:
        return read_shown_run(Path(folder))
    for newest in newest_runs(runs):
        try:
            return read_shown_run(newest)
        except SavedRunError:
            yield Progress("Opening the last run", 0, 1)
    return None
