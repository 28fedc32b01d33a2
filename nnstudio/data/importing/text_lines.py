"""Reading a text file, plain or gzipped, line by line, with limits so that no file can use up the memory."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnstudio.data.gzip_file import open_unzipped, unzipped
from nnstudio.errors import DataError

LONGEST_LINE = 4_000_000
"""Bytes; enough for a picture of 512 × 512 floating-point numbers."""
MAX_UNPACKED = 200
"""The maximum ratio of unpacked to packed size, beyond the first 16 megabytes; tables have a ratio of about ten."""
_FREE = 16 << 20


@dataclass(frozen=True)
class Line:
    """A stripped line of text, its number from 1, and the fraction of the file that has been read."""

    number: int
    text: str
    fraction: float


def read_start(path: Path, count: int = 512) -> bytes:
    """Return the first ``count`` bytes of ``path``, unpacked if it is gzipped; raise `DataError` if that fails."""
    try:
        with open_unzipped(path) as file:
            return file.read(count)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines that are not blank; raise `DataError` naming a line that is too long or is not text."""
    try:
        size = path.stat().st_size
        with path.open("rb") as packed, unzipped(packed) as file:
            number = unpacked = 0
            while data := file.readline(LONGEST_LINE + 1):
                number += 1
                unpacked += len(data)
                if len(data) > LONGEST_LINE:
                    raise DataError(
                        path, f"line {number}: longer than {LONGEST_LINE} bytes", "Put each picture on its own line."
                    )
                if unpacked > _FREE + MAX_UNPACKED * size:
                    found = f"line {number}: {size} bytes have unpacked to {unpacked} so far"
                    raise DataError(path, found, "If that is intended, unpack the file yourself and import the result.")
                if text := _text(data, path, number).strip():
                    yield Line(number, text, packed.tell() / max(1, size))
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def _text(data: bytes, path: Path, number: int) -> str:
    try:
        text = data.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise DataError(path, f"line {number}: not UTF-8 text ({error.reason})", "Save it as UTF-8 text.") from error
    if "\0" in text:
        raise DataError(path, f"line {number}: a zero byte, which text never contains", "Save it as UTF-8 text.")
    return text


def _unreadable(path: Path, error: BaseException) -> DataError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return DataError(path, f"cannot be read ({reason})", "Choose a file that is complete and readable.")
