"""Files of a data set that the user already has, copied into the data folder."""

import gzip
import hashlib
from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import Progress
from nnstudio.data.datasets import downloads
from nnstudio.data.idx import read_idx
from nnstudio.data.remote_files import Content, RemoteFile, RemoteFiles
from nnstudio.errors import DataError

LARGEST = 200 << 20
"""The size in bytes above which a file cannot be one of a data set's."""

_GZIP = b"\x1f\x8b"

Copying = Generator[Progress, None, None]
"""Yields progress in bytes, so that the caller can show it or stop."""


def copy_chosen(remote: RemoteFiles, chosen: Sequence[Path], data_folder: Path) -> Copying:
    """Copy the files of ``remote`` from among ``chosen`` and the files beside them; plain ones are gzipped.

    Raises `DataError` naming a file that is missing, damaged or of another data set; nothing is copied then.
    """
    files = {file: _found(file, chosen, remote) for file in remote.files}
    what = f"Copying {remote.label}"
    contents: dict[str, bytes] = {}
    done = 0
    for file, path in files.items():
        yield Progress(what, done, remote.size)
        contents[file.name] = _checked(path, file, remote)
        done += file.size
    folder = data_folder / remote.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            write_atomically(folder / name, partial(_write, content))
    except OSError as error:
        raise DataError(folder, f"cannot be written ({error.strerror or error})", "Free some space.") from error
    yield Progress(what, remote.size, remote.size)


def _write(content: bytes, file: IO[bytes]) -> None:
    file.write(content)


def _found(file: RemoteFile, chosen: Sequence[Path], remote: RemoteFiles) -> Path:
    stem = file.name.removesuffix(".gz")
    names = {name + ending for name in (stem, stem.replace("-idx", ".idx")) for ending in ("", ".gz")}
    beside = (path.parent / name for path in chosen for name in sorted(names))
    path = next((path for path in (*chosen, *beside) if path.name in names and path.is_file()), None)
    if path is None:
        needed = ", ".join(each.name for each in remote.files)
        found = f"no {stem} among the chosen files or beside them"
        raise DataError(chosen[0].parent, found, f"{remote.label} consists of {needed}, gzipped or not.")
    return path


def _checked(path: Path, file: RemoteFile, remote: RemoteFiles) -> bytes:
    """Return the gzipped content of ``path``, which is to be ``file`` of ``remote``, packed or not."""
    remedy = f"Choose the files of {remote.label}."
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(path, "too large for a file of this data set", remedy)
        stored = path.read_bytes()
    except OSError as error:
        raise DataError(
            path, f"cannot be read ({error.strerror or error})", "Choose a file that you may read."
        ) from error
    pixels_or_labels = read_idx(path, dimensions=3 if "images" in path.name else 1)
    size = pixels_or_labels.nbytes + 4 + 4 * pixels_or_labels.ndim
    is_packed = stored.startswith(_GZIP)
    found = Content(size, _sha256(gzip.decompress(stored) if is_packed else stored))
    for other in downloads().values():
        if other.label != remote.label and any(
            each.content == found or each.sha256 == _sha256(stored) for each in other.files
        ):
            raise DataError(path, f"a file of {other.label}", remedy)
    if file.content is not None and found.size == file.content.size and found != file.content:
        other_content = f"as large as {remote.label}'s, but with other content: its SHA-256 is wrong"
        raise DataError(path, other_content, f"{remedy} Files of another data set can be imported.")
    return stored if is_packed else gzip.compress(stored, 1, mtime=0)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
