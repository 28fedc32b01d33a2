"""The lines of a text file, plain or gzipped, of which none can be so long that memory runs out."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnstudio.data.gzip_file import open_unzipped, unzipped
from nnstudio.errors import DataError

LONGEST_LINE = 4_000_000
"""Bytes: a picture of 512 × 512 real numbers."""
MAX_UNPACKED = 200
"""How many times its packed size a text may unpack to, beyond the first 16 megabytes; tables pack tenfold."""
_FREE = 16 << 20


@dataclass(frozen=True)
class Line:
    """A line of text without its end, and its number, from 1; ``fraction`` is how much of the file is read, 0 to 1."""

    number: int
    text: str
    fraction: float


def read_start(path: Path, count: int = 512) -> bytes:
    """Return the first ``count`` bytes of ``path``, unpacked where it is gzipped; raise `DataError`."""
    try:
        with open_unzipped(path) as file:
            return file.read(count)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines that are not blank; raise `DataError` naming the line that is too long or is no text."""
    try:
        size = path.stat().st_size
        with path.open("rb") as packed, unzipped(packed) as file:
            number = unpacked = 0
            while data := file.readline(LONGEST_LINE + 1):
                number += 1
                unpacked += len(data)
                if len(data) > LONGEST_LINE:
                    raise DataError(
                        path, f"line {number}: longer than {LONGEST_LINE} bytes", "One picture is one line."
                    )
                if unpacked > _FREE + MAX_UNPACKED * size:
                    found = f"line {number}: {size} bytes have unpacked to more than {unpacked}"
                    raise DataError(path, found, "Unpack it, if it is what you meant, and import that.")
                if text := _text(data, path, number).strip():
                    yield Line(number, text, packed.tell() / max(1, size))
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def _text(data: bytes, path: Path, number: int) -> str:
    try:
        text = data.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise DataError(path, f"line {number}: no text in UTF-8 ({error.reason})", "Save it as text again.") from error
    if "\0" in text:
        raise DataError(path, f"line {number}: a zero byte, which no text has", "Save it as text in UTF-8.")
    return text


def _unreadable(path: Path, error: BaseException) -> DataError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return DataError(path, f"cannot be read ({reason})", "Name a file that is whole and may be read.")
