"""Files that may be gzipped, recognised by their first bytes."""

import gzip
from pathlib import Path
from typing import BinaryIO, cast

_MAGIC = b"\x1f\x8b"


def is_gzipped(path: Path) -> bool:
    """Return whether the file is gzipped; raise OSError if it cannot be read."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def open_unzipped(path: Path) -> BinaryIO:
    """Open the file for reading, unpacked if it is gzipped; raise OSError if it cannot be opened."""
    return cast(BinaryIO, gzip.open(path)) if is_gzipped(path) else path.open("rb")


def unzipped(file: BinaryIO) -> BinaryIO:
    """Return a file that reads ``file``, which is open at its start, and unpacks it if it is gzipped."""
    is_packed = file.read(len(_MAGIC)) == _MAGIC
    file.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if is_packed else file
