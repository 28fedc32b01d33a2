"""Downloading the files of a data set, from one mirror after another, resuming where an earlier attempt ended.

A file is written to ``NAME.part`` and gets its name only when its SHA-256 is right.
"""

import hashlib
import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DATA_VARIABLE
from nnstudio.data.remote_files import RemoteFile, RemoteFiles
from nnstudio.data.transfer import Answer, RangeRefused, Transfer, TransferFault
from nnstudio.errors import DataError, DownloadError

PATIENCE = 20.0
"""Seconds that a server may be silent before the next mirror is tried."""

Downloading = Generator[Progress, None, None]
"""Yields progress in bytes, at least ten times a second; closing it keeps what was received for the next attempt."""


def download(remote: RemoteFiles, data_folder: Path, patience: float = PATIENCE) -> Downloading:
    """Download every file that is missing or damaged into ``remote.folder`` of ``data_folder``.

    Raises `DownloadError` naming every mirror and what was wrong with it, and `DataError` if a file cannot be
    written.
    """
    folder = data_folder / remote.folder
    done = 0
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for file in remote.files:
            for received in _FileDownload(folder, file, patience).fetch(remote.mirrors):
                yield Progress(f"Downloading {remote.label}", done + received, remote.size)
            done += file.size
    yield Progress(f"Downloading {remote.label}", remote.size, remote.size)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    # Every network failure is a TransferFault, so an OSError here comes from the disk.
    try:
        yield
    except OSError as error:
        remedy = f"Free some space or choose another folder with --data-dir or {DATA_VARIABLE}."
        raise DataError(folder, f"cannot be written ({error.strerror or error})", remedy) from error


class _UnusablePartialFile(TransferFault):
    """The partial file is wrong or cannot be resumed; start over."""


class _FileDownload:
    """The download of one file. Its generators yield the number of bytes received so far."""

    def __init__(self, folder: Path, file: RemoteFile, patience: float) -> None:
        self._path = folder / file.name
        self._partial = folder / f"{file.name}.part"
        self._file = file
        self._patience = patience

    def fetch(self, mirrors: tuple[str, ...]) -> Iterator[int]:
        """Fetch the file, unless present, from the first mirror that works; raise `DownloadError` if none does."""
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
        yield position
        if start < self._file.size:
            with closing(Transfer(mirror + self._file.name, start, self._patience)) as transfer:
                news = iter(transfer)
                answer = next(news)
                while not isinstance(answer, Answer):
                    yield start
                    answer = next(news)
                first = self._first_byte(answer, start)
                for position in self._write(news, first):
                    yield position
        if position < self._file.size:
            raise TransferFault(f"closed the connection after {position} of {self._file.size} bytes")
        if not self._is_right(self._partial):
            self._partial.unlink(missing_ok=True)
            wrong = "sent other content: the SHA-256 is wrong"
            raise _UnusablePartialFile(wrong) if first else TransferFault(wrong)
        self._partial.replace(self._path)

    def _first_byte(self, answer: Answer, start: int) -> int:
        """Return the offset of the answer's bytes; raise `TransferFault` if it cannot be the requested file."""
        if answer.first_byte not in (0, start):
            raise _UnusablePartialFile(f"sent the file from byte {answer.first_byte}, not from {start}")
        expected = self._file.size - answer.first_byte
        if answer.length not in (None, expected):
            found = f"sent {answer.length} bytes of {answer.media_type} instead of {expected}"
            raise _UnusablePartialFile(found) if answer.first_byte else TransferFault(found)
        if answer.media_type == "text/html":
            raise TransferFault("sent a web page instead of the file")
        return answer.first_byte

    def _write(self, news: Iterator[Answer | bytes | None], position: int) -> Iterator[int]:
        """Write the arriving bytes from ``position`` on, never more than the file's size."""
        # Not in append mode, so that two programs downloading the same file write the same bytes at the same offsets.
        with self._partial.open("r+b" if position else "wb") as file:
            file.seek(position)
            for chunk in news:
                if isinstance(chunk, bytes):
                    position += file.write(chunk[: self._file.size - position])
                yield position
                if position == self._file.size:
                    break
            file.flush()
            os.fsync(file.fileno())

    def _is_right(self, path: Path) -> bool:
        if path.stat().st_size != self._file.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self._file.sha256
