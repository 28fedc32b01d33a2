"""The histories of the runs that are checked: read in the background, and that of the run that trains here, live."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.runs.history import History
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.store.run_summary import RunState
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.run_library import RunLibrary
from nnstudio.session.session import TrainingSession

READ_AGAIN = 2000
"""Milliseconds after which a run that another process trains is read again, if it has trained on."""


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """A run with its ``history``, which grows only ``is_live``, and the names of its network's layers by index."""

    key: str
    history: History
    layer_names: dict[int, str]
    has_layers: bool
    is_live: bool = False


class ComparedRuns(QObject):
    """Reads the checked runs while somebody watches. Runs that cannot be read are left out, which is said."""

    changed = Signal()
    """Another run was read, or none is any more that was."""
    grown = Signal()
    """The history of the run that trains here has grown."""
    failed = Signal(str)
    """Why a run cannot be compared: a message for the user; empty once all can."""

    def __init__(
        self, session: TrainingSession, library: RunLibrary, checked: CheckedRuns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._library, self._checked = session, library, checked
        self._read: dict[str, ComparedRun] = {}
        self._damaged: dict[str, str] = {}
        self._is_watching = self._wants_layers = False
        self._since = QElapsedTimer()
        self._task = BackgroundTask("compared runs", self)
        self._task.succeeded.connect(self._on_read)
        checked.changed.connect(self._on_checked_changed)
        library.changed.connect(self._look)
        session.shown_run_changed.connect(self._on_checked_changed)
        for signal in (session.batches_finished, session.evaluated, session.run_ended):
            signal.connect(self._on_grown)

    @property
    def runs(self) -> tuple[ComparedRun, ...]:
        """The checked runs that are read, in the order in which they were checked."""
        found = (self._live(key) or self._read.get(key) for key in self._checked.keys)
        return tuple(run for run in found if run is not None)

    def watch(self, is_watching: bool) -> None:
        """Read what is checked from now on, or no longer."""
        self._is_watching = is_watching
        self._look()

    def want_layers(self, wants_layers: bool) -> None:
        """Read also what was measured of the layers, from now on, or no longer."""
        self._wants_layers = wants_layers
        self._look()

    def close(self) -> None:
        """End the reading."""
        self._task.close()

    def _live(self, key: str) -> ComparedRun | None:
        """Return the run of this key if the session shows it."""
        shown = self._session.shown_run
        if shown is None or shown.started.folder != self._library.folder_of(key):
            return None
        active = self._session.active_network
        network = active.network if active is not None and active.folder == shown.started.folder else None
        names = {index: network.layer_name(index) for index in range(len(network.layers))} if network else {}
        return ComparedRun(key, shown.history, names, has_layers=True, is_live=True)

    @Slot()
    def _look(self) -> None:
        if not self._is_watching or self._task.is_active:
            return
        wanted = [key for key in self._checked.keys if self._is_due(key)]
        if wanted:
            self._since.start()
            self._task.start(_reading(wanted, [self._library.folder_of(key) for key in wanted], self._wants_layers))

    def _is_due(self, key: str) -> bool:
        if self._live(key) is not None or key in self._damaged:
            return False
        read, summary = self._read.get(key), self._library.run(key)
        if read is None or (self._wants_layers and not read.has_layers):
            return True
        has_grown = summary is not None and summary.step > read.history.step
        is_over = summary is not None and summary.state is not RunState.TRAINING
        return has_grown and (is_over or self._since.elapsed() >= READ_AGAIN)

    @Slot(object)
    def _on_read(self, read: tuple[list[ComparedRun], dict[str, str]]) -> None:
        runs, damaged = read
        self._read |= {run.key: run for run in runs}
        self._damaged |= damaged
        self._say()
        self.changed.emit()
        self._look()

    @Slot()
    def _on_checked_changed(self) -> None:
        keys = self._checked.keys
        self._read = {key: run for key, run in self._read.items() if key in keys}
        self._damaged = {key: text for key, text in self._damaged.items() if key in keys}
        self._say()
        self.changed.emit()
        self._look()

    @Slot()
    def _on_grown(self) -> None:
        if any(run.is_live for run in self.runs):
            self.grown.emit()

    def _say(self) -> None:
        self.failed.emit(next(iter(self._damaged.values()), ""))


def read_compared_run(key: str, folder: Path, has_layers: bool) -> ComparedRun:
    """Return the run in ``folder``; raise `SavedRunError` naming the file that is damaged."""
    saved = open_run(folder)
    recorded = read_recorded_run(saved, has_layers)
    names = {index: saved.network.layer_name(index) for index in range(len(saved.network.layers))}
    return ComparedRun(key, recorded.history, names, has_layers)


def _reading(
    keys: list[str], folders: list[Path], has_layers: bool
) -> Generator[Progress, None, tuple[list[ComparedRun], dict[str, str]]]:
    runs: list[ComparedRun] = []
    damaged: dict[str, str] = {}
    for number, (key, folder) in enumerate(zip(keys, folders, strict=True)):
        yield Progress("Reading runs", number, len(keys))
        try:
            runs.append(read_compared_run(key, folder, has_layers))
        except (SavedRunError, OSError, ValueError) as error:
            damaged[key] = f"{key} is left out: {error}"
    return runs, damaged
