"""IDX files, plain or gzipped: a folder with the four of MNIST, or one file of pictures beside its labels.

EMNIST's files hold their pictures mirrored at the diagonal; they are known by their names and turned back.
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
_PAIR = "A file …images-idx3-ubyte and its …labels-idx1-ubyte belong side by side, each plain or as .gz."
TURNED = "EMNIST's pictures, which are stored mirrored at the diagonal, were turned back."


def recognises(source: Source) -> bool:
    """Return whether ``source`` begins as an IDX file of bytes does, or is a folder that holds such by name."""
    if source.is_folder:
        return any(_is_pictures(name) for name in source.names)
    return source.start[:3] == b"\0\0\x08"


def read(path: Path) -> Importing:
    """Read the files; raise `DataError` naming the one at fault."""
    pictures = _picture_files(path)
    training = [file for file in pictures if not _TEST.search(file.name)]
    test = [file for file in pictures if _TEST.search(file.name)]
    if len(pictures) == 1:  # a file that is named alone is all there is, whatever its name says
        training, test = pictures, []
    if len(training) != 1 or len(test) > 1:
        names = ", ".join(file.name for file in pictures[:6])
        raise DataError(path, f"{len(pictures)} files of pictures: {names}", "Name the one to import, not its folder.")
    parts: list[Labelled] = []
    for index, file in enumerate([*training, *test]):
        yield Progress("Reading IDX files", index, len(pictures))
        parts.append(_read_pair(file))
    notes = [TURNED] if _is_mirrored(training[0]) else []
    return Found(parts[0], parts[1] if len(parts) > 1 else None, notes)


def _picture_files(path: Path) -> list[Path]:
    if not path.is_dir():
        match = _PICTURES.fullmatch(path.name)
        if match and match["what"].lower() == "labels":
            return [_partner(path, "images", "3")]
        return [path]
    found = {_bare(file): file for file in sorted(path.iterdir(), reverse=True) if _is_pictures(file.name)}
    return sorted(found.values())  # of one that lies there plain and packed, the plain one


def _is_pictures(name: str) -> bool:
    match = _PICTURES.fullmatch(name)
    return match is not None and match["what"].lower() == "images"


def _bare(file: Path) -> str:
    return file.name.removesuffix(".gz")


def _partner(file: Path, what: str, axes: str) -> Path:
    """Return the file that belongs to ``file``: the labels of pictures, or the pictures of labels."""
    match = _PICTURES.fullmatch(file.name)
    if match is None:
        found = "its name does not say which file holds its labels"
        raise DataError(file, found, f"{_PAIR}")
    stem = f"{match['before']}{what}{match['between']}idx{axes}{match['after'].removesuffix('.gz')}"
    for name in (stem, f"{stem}.gz"):
        if file.with_name(name).is_file():
            return file.with_name(name)
    raise DataError(file.with_name(stem), f"not found, though {file.name} is there", _PAIR)


def _read_pair(file: Path) -> Labelled:
    labels_file = _partner(file, "labels", "1")
    pictures, labels = read_idx(file, dimensions=3), read_idx(labels_file, dimensions=1)
    if len(pictures) != len(labels):
        found = f"{len(labels)} labels for {len(pictures)} pictures"
        raise DataError(labels_file, found, "Replace labels and pictures by two files that belong together.")
    if len(pictures) > MAX_PICTURES:
        raise DataError(file, f"{len(pictures)} pictures", f"Allowed: {MAX_PICTURES}.")
    if _is_mirrored(file):
        pictures = np.ascontiguousarray(pictures.transpose(0, 2, 1))
    names = [str(number) for number in range(256)]
    return Labelled(fit_all(pictures), [names[label] for label in labels])


def _is_mirrored(file: Path) -> bool:
    return file.name.lower().startswith("emnist")


FORMAT = Format("IDX files", recognises, read)
