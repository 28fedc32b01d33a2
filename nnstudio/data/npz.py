"""NumPy's .npz archives, read so that no file can make the program allocate more memory than its size warrants.

`numpy.load` trusts the header of a file: a forged one of a few bytes makes it allocate terabytes. Here the archive's
directory, the size of each member and the shape in its header are checked before anything is unpacked. Nothing is ever
unpickled.

Source: NumPy Enhancement Proposal 1, a simple file format for NumPy arrays.
"""

import io
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.errors import DataError

MAX_BYTES = 1 << 31
"""The maximum unpacked size of one member."""
MAX_MEMBERS = 1000
"""A network of many layers has some hundred arrays."""
MAX_UNPACKED = 300
"""The maximum ratio of unpacked to packed size, beyond the first megabyte; pictures have a ratio of about five."""
_MEGABYTE = 1 << 20
_LONGEST_HEADER = 10_000
_KINDS = "buifUS"
_AGAIN = "Save it again with numpy.savez or numpy.savez_compressed."


def npz_members(path: Path) -> tuple[str, ...]:
    """Return the names of the arrays in ``path``; raise `DataError` if it is not a readable archive."""
    return tuple(_guarded(path, lambda archive: list(_directory(archive, path))))


def read_npz(path: Path, names: Collection[str]) -> dict[str, NDArray[Any]]:
    """Return the arrays ``names`` of ``path``: numbers, bools or text of any shape, read-only.

    Raises `DataError` naming the file and the member that is missing, damaged, pickled, or larger than the file's
    size warrants.
    """

    def read(archive: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
        directory = _directory(archive, path)
        missing = [name for name in names if name not in directory]
        if missing:
            present = ", ".join(directory) or "nothing"
            found = f"contains no {', '.join(missing)}, only {present}"
            raise DataError(path, found, "Rename its arrays and save it again.")
        return {name: _member(archive, directory[name], path, name) for name in names}

    arrays: dict[str, NDArray[Any]] = _guarded(path, read)
    return arrays


def npz_shape(path: Path, name: str) -> tuple[int, ...]:
    """Return the shape in the header of the array ``name`` in ``path``, without reading its contents.

    Raises `DataError` if the array is missing or its header cannot be read.
    """

    def read(archive: zipfile.ZipFile) -> tuple[int, ...]:
        return _shape(archive, _directory(archive, path)[name])

    shape: tuple[int, ...] = _guarded(path, read)
    return shape


def npz_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shapes in the headers of all arrays in ``path`` by name, without reading their contents.

    Raises `DataError` if ``path`` is not a readable archive or a header cannot be read.
    """

    def read(archive: zipfile.ZipFile) -> dict[str, tuple[int, ...]]:
        return {name: _shape(archive, info) for name, info in _directory(archive, path).items()}

    shapes: dict[str, tuple[int, ...]] = _guarded(path, read)
    return shapes


def read_stored_npz(path: Path, max_bytes: int) -> dict[str, NDArray[Any]]:
    """Return all arrays, read-only, of an uncompressed archive, such as those that the program writes.

    Raises `DataError` as `read_npz` does, and also for a file that is compressed or larger than ``max_bytes``.
    """

    def read(archive: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
        directory = _directory(archive, path)
        size, claimed = path.stat().st_size, sum(info.file_size for info in directory.values())
        # The members of an uncompressed archive cannot be larger in total than the file.
        if size > max_bytes or claimed > size:
            raise DataError(path, f"{size} bytes that claim to contain {claimed}", _AGAIN)
        return {name: _member(archive, info, path, name) for name, info in directory.items()}

    arrays: dict[str, NDArray[Any]] = _guarded(path, read)
    return arrays


def _guarded(path: Path, work: Any) -> Any:
    try:
        if not path.is_file():
            raise DataError(path, "no such file", "Choose a file that exists.")
        with zipfile.ZipFile(path) as archive:
            return work(archive)
    except DataError:
        raise
    except Exception as error:  # zipfile and NumPy raise a dozen exceptions for damaged files; all mean the same here
        raise DataError(path, f"cannot be read as an archive ({error or type(error).__name__})", _AGAIN) from error


def _shape(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[int, ...]:
    with archive.open(info) as file:
        return _header(io.BytesIO(file.read(_LONGEST_HEADER)))[0]


def _directory(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the archive's directory entries by the names of the arrays."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise DataError(path, f"{len(infos)} members; allowed: {MAX_MEMBERS}", _AGAIN)
    directory: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.removesuffix(".npy")
        if name == info.filename:
            found = f"'{info.filename[:80]}' is not an array"
            raise DataError(path, found, "If it is a zip file of pictures, unpack it and import the folder.")
        if name in directory:
            raise DataError(path, f"two members are named {name}", _AGAIN)
        directory[name] = info
    return directory


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, name: str) -> NDArray[Any]:
    try:
        _check_size(info)
        with archive.open(info) as file:
            data = file.read(info.file_size)
        return _array(data)
    except Exception as error:  # as above
        raise DataError(path, f"{name} cannot be read ({error or type(error).__name__})", _AGAIN) from error


def _check_size(info: zipfile.ZipInfo) -> None:
    """Raise ValueError if the member's size is impossible or not allowed, or if NumPy cannot have written it."""
    if info.flag_bits & 1:
        raise ValueError("it is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"NumPy does not write the compression {info.compress_type}")
    maximum = min(MAX_BYTES, _MEGABYTE + MAX_UNPACKED * info.compress_size)
    if info.file_size > maximum:
        raise ValueError(f"it would unpack from {info.compress_size} bytes to {info.file_size}; allowed: {maximum}")


def _array(data: bytes) -> NDArray[Any]:
    """Return the array that ``data`` holds in NumPy's .npy format; raise ValueError or another error if it does not."""
    file = io.BytesIO(data)
    shape, is_fortran, dtype = _header(file)
    if dtype.kind not in _KINDS or dtype.itemsize == 0:
        raise ValueError(f"its dtype is {dtype}; allowed: numbers and text")
    count = 1
    for size in shape:
        count *= size
    present = len(data) - file.tell()
    if min(shape, default=0) < 0 or count * dtype.itemsize != present:
        raise ValueError(f"its header promises {dtype} of shape {shape}, but {present} bytes follow")
    array = np.frombuffer(data, dtype, count, file.tell())
    return array.reshape(shape, order="F" if is_fortran else "C")


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Read the header of an array in NumPy's .npy format: its shape, whether it is in Fortran order, and its dtype."""
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"its format {version} is not 1.0 or 2.0")
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    header: tuple[tuple[int, ...], bool, np.dtype[Any]] = read(file, max_header_size=_LONGEST_HEADER)
    return header
