"""A lock between processes: a file that the operating system locks, and unlocks when its holder ends or is killed."""

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """The lock on the file at ``path``, which is made where it is missing and stays when the lock is released.

    One holder excludes every other, in this process as in others. A file that is left behind locks nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody holds it, and return whether it is taken; its folder is made where it is missing.

        Raises OSError where the file cannot be made or locked.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):  # how POSIX and Windows say that another holds it
            file.close()
            return False
        except OSError:
            file.close()
            raise
        self._file = file
        return True

    def may_proceed(self) -> bool:
        """Return whether to proceed: with the lock, or without one where the file cannot be made or locked.

        Some file systems, such as those of a network, know no locks; only a lock that is held stops anybody.
        """
        try:
            return self.try_acquire()
        except OSError:
            return True

    @property
    def is_held_elsewhere(self) -> bool:
        """Whether another holder has the lock. The file is not made; where there is no telling, nobody has it."""
        if not self._path.exists():
            return False
        try:
            is_free = self.try_acquire()
        except OSError:
            return False
        self.release()
        return not is_free

    def release(self) -> None:
        """Release the lock, if it is held."""
        if self._file is not None:
            self._file.close()
            self._file = None
