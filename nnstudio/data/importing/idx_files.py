"""IDX files, plain or gzipped: a folder with the four files of MNIST, or one file of pictures beside its labels.

EMNIST stores its pictures transposed; its files are recognised by their names and transposed back.
"""

import re
from pathlib import Path

import numpy as np

from nnstudio.data.dataset import Progress
from nnstudio.data.idx import read_idx
from nnstudio.data.importing.found import MAX_PICTURES, Format, Found, Importing, Labelled, Source
from nnstudio.data.importing.picture_fit import fit_all
from nnstudio.errors import DataError

_PICTURES = re.compile(r"(?P<before>.*)(?P<what>images|labels)(?P<between>[-._])idx[13](?P<after>.*)", re.IGNORECASE)
_TEST = re.compile(r"t10k|test", re.IGNORECASE)
_PAIR = "Put a file …images-idx3-ubyte and its …labels-idx1-ubyte side by side, each plain or as .gz."
TRANSPOSED = "EMNIST's pictures, which are stored transposed, were transposed back."


def recognises(source: Source) -> bool:
    """Return whether ``source`` begins like an IDX file of bytes, or is a folder with files named like MNIST's."""
    if source.is_folder:
        return any(_is_pictures(name) for name in source.names)
    return source.start[:3] == b"\0\0\x08"


def read(path: Path) -> Importing:
    """Read the files; raise `DataError` naming the one at fault."""
    pictures = _picture_files(path)
    training = [file for file in pictures if not _TEST.search(file.name)]
    test = [file for file in pictures if _TEST.search(file.name)]
    if len(pictures) == 1:  # a single file is the whole data set, even if its name says that it is for the test
        training, test = pictures, []
    if len(training) != 1 or len(test) > 1:
        names = ", ".join(file.name for file in pictures[:6])
        raise DataError(path, f"{len(pictures)} files of pictures: {names}", "Choose one of them, not their folder.")
    found: list[Labelled] = []
    for index, file in enumerate([*training, *test]):
        yield Progress("Reading IDX files", index, len(pictures))
        found.append(_read_pair(file))
    notes = [TRANSPOSED] if _is_transposed(training[0]) else []
    return Found(found[0], found[1] if len(found) > 1 else None, notes)


def _picture_files(path: Path) -> list[Path]:
    if not path.is_dir():
        match = _PICTURES.fullmatch(path.name)
        if match and match["what"].lower() == "labels":
            return [_partner(path, "images", "3")]
        return [path]
    found = {_bare(file): file for file in sorted(path.iterdir(), reverse=True) if _is_pictures(file.name)}
    return sorted(found.values())  # the plain file, if it is there both plain and gzipped


def _is_pictures(name: str) -> bool:
    match = _PICTURES.fullmatch(name)
    return match is not None and match["what"].lower() == "images"


def _bare(file: Path) -> str:
    return file.name.removesuffix(".gz")


def _partner(file: Path, what: str, axes: str) -> Path:
    """Return the file that belongs to ``file``: the labels of its pictures, or the pictures of its labels."""
    match = _PICTURES.fullmatch(file.name)
    if match is None:
        raise DataError(file, "its name does not say which file has its labels", _PAIR)
    stem = f"{match['before']}{what}{match['between']}idx{axes}{match['after'].removesuffix('.gz')}"
    for name in (stem, f"{stem}.gz"):
        if file.with_name(name).is_file():
            return file.with_name(name)
    raise DataError(file.with_name(stem), f"not found, although {file.name} exists", _PAIR)


def _read_pair(file: Path) -> Labelled:
    labels_file = _partner(file, "labels", "1")
    pictures, labels = read_idx(file, dimensions=3), read_idx(labels_file, dimensions=1)
    if len(pictures) != len(labels):
        found = f"{len(labels)} labels for {len(pictures)} pictures"
        raise DataError(labels_file, found, "Replace labels and pictures with two files that belong together.")
    if len(pictures) > MAX_PICTURES:
        raise DataError(file, f"{len(pictures)} pictures", f"Allowed: {MAX_PICTURES}.")
    if _is_transposed(file):
        pictures = np.ascontiguousarray(pictures.transpose(0, 2, 1))
    names = [str(number) for number in range(256)]
    return Labelled(fit_all(pictures), [names[label] for label in labels])


def _is_transposed(file: Path) -> bool:
    return file.name.lower().startswith("emnist")


FORMAT = Format("IDX files", recognises, read)
