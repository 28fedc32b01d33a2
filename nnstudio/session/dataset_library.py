"""The data sets as the window uses them: loaded and downloaded beside it, never in its way."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import DatasetSource, Progress
from nnstudio.data.datasets import downloads
from nnstudio.data.download import download
from nnstudio.data.folders import DataFolders
from nnstudio.data.remote_files import RemoteFiles
from nnstudio.data.settings import DataSettings, Splits, split_dataset
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.runs.settings import RunSettings
from nnstudio.session.background_task import BackgroundTask


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
    """Loads one data set at a time; downloads go on beside it, one for each data set that has been asked for."""

    loading_progressed = Signal(object)
    loaded = Signal(object)
    """A `LoadedData`; the library itself keeps none."""
    loading_failed = Signal(object)
    loading_cancelled = Signal()
    download_changed = Signal(str)
    """A download has moved on, ended, failed or been cancelled; the key of its data set."""

    def __init__(
        self,
        folders: DataFolders,
        remotes: Mapping[str, RemoteFiles] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Take the folders, and what can be downloaded by the key of its data set (by default `downloads`)."""
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
        """Return whether it can be loaded without being downloaded or made first."""
        return source.is_present(self.folders)

    def remote(self, key: str) -> RemoteFiles | None:
        """Return the files that can be downloaded of the data set ``key``, if any can."""
        return self._remotes.get(key)

    def load(self, settings: RunSettings) -> None:
        """Load what a run with ``settings`` would learn from; takes the place of what is being loaded."""
        self._loading.start(load_splits(settings, self.folders))

    def cancel_loading(self) -> None:
        """Load nothing any more."""
        self._loading.cancel()

    def download(self, key: str) -> "DatasetDownload":
        """Return the download of the data set ``key``, which has begun or not; raises KeyError if there is none."""
        if key not in self._downloads:
            one = DatasetDownload(key, self._remotes[key], self.folders, self)
            one.changed.connect(self.download_changed)
            self._downloads[key] = one
        return self._downloads[key]

    def close(self) -> None:
        """End all that goes on; parts of downloads are kept."""
        self._loading.close()
        for one in self._downloads.values():
            one.close()


class DatasetDownload(QObject):
    """One data set on its way: where it stands, to be read whenever `changed` says so."""

    changed = Signal(str)

    def __init__(self, key: str, remote: RemoteFiles, folders: DataFolders, parent: QObject) -> None:
        super().__init__(parent)
        self.remote = remote
        self.progress: Progress | None = None
        """How far it has come; None while nothing is being fetched."""
        self.error: Exception | None = None
        """What the last try ended with, until another begins."""
        self.was_cancelled = False
        self._key = key
        self._folders = folders
        self._task = BackgroundTask(f"download of {key}", self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)

    @property
    def is_active(self) -> bool:
        """Whether it is being fetched."""
        return self.progress is not None

    def start(self) -> None:
        """Begin, or go on where an earlier try ended."""
        if self.is_active:
            return
        self._enter(Progress(f"Downloading {self.remote.label}", 0, self.remote.size))
        self._task.start(download(self.remote, self._folders.data))

    def cancel(self) -> None:
        """Fetch no more; what has come is kept."""
        self._task.cancel()

    def close(self) -> None:
        """End it and wait until it has ended."""
        self._task.close()

    def _enter(self, progress: Progress | None, error: Exception | None = None, was_cancelled: bool = False) -> None:
        self.progress, self.error, self.was_cancelled = progress, error, was_cancelled
        self.changed.emit(self._key)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self._enter(progress)

    @Slot(object)
    def _on_succeeded(self, _result: None) -> None:
        self._enter(None)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._enter(None, error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._enter(None, was_cancelled=True)
