"""All runs of one folder: the list, its changes as they happen, notes, and deleting with undo."""

import os
import shutil
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nnstudio.data.dataset import Progress
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.run_metadata import RunMetadata, change_metadata
from nnstudio.runs.store.index_file import Index, read_index, write_index
from nnstudio.runs.store.run_names import names_of
from nnstudio.runs.store.run_summary import (
    RunState,
    RunSummary,
    is_being_trained,
    read_summary,
    with_progress,
)

DELETED = ".deleted"
"""The folder, within that of the runs, to which deleted runs are moved."""
KEPT_DAYS = 30
"""For so long a deleted run can be restored."""
SETTLED = 2_000_000_000
"""In ns: a folder that changed so recently may change once more within the same tick of the disk's clock."""
LOOKED_AT = 1000
"""Of the runs that are over, so many are looked at in one `RunStore.poll`; the others are in the next ones."""
READ_BETWEEN_REPORTS = 50


@dataclass(frozen=True)
class RunList:
    """The runs in the order in which they began, with a name for each, and what settings are called, by path."""

    runs: tuple[RunSummary, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


class RunStore:
    """The runs in ``folder``, of this and other processes, trained in a window or without.

    Runs that are trained, changed, added or deleted by others are found by `poll`, which looks at the times at which
    folders changed: whatever matters in a run's folder is replaced as a whole file, which changes the folder's time. It
    may be used by one thread at a time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = Index()
        self._unsettled: set[str] = set()
        self._foreign: dict[str, int] = {}
        self._next = 0
        self._is_saved = True

    def load(self) -> Generator[Progress, None, RunList]:
        """Read what is new since the index was written, all runs where there is none; return the list."""
        self._index = read_index(self.folder)
        found = self._scan()
        for key in self._index.summaries.keys() - found.keys():
            self._forget(key)
        changed = [key for key, changed_at in found.items() if self._is_due(key, changed_at)]
        for number, key in enumerate(changed):
            if number % READ_BETWEEN_REPORTS == 0:
                yield Progress("Reading runs", number, len(changed))
            self._read(key, found[key])
        self._follow_active()
        return self.current()

    def current(self) -> RunList:
        """Return the runs as they are known."""
        runs = tuple(sorted(self._index.summaries.values(), key=lambda run: (run.started or "9", run.key)))
        return RunList(runs, names_of(runs, self._index.labels), dict(self._index.labels))

    def poll(self) -> bool:
        """Look at what has changed on the disk, and return whether the list has.

        Every run that may go on is looked at, and up to `LOOKED_AT` of the others.
        """
        before = dict(self._index.summaries)
        found = self._scan(self._slice())
        for key in self._index.summaries.keys() - found.keys():
            self._forget(key)
        for key, changed_at in found.items():
            if changed_at and self._is_due(key, changed_at):
                self._read(key, changed_at)
        self._follow_active()
        return before != self._index.summaries

    def change(self, keys: Iterable[str], change: Callable[[RunMetadata], RunMetadata]) -> None:
        """Change what is noted about the runs; raise `RunFolderError` for the first that cannot be written."""
        for key in keys:
            change_metadata(self.folder / key, change)
            self._reread(key)

    def delete(self, keys: Iterable[str]) -> list[str]:
        """Move the runs aside, from where `restore` brings them back, and return their keys.

        Raises `RunFolderError`, having moved those before, for one that is being trained or cannot be moved.
        """
        moved = []
        for key in keys:
            folder, target = self.folder / key, self._deleted / key
            try:
                _check(key)
                if is_being_trained(folder):
                    raise OSError("it is being trained")
                self._deleted.mkdir(exist_ok=True)
                if target.exists():  # a run of the same name that was deleted before
                    shutil.rmtree(target)
                folder.rename(target)
                os.utime(target)  # from now on it is kept for a while
            except OSError as error:
                raise RunFolderError(folder, error) from error
            self._forget(key)
            moved.append(key)
        return moved

    def restore(self, keys: Iterable[str]) -> None:
        """Bring deleted runs back; raise `RunFolderError` for the first that cannot be."""
        for key in keys:
            folder = self.folder / key
            try:
                _check(key)
                if folder.exists():
                    raise FileExistsError("there is another run of this name")
                (self._deleted / key).rename(folder)
            except OSError as error:
                raise RunFolderError(folder, error) from error
            self._reread(key)

    @property
    def deleted(self) -> tuple[str, ...]:
        """The keys of the runs that can be restored."""
        try:
            return tuple(sorted(entry.name for entry in os.scandir(self._deleted) if entry.is_dir()))
        except OSError:
            return ()

    def purge(self, days: float = KEPT_DAYS) -> int:
        """Remove for good what was deleted more than ``days`` ago; return how many runs."""
        before, count = time.time() - days * 86_400, 0
        for key in self.deleted:
            folder = self._deleted / key
            try:
                if folder.stat().st_mtime <= before:
                    shutil.rmtree(folder)
                    count += 1
            except OSError:  # it is tried again another day
                continue
        return count

    def save(self) -> None:
        """Write the index, if it has changed."""
        if not self._is_saved:
            write_index(self.folder, self._index)
            self._is_saved = True

    @property
    def _deleted(self) -> Path:
        return self.folder / DELETED

    def _slice(self) -> set[str]:
        """Return the keys of the runs over to look at this time."""
        keys = list(self._index.summaries)
        if len(keys) <= LOOKED_AT:
            return set(keys)
        begin = self._next % len(keys)
        self._next = begin + LOOKED_AT
        return set(keys[begin : begin + LOOKED_AT])

    def _scan(self, looked_at: set[str] | None = None) -> dict[str, int]:
        """Return the time of change of each folder, 0 for those that are not among those to be ``looked_at``."""
        found = {}
        try:
            entries = list(os.scandir(self.folder))
        except OSError:
            return {}
        for entry in entries:
            if entry.name.startswith("."):
                continue
            summary = self._index.summaries.get(entry.name)
            is_over = summary is not None and summary.is_over and entry.name not in self._unsettled
            if is_over and looked_at is not None and entry.name not in looked_at:
                found[entry.name] = 0
                continue
            try:
                if entry.is_dir():
                    found[entry.name] = Path(entry.path).stat().st_mtime_ns
            except OSError:
                continue
        return found

    def _is_due(self, key: str, changed_at: int) -> bool:
        known = self._foreign.get(key, self._index.times.get(key))
        return known != changed_at or key in self._unsettled

    def _read(self, key: str, changed_at: int) -> None:
        is_settled = time.time_ns() - changed_at > SETTLED
        summary = read_summary(self.folder / key, self._index.labels)
        (self._unsettled.discard if is_settled else self._unsettled.add)(key)
        self._foreign.pop(key, None)
        if summary is None:
            self._forget(key)
            if is_settled:
                self._foreign[key] = changed_at
            return
        self._index.summaries[key] = summary
        if is_settled:
            self._index.times[key] = changed_at
        else:
            self._index.times.pop(key, None)
        self._is_saved = False

    def _reread(self, key: str) -> None:
        try:
            self._read(key, (self.folder / key).stat().st_mtime_ns)
        except OSError:
            self._forget(key)

    def _forget(self, key: str) -> None:
        self._is_saved &= key not in self._index.summaries
        self._index.summaries.pop(key, None)
        self._index.times.pop(key, None)
        self._unsettled.discard(key)

    def _follow_active(self) -> None:
        """Bring the runs that go on up to date: batches do not change the time of their folder."""
        for key, summary in list(self._index.summaries.items()):
            if summary.state is RunState.TRAINING:
                folder = self.folder / key
                if is_being_trained(folder):
                    self._index.summaries[key] = with_progress(folder, summary)
                else:
                    self._reread(key)


def _check(key: str) -> None:
    """Raise OSError unless ``key`` is the name of a folder: nothing outside the folder of runs is ever moved."""
    if not key or key.startswith(".") or Path(key).name != key:
        raise OSError("this is not the name of a run's folder")
