"""Fetching the files of a data set: from one mirror after the other, going on where an earlier try ended.

A file comes into a part beside its place and gets its name only when its SHA-256 is right.
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
"""Yields progress in bytes, ten times a second or more often; closing it keeps what has come for the next try."""


def download(remote: RemoteFiles, data_folder: Path, patience: float = PATIENCE) -> Downloading:
    """Fetch every file that is not there yet, or is not what it should be, into ``remote.folder``.

    Raises `DownloadError` naming every mirror and what was wrong with it, `DataError` where the files cannot be
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
    # Whatever the network does wrong is a TransferFault: an OSError that comes by here is about the disk.
    try:
        yield
    except OSError as error:
        mend = f"Make room or choose another folder with --data-dir or {DATA_VARIABLE}."
        raise DataError(folder, f"cannot be written ({error.strerror or error})", mend) from error


class _UselessPart(TransferFault):
    """What had come before does not belong to the file, or cannot be gone on with: begin anew."""


class _FileDownload:
    """One file on its way. Its generators yield how many of its bytes have come."""

    def __init__(self, folder: Path, file: RemoteFile, patience: float) -> None:
        self._path = folder / file.name
        self._part = folder / f"{file.name}.part"
        self._file = file
        self._patience = patience

    def fetch(self, mirrors: tuple[str, ...]) -> Iterator[int]:
        """Fetch the file from the first mirror that has it, unless it is there; raise `DownloadError`."""
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
        start = self._part.stat().st_size if self._part.is_file() else 0
        if start:
            try:
                yield from self._receive(mirror, start)
                return
            except (RangeRefused, _UselessPart):
                # It may be another mirror that sent wrong bytes, so this one is asked for the whole file.
                self._part.unlink(missing_ok=True)
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
            raise TransferFault(f"breaks off after {position} of {self._file.size} bytes")
        if not self._is_right(self._part):
            self._part.unlink(missing_ok=True)
            wrong = "sends other contents: the SHA-256 is wrong"
            raise _UselessPart(wrong) if first else TransferFault(wrong)
        self._part.replace(self._path)

    def _first_byte(self, answer: Answer, start: int) -> int:
        """Return where the answer's bytes belong; raise where it cannot be the file that was asked for."""
        if answer.first_byte not in (0, start):
            raise _UselessPart(f"sends the file from byte {answer.first_byte} on, not from {start}")
        expected = self._file.size - answer.first_byte
        if answer.length not in (None, expected):
            found = f"sends {answer.length} bytes of {answer.media_type}, not the {expected} that the file has"
            raise _UselessPart(found) if answer.first_byte else TransferFault(found)
        if answer.media_type == "text/html":
            raise TransferFault("sends a web page, not the file")
        return answer.first_byte

    def _write(self, news: Iterator[Answer | bytes | None], position: int) -> Iterator[int]:
        """Write what comes at ``position`` and on, never more than the file has."""
        # Not appended: two programs that fetch the same file at once write the same bytes to the same places.
        with self._part.open("r+b" if position else "wb") as part:
            part.seek(position)
            for chunk in news:
                if isinstance(chunk, bytes):
                    position += part.write(chunk[: self._file.size - position])
                yield position
                if position == self._file.size:
                    break
            part.flush()
            os.fsync(part.fileno())

    def _is_right(self, path: Path) -> bool:
        if path.stat().st_size != self._file.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self._file.sha256
