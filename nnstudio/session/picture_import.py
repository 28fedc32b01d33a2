"""Importing pictures in the background, so that the window stays responsive."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.folders import DataFolders
from nnstudio.data.importing.data_import import Importing, ImportReport, import_pictures, import_readable
from nnstudio.data.importing.found import UnreadablePicturesError
from nnstudio.errors import DataError
from nnstudio.session.background_task import BackgroundTask


@dataclass(frozen=True)
class ImportFailed:
    """Why an import failed: a message for the user and, where the program is at fault, the traceback as ``details``.

    ``unreadable`` are the pictures at fault, if the others can be imported without them.
    """

    message: str
    details: str = ""
    unreadable: UnreadablePicturesError | None = None

    @classmethod
    def by(cls, error: Exception) -> "ImportFailed":
        """Return the failure that describes ``error`` to the user."""
        match error:
            case UnreadablePicturesError():
                return cls(str(error), unreadable=error)
            case DataError():
                return cls(str(error))
            case MemoryError():
                return cls(f"This needs more memory than there is ({error}). Import a part of it.")
            case _:
                return cls(f"The import failed: {error!r}", "".join(traceback.format_exception(error)))


class PictureImport(QObject):
    """Imports one path at a time. Every signal arrives in the thread of this object."""

    progressed = Signal(object)
    """A `Progress`."""
    imported = Signal(object)
    """An `ImportReport`: the pictures are kept."""
    failed = Signal(object)
    """An `ImportFailed`; nothing was kept."""
    cancelled = Signal()
    """The import was cancelled; nothing was kept."""

    def __init__(self, folders: DataFolders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders = folders
        self._report: ImportReport | None = None
        self._task = BackgroundTask("picture import", self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self.imported)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)

    @property
    def is_busy(self) -> bool:
        """Whether an import is in progress."""
        return self._task.is_active

    def start(self, path: Path) -> None:
        """Import the file or folder ``path``, unless another import is in progress."""
        if not self.is_busy:
            self._report = None
            self._task.start(self._import(import_pictures(path, self._folders)))

    def start_readable(self, error: UnreadablePicturesError) -> None:
        """Import the pictures that could be read, unless another import is in progress."""
        if not self.is_busy:
            self._report = None
            self._task.start(self._import(import_readable(error, self._folders)))

    def cancel(self) -> None:
        """Cancel the import; what has been read is discarded."""
        self._task.cancel()

    def close(self) -> None:
        """Cancel the import and wait for the thread; no signal follows."""
        self._task.close()

    def _import(self, importing: Importing) -> Importing:
        self._report = yield from importing
        return self._report

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(ImportFailed.by(error))

    @Slot()
    def _on_cancelled(self) -> None:
        # An import that is cancelled after its last step is on disk all the same, and the user must know.
        if self._report is not None:
            self.imported.emit(self._report)
        else:
            self.cancelled.emit()
