"""The IDX file format of MNIST: a magic number, the size of each dimension, then the bytes. Plain or gzipped.

Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits (file formats).
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.gzip_file import is_gzipped, open_unzipped
from nnstudio.errors import DataError

UNSIGNED_BYTE = 0x08
_MAX_UNPACKED = 1032
"""The highest compression ratio that DEFLATE can reach."""
_AGAIN = "Replace it with the original file (or delete it and download the data set again)."


def read_idx(path: Path, dimensions: int, max_bytes: int = 1 << 30) -> NDArray[np.uint8]:
    """Return the bytes of an IDX file as a uint8 array with ``dimensions`` axes.

    Never reads more than the header promises, nor more than ``max_bytes``. Raises `DataError` for a file that
    cannot be read, is not an IDX file of bytes, has another number of dimensions, or is shorter or longer than its
    header says.
    """
    with _opened(path) as file:
        return _read(file, path, dimensions, max_bytes)


def read_idx_sizes(path: Path, dimensions: int) -> tuple[int, ...]:
    """Return the sizes that the header of an IDX file of bytes gives; raise `DataError` as `read_idx` does."""
    with _opened(path) as file:
        return _read_header(file, path, dimensions)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with open_unzipped(path) as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(path, f"cannot be read ({error or type(error).__name__})", _AGAIN) from error


def _read_header(file: BinaryIO, path: Path, dimensions: int) -> tuple[int, ...]:
    header = file.read(4 + 4 * dimensions)
    magic = bytes([0, 0, UNSIGNED_BYTE, dimensions])
    if header[:4] != magic:
        found = f"begins with {header[:4].hex(' ') or 'nothing'}, not with {magic.hex(' ')}"
        raise DataError(path, f"not an IDX file of bytes with {dimensions} dimensions: it {found}", _AGAIN)
    if len(header) < 4 + 4 * dimensions:
        raise DataError(path, f"ends after {len(header)} bytes, inside its header", _AGAIN)
    return struct.unpack(f">{dimensions}I", header[4:])


def _read(file: BinaryIO, path: Path, dimensions: int, max_bytes: int) -> NDArray[np.uint8]:
    sizes = _read_header(file, path, dimensions)
    promised = 1
    for size in sizes:
        promised *= size
    shape = " × ".join(str(size) for size in sizes)
    if not 0 < promised <= max_bytes:
        raise DataError(path, f"its header promises {shape} bytes; allowed: 1 to {max_bytes}", _AGAIN)
    # `read` allocates a buffer of the requested size first, so never request more than the file can contain.
    data = file.read(min(promised, _max_size(path)))
    if len(data) < promised:
        raise DataError(path, f"truncated: {len(data)} bytes of the {shape} = {promised} promised", _AGAIN)
    if file.read(1):
        raise DataError(path, f"goes on after the {shape} = {promised} bytes promised", _AGAIN)
    return np.frombuffer(data, np.uint8).reshape(sizes)


def _max_size(path: Path) -> int:
    """Return how many bytes ``path`` can contain, once unpacked if it is gzipped."""
    return path.stat().st_size * (_MAX_UNPACKED if is_gzipped(path) else 1)
