"""Downloading the files of a data set, from one mirror after another, resuming where an earlier attempt ended.

A file is written to ``NAME.part`` and gets its name only when its checksum is right.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DATA_VARIABLE
from nnstudio.data.remote_files import Checksum, RemoteFiles
from nnstudio.data.transfer import Answer, RangeRefused, Transfer, TransferFault
from nnstudio.errors import DataError, DownloadError

PATIENCE = 20.0
"""Seconds that a server may be silent before the next mirror is tried."""
LARGEST = 2_000_000_000
"""The maximum size in bytes of a file whose size is not known beforehand."""

Downloading = Generator[Progress, None, None]
"""Yields progress in bytes, at least ten times a second; closing it keeps what was received for the next attempt."""


def download(remote: RemoteFiles, data_folder: Path, patience: float = PATIENCE) -> Downloading:
    """Download every file that is missing or damaged into ``remote.folder`` of ``data_folder``.

    Raises `DownloadError` naming every mirror and what was wrong with it, and `DataError` if a file cannot be
    written.
    """
    folder = data_folder / remote.folder
    done = 0
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for file in remote.files:
            for received in FileDownload(folder / file.name, file.checksum, file.size, patience).fetch(remote.mirrors):
                yield Progress(f"Downloading {remote.label}", done + received, remote.size)
            done += file.size
    yield Progress(f"Downloading {remote.label}", remote.size, remote.size)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn an OSError of a download into a `DataError` that names ``folder``."""
    # Every network failure is a TransferFault, so an OSError here comes from the disk.
    try:
        yield
    except OSError as error:
        remedy = f"Free some space or choose another folder with --data-dir or {DATA_VARIABLE}."
        raise DataError(folder, f"cannot be written ({error.strerror or error})", remedy) from error


class _UnusablePartialFile(TransferFault):
    """The partial file is wrong or cannot be resumed; start over."""


class FileDownload:
    """The download of one file to ``path``. Its generators yield the number of bytes received so far.

    ``size`` in bytes is None if it is not known beforehand; then what the server says counts, up to `LARGEST`.
    ``total`` is the file's size in bytes as far as it is known.
    """

    def __init__(self, path: Path, checksum: Checksum, size: int | None, patience: float = PATIENCE) -> None:
        self.total = size
        self._path = path
        self._partial = path.with_name(f"{path.name}.part")
        self._checksum = checksum
        self._size = size
        self._patience = patience

    def fetch(self, mirrors: tuple[str, ...]) -> Iterator[int]:
        """Fetch the file, unless present, from the first mirror that works; raise `DownloadError` if none does.

        ``mirrors`` are addresses that the file's name is appended to.
        """
        if self._path.is_file() and self._is_right(self._path):
            return
        faults = []
        for mirror in mirrors:
            try:
                yield from self._fetch_from(mirror)
                return
            except TransferFault as fault:
                faults.append(f"{mirror} {fault}")
        raise DownloadError(self._path, tuple(faults))

    def _fetch_from(self, mirror: str) -> Iterator[int]:
        start = self._partial.stat().st_size if self._partial.is_file() else 0
        if start:
            try:
                yield from self._receive(mirror, start)
                return
            except (RangeRefused, _UnusablePartialFile):
                # Another mirror may have sent the wrong bytes, so ask this one for the whole file.
                self._partial.unlink(missing_ok=True)
        yield from self._receive(mirror, 0)

    def _receive(self, mirror: str, start: int) -> Iterator[int]:
        first = position = start
        end = self._size
        yield position
        if end is None or start < end:
            with closing(Transfer(mirror + self._path.name, start, self._patience)) as transfer:
                news = iter(transfer)
                answer = next(news)
                while not isinstance(answer, Answer):
                    yield start
                    answer = next(news)
                first = self._first_byte(answer, start)
                end = self.total = self._end(answer)
                for position in self._write(news, first, LARGEST + 1 if end is None else end):
                    yield position
        if end is not None and position < end:
            raise TransferFault(f"closed the connection after {position} of {end} bytes")
        if end is None and position > LARGEST:
            self._partial.unlink(missing_ok=True)
            raise TransferFault(f"sent more than {LARGEST} bytes, the largest size allowed")
        if not self._is_right(self._partial):
            self._partial.unlink(missing_ok=True)
            wrong = f"sent other content: the {self._checksum.name} is wrong"
            raise _UnusablePartialFile(wrong) if first else TransferFault(wrong)
        self._partial.replace(self._path)

    def _first_byte(self, answer: Answer, start: int) -> int:
        """Return the offset of the answer's bytes; raise `TransferFault` if it cannot be the requested file."""
        if answer.first_byte not in (0, start):
            raise _UnusablePartialFile(f"sent the file from byte {answer.first_byte}, not from {start}")
        expected = None if self._size is None else self._size - answer.first_byte
        if expected is not None and answer.length not in (None, expected):
            found = f"sent {answer.length} bytes of {answer.media_type} instead of {expected}"
            raise _UnusablePartialFile(found) if answer.first_byte else TransferFault(found)
        if answer.media_type == "text/html":
            raise TransferFault("sent a web page instead of the file")
        return answer.first_byte

    def _end(self, answer: Answer) -> int | None:
        """Return the size of the whole file, None if unknown; raise `TransferFault` if it is too large."""
        if self._size is not None or answer.length is None:
            return self._size
        end = answer.first_byte + answer.length
        if end > LARGEST:
            raise TransferFault(f"offers a file of {end} bytes; allowed: at most {LARGEST}")
        return end

    def _write(self, news: Iterator[Answer | bytes | None], position: int, end: int) -> Iterator[int]:
        """Write the arriving bytes from ``position`` on, none beyond ``end``."""
        # Not in append mode, so that two programs downloading the same file write the same bytes at the same offsets.
        with self._partial.open("r+b" if position else "wb") as file:
            file.seek(position)
            for chunk in news:
                if isinstance(chunk, bytes):
                    position += file.write(chunk[: end - position])
                yield position
                if position == end:
                    break
            file.flush()
            os.fsync(file.fileno())

    def _is_right(self, path: Path) -> bool:
        return self._size in (None, path.stat().st_size) and self._checksum.is_of(path)
