"""The files of a run: the one place where they are written. What cannot be written waits in memory.

After the first error all that is to be written is put in a queue, and `RunFiles.retry` writes it in its order. Nobody
may train on meanwhile, so the queue stays short. The files are kept open, because what is in an open file outlives its
folder where the system deletes files as POSIX does: a folder that has vanished is then written anew.
"""

import errno
import os
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from nnstudio.atomic_file import write_atomically
from nnstudio.file_lock import FileLock

MARKER = "batches.f32"
"""The file by which a folder is recognized as the one that was opened."""
CHECK_SECONDS = 0.5
"""At most this often the folder is looked for where nothing but rows and lines are written."""
LOOKS, LOOK_SECONDS = 4, 0.02
"""How often a lock that another process holds is tried, and how long apart."""
KEEPS_FILES_OPEN = sys.platform != "win32"
"""Windows replaces no open file; nor does it delete a folder with one."""

Write = Callable[[IO[bytes]], Any]


class RunFiles:
    """The files in ``folder``, which this object locks. Raises OSError if they cannot be opened at first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "lock")
        self._open: dict[str, IO[bytes]] = {}
        self._waiting: deque[Callable[[], None]] = deque()
        self._checked = 0.0
        self.trouble: OSError | None = None
        """Why the last attempt to write has failed; None while everything is written."""
        marker = _opened(folder / MARKER)
        if not self._takes_lock():
            marker.close()
            raise OSError("another process is training this run")
        self._open[MARKER] = marker
        for part in folder.glob(".*.part"):  # of a process that was killed while it wrote
            part.unlink(missing_ok=True)

    def _takes_lock(self) -> bool:
        """Take the lock; look more than once, as `is_being_written` of another process holds it for a moment."""
        for _ in range(LOOKS - 1):
            if self._lock.may_proceed():
                return True
            time.sleep(LOOK_SECONDS)
        return self._lock.may_proceed()

    @property
    def is_gone(self) -> bool:
        """Whether the folder is no longer where it was."""
        try:
            return not os.path.samestat((self._folder / MARKER).stat(), os.fstat(self._open[MARKER].fileno()))
        except FileNotFoundError:
            return True
        except OSError:  # it cannot be looked at: that is another trouble
            return False

    def append(self, name: str, data: bytes) -> None:
        """Append ``data`` to the file ``name``; on return it is there as a whole, or waits as a whole."""
        self._do(lambda: self._append(name, data))

    def put(self, name: str, offset: int, data: bytes) -> None:
        """Write ``data`` at ``offset`` of the file ``name``; a kill may leave a part of it."""
        self._do(lambda: self._put(name, offset, data))

    def replace(self, name: str, write: Write) -> None:
        """Replace the file ``name`` atomically by what ``write`` writes, which may be called again later."""
        self._do(lambda: self._replace(name, write))

    def keep_open(self) -> None:
        """Keep open what is in the folder already, so that it can be written anew too."""
        if KEEPS_FILES_OPEN:
            for file in self._folder.iterdir():
                if file.is_file() and file.name not in ("lock", *self._open):
                    self._open[file.name] = file.open("rb")

    def retry(self) -> None:
        """Write what waits; `trouble` then says whether that has failed again."""
        try:
            if self.is_gone:
                self._write_anew()
            while self._waiting:
                self._waiting[0]()
                self._waiting.popleft()
        except OSError as error:
            self.trouble = error
        else:
            self.trouble = None

    def close(self) -> None:
        """Write what waits, if that is possible now, and close the files, so that another process may write."""
        if self.trouble is not None:
            self.retry()
        self._waiting.clear()
        for file in self._open.values():  # twice does no harm
            file.close()
        self._lock.release()

    def _do(self, write: Callable[[], None]) -> None:
        if self.trouble is not None:
            self._waiting.append(write)
            return
        try:
            now = time.monotonic()
            if now - self._checked >= CHECK_SECONDS:
                self._checked = now
                if self.is_gone:
                    raise FileNotFoundError(errno.ENOENT, "it is gone")
            write()
        except OSError as error:
            self.trouble = error
            self._waiting.append(write)

    def _append(self, name: str, data: bytes) -> None:
        file = self._writable(name)
        size = file.seek(0, os.SEEK_END)
        try:
            _write(file, data)
        except OSError:
            with suppress(OSError):
                os.ftruncate(file.fileno(), size)
            raise

    def _put(self, name: str, offset: int, data: bytes) -> None:
        file = self._writable(name)
        file.seek(offset)
        _write(file, data)

    def _writable(self, name: str) -> IO[bytes]:
        file = self._open.get(name)
        if file is None or not file.writable():
            if file is not None:
                file.close()
            file = self._open[name] = _opened(self._folder / name)
        return file

    def _replace(self, name: str, write: Write) -> None:
        if not KEEPS_FILES_OPEN and name in self._open:
            self._open.pop(name).close()
        write_atomically(self._folder / name, write)
        if name in self._open:
            self._open.pop(name).close()
        if KEEPS_FILES_OPEN:
            self._open[name] = (self._folder / name).open("rb")

    def _write_anew(self) -> None:
        """Write the folder as it was, from the files that are still open."""
        self._lock.release()
        self._folder.mkdir(parents=True, exist_ok=True)
        anew: dict[str, IO[bytes]] = {}
        try:
            for name, file in self._open.items():
                anew[name] = (self._folder / name).open("w+b", buffering=0)
                file.seek(0)
                shutil.copyfileobj(file, anew[name])
        except OSError:
            for begun in anew.values():
                begun.close()
            (self._folder / MARKER).unlink(missing_ok=True)  # it is still not the folder that was opened
            raise
        finally:
            self._lock.may_proceed()
        for file in self._open.values():
            file.close()
        for name, copy in anew.items():
            copy.close()
            self._open[name] = _opened(self._folder / name)


def is_being_written(folder: Path) -> bool:
    """Return whether a process is training the run in ``folder``."""
    lock = FileLock(folder / "lock")
    if not (folder / "lock").exists():
        return False
    try:
        return not lock.may_proceed()
    finally:
        lock.release()


def _opened(path: Path) -> IO[bytes]:
    """Open a file for reading and writing anywhere, and make it if it is not there."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b", buffering=0)


def _write(file: IO[bytes], data: bytes) -> None:
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def trouble_text(folder: Path, error: OSError) -> str:
    """Return what keeps a run from writing into ``folder``, and what to do about it, as two sentences."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk is full: nothing more can be written into {folder}. Free some space."
    if error.errno == errno.ENOENT:
        return f"The folder of this run, {folder}, is gone. Put it back, or let it be written anew."
    return f"{folder} cannot be written ({error.strerror or error}). Unlock it."
