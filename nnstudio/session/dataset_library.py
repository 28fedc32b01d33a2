"""The data sets as the window uses them: loaded and downloaded in the background."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.data.chosen_files import copy_chosen
from nnstudio.data.dataset import DatasetSource, Progress
from nnstudio.data.datasets import downloads
from nnstudio.data.folders import DataFolders
from nnstudio.data.remote_files import RemoteFiles
from nnstudio.data.settings import DataSettings, Splits, split_dataset
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.runs.settings import RunSettings
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.task_state import TaskState


@dataclass(frozen=True, eq=False)
class LoadedData:
    """The training, validation and test sets of a run with these settings and this seed."""

    settings: DataSettings
    seed: int
    class_names: tuple[str, ...]
    splits: Splits

    def is_of(self, settings: RunSettings) -> bool:
        """Return whether a run with ``settings`` would have these splits."""
        return (self.settings, self.seed) == (settings.data.of_splits, settings.seed)


def load_splits(settings: RunSettings, folders: DataFolders) -> Generator[Progress, None, LoadedData]:
    """Load the data set of ``settings`` and split it as a run does. Raises `DataError` or `SettingError`."""
    dataset = yield from settings.data.dataset.load(folders)
    splits = split_dataset(dataset, settings.data, RandomStreams.from_seed(settings.seed).split)
    return LoadedData(settings.data.of_splits, settings.seed, dataset.class_names, splits)


class DatasetLibrary(QObject):
    """Loads one data set at a time; downloads run beside it, at most one for each data set."""

    loading_progressed = Signal(object)
    loaded = Signal(object)
    """A `LoadedData`; the library does not keep it."""
    loading_failed = Signal(object)
    loading_cancelled = Signal()
    download_changed = Signal(str)
    """A download has advanced, ended, failed or been cancelled: the key of its data set."""

    def __init__(
        self,
        folders: DataFolders,
        remotes: Mapping[str, RemoteFiles] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Take the folders, and the downloadable files by the key of their data set (default: `downloads`)."""
        super().__init__(parent)
        self.folders = folders
        self._remotes = dict(downloads() if remotes is None else remotes)
        self._loading = BackgroundTask("data set loading", self)
        self._loading.progressed.connect(self.loading_progressed)
        self._loading.succeeded.connect(self.loaded)
        self._loading.failed.connect(self.loading_failed)
        self._loading.cancelled.connect(self.loading_cancelled)
        self._downloads: dict[str, DatasetDownload] = {}

    def is_present(self, source: DatasetSource) -> bool:
        """Return whether ``source`` can be loaded without being downloaded or generated first."""
        return source.is_present(self.folders)

    def remote(self, key: str) -> RemoteFiles | None:
        """Return the downloadable files of the data set ``key``, or None where it has none."""
        return self._remotes.get(key)

    def load(self, settings: RunSettings) -> None:
        """Load the splits of a run with ``settings``; this replaces any loading in progress."""
        self._loading.start(load_splits(settings, self.folders))

    def cancel_loading(self) -> None:
        """Cancel the loading in progress."""
        self._loading.cancel()

    def download(self, key: str) -> "DatasetDownload":
        """Return the download of the data set ``key``, started or not; raise KeyError where there is none."""
        if key not in self._downloads:
            created = DatasetDownload(key, self._remotes[key], self.folders, self)
            created.changed.connect(self.download_changed)
            self._downloads[key] = created
        return self._downloads[key]

    def close(self) -> None:
        """Cancel everything in progress; incomplete downloads are kept."""
        self._loading.close()
        for each in self._downloads.values():
            each.close()


class DatasetDownload(TaskState):
    """The download of one data set, or its copy from the user's files; what was received is kept if it is cancelled.

    Its attributes are to be read whenever `changed` is emitted.
    """

    changed = Signal(str)

    def __init__(self, key: str, remote: RemoteFiles, folders: DataFolders, parent: QObject) -> None:
        super().__init__(f"download of {key}", parent)
        self.remote = remote
        self._key = key
        self._folders = folders

    def start(self) -> None:
        """Start the download, or resume it where an earlier attempt ended."""
        if not self.is_active:
            self._begin(Progress(f"Downloading {self.remote.label}", 0, self.remote.size), self._download())

    def copy(self, files: Sequence[Path]) -> None:
        """Copy the data set from ``files``, and from files beside them, instead of downloading it."""
        if not self.is_active:
            steps = copy_chosen(self.remote, files, self._folders.data)
            self._begin(Progress(f"Copying {self.remote.label}", 0, self.remote.size), steps)

    def report(self) -> None:
        """Emit `changed`."""
        self.changed.emit(self._key)

    def _download(self) -> Generator[Progress, None, None]:
        # Only now, and not in the window's thread: the web needs a dozen libraries, which few starts use.
        from nnstudio.data.download import download

        yield from download(self.remote, self._folders.data)
