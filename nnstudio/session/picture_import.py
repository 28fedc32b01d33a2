"""Importing pictures in a thread of its own, so that the window goes on."""

import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Signal, Slot

from nnstudio.data.folders import DataFolders
from nnstudio.data.importing.data_import import import_pictures
from nnstudio.errors import DataError

MESSAGES_PER_SECOND = 30


@dataclass(frozen=True)
class ImportFailed:
    """Why an import was refused, in words, and for a fault of ours its details."""

    message: str
    details: str = ""


class PictureImport(QObject):
    """Imports one path at a time. Every signal comes in the thread of this object."""

    progressed = Signal(object)
    """A `Progress`."""
    imported = Signal(object)
    """An `ImportReport`: the pictures are kept."""
    failed = Signal(object)
    """An `ImportFailed`; nothing was kept."""
    cancelled = Signal()
    """It was given up; nothing was kept."""

    def __init__(self, folders: DataFolders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders = folders
        self._thread: QThread | None = None
        self._worker: _Worker | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an import is going on."""
        return self._thread is not None

    def start(self, path: Path) -> None:
        """Import the file or folder ``path``; nothing happens while another import goes on."""
        if self.is_busy:
            return
        self._thread = QThread()
        self._thread.setObjectName("picture import")
        self._worker = _Worker(path, self._folders)
        self._worker.moveToThread(self._thread)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.ended.connect(self._on_ended)
        self._thread.started.connect(self._worker.work)
        self._thread.start()

    def cancel(self) -> None:
        """Give up; what has been read is forgotten."""
        if self._worker is not None:
            self._worker.give_up()

    def close(self) -> None:
        """Give up and wait for the thread; no signal follows."""
        self.cancel()
        self._end_thread()
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall.value)

    def _end_thread(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.quit()
            thread.wait()
        self._worker = None

    @Slot(object)
    def _on_progressed(self, progress: object) -> None:
        self.progressed.emit(progress)

    @Slot(object)
    def _on_ended(self, result: object) -> None:
        self._end_thread()
        if result is None:
            self.cancelled.emit()
        elif isinstance(result, ImportFailed):
            self.failed.emit(result)
        else:
            self.imported.emit(result)


class _Worker(QObject):
    """Lives in the thread of the import."""

    progressed = Signal(object)
    ended = Signal(object)
    """An `ImportReport`, an `ImportFailed`, or None where it was given up."""

    def __init__(self, path: Path, folders: DataFolders) -> None:
        super().__init__()
        self._importing = import_pictures(path, folders)
        self._is_given_up = threading.Event()

    def give_up(self) -> None:
        """End at the next chance; may be called from any thread."""
        self._is_given_up.set()

    @Slot()
    def work(self) -> None:
        """Import to the end."""
        try:
            self.ended.emit(self._result())
        except DataError as error:
            self.ended.emit(ImportFailed(str(error)))
        except MemoryError as error:
            self.ended.emit(ImportFailed(f"This needs more memory than there is ({error}). Import a part of it."))
        except Exception as error:
            # Without this, a fault here would leave a window that waits for ever.
            self.ended.emit(ImportFailed(f"The import failed: {error!r}", traceback.format_exc()))

    def _result(self) -> object:
        last = 0.0
        while not self._is_given_up.is_set():
            try:
                progress = next(self._importing)
            except StopIteration as end:
                return end.value
            now = time.monotonic()
            if now - last >= 1 / MESSAGES_PER_SECOND:
                last = now
                self.progressed.emit(progress)
        self._importing.close()
        return None
