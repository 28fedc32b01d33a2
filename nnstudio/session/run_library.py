"""All kept runs as the window sees them: listed, followed while they are shown, noted on, deleted and restored."""

import threading
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.run_metadata import RunMetadata
from nnstudio.runs.store.run_store import RunList, RunStore
from nnstudio.runs.store.run_summary import RunSummary
from nnstudio.session.background_task import BackgroundTask

INTERVAL = 1000
"""Milliseconds between two looks at the disk."""
IDLE_FACTOR = 10
"""After a look that took long it waits so many times as long."""
SAVED_EVERY = 30.0
"""Seconds between two writings of the index while runs change."""


class RunLibrary(QObject):
    """The runs in a folder. They are first read when something begins to `watch`; until then the list is empty.

    Reading and looking happen in the background; notes, deleting and restoring at once, as they take a moment.
    """

    changed = Signal()
    """`list` is another one, or is read for the first time."""
    progressed = Signal(object)
    """How far the first reading is: a `Progress`."""
    failed = Signal(str)
    """A run could not be noted on, deleted or restored: a message for the user."""
    deletions_changed = Signal()
    """There is more or less that `undo` brings back."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.list = RunList()
        self.is_loaded = False
        self.deletions: list[tuple[str, ...]] = []
        """The keys of what was deleted together, the last at the end."""
        self._by_key: dict[str, RunSummary] = {}
        self._store, self._lock = RunStore(folder), threading.Lock()
        self._watchers: set[int] = set()
        self._saved_at = time.monotonic()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        self._task = BackgroundTask("runs", self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self._on_looked)
        self._task.failed.connect(self._on_look_failed)

    @property
    def folder(self) -> Path:
        """The folder of all runs."""
        return self._store.folder

    def folder_of(self, key: str) -> Path:
        """Return the folder of a run."""
        return self._store.folder / key

    def run(self, key: str) -> RunSummary | None:
        """Return what is known of a run; None where there is none of this key any more."""
        return self._by_key.get(key)

    def watch(self, watcher: object, is_watching: bool) -> None:
        """Follow the disk for ``watcher`` from now on, or no longer; as many may watch as like.

        A view that was never shown may be hidden: that changes nothing.
        """
        was_watched = bool(self._watchers)
        (self._watchers.add if is_watching else self._watchers.discard)(id(watcher))
        if self._watchers and not was_watched:
            self._look()
        elif not self._watchers:
            self._timer.stop()

    def change(self, keys: Sequence[str], change: Callable[[RunMetadata], RunMetadata]) -> None:
        """Change what is noted about runs."""
        self._do(lambda: self._store.change(keys, change))

    def delete(self, keys: Sequence[str]) -> None:
        """Move runs aside, from where `undo` brings them back; those that are being trained stay, which is said."""
        deleted: list[str] = []

        def delete() -> None:
            for key in keys:
                deleted.extend(self._store.delete([key]))

        self._do(delete)
        if deleted:
            self.deletions.append(tuple(deleted))
            self.deletions_changed.emit()

    @Slot()
    def undo(self) -> None:
        """Bring back what was deleted last."""
        if self.deletions:
            keys = self.deletions.pop()
            self._do(lambda: self._store.restore(keys))
            self.deletions_changed.emit()

    def close(self) -> None:
        """Look no more, and keep what is known for the next start."""
        self._timer.stop()
        self._task.close()
        if self.is_loaded:
            self._store.save()

    def _do(self, action: Callable[[], None]) -> None:
        """Do what changes runs, and show what became of them, also where it failed in the middle."""
        if not self.is_loaded:  # the reading of thousands of runs holds the lock for seconds
            self.failed.emit("The runs are still being read")
            return
        with self._lock:
            message = ""
            try:
                action()
            except RunFolderError as error:
                message = str(error)
            known = self._store.current()
        self._show(known)
        if message:
            self.failed.emit(message)

    @Slot()
    def _look(self) -> None:
        if not self._task.is_active:
            self._task.start(self._looking() if self.is_loaded else self._loading())

    def _loading(self) -> Generator[Progress, None, tuple[RunList | None, float]]:
        yield Progress("Reading runs", 0, 0)
        began = time.monotonic()
        with self._lock:
            self._store.purge()
            known = yield from self._store.load()
            self._store.save()
        return known, time.monotonic() - began

    def _looking(self) -> Generator[Progress, None, tuple[RunList | None, float]]:
        yield Progress("Looking at runs", 0, 0)
        began = time.monotonic()
        with self._lock:
            known = self._store.current() if self._store.poll() else None
            if began - self._saved_at > SAVED_EVERY:
                self._saved_at = began
                self._store.save()
        return known, time.monotonic() - began

    @Slot(object)
    def _on_looked(self, looked: tuple[RunList | None, float]) -> None:
        known, seconds = looked
        if known is not None:
            self.is_loaded = True
            self._show(known)
        if self._watchers:
            self._timer.start(max(INTERVAL, round(1000 * IDLE_FACTOR * seconds)))

    @Slot(object)
    def _on_look_failed(self, error: Exception) -> None:
        self.failed.emit(f"The runs in {self.folder} cannot be read ({error})")

    def _show(self, known: RunList) -> None:
        self.list = known
        self._by_key = {run.key: run for run in known.runs}
        self.changed.emit()
