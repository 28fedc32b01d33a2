"""A folder of images, one subfolder for each class: ``CLASS/*.png``, or ``train/CLASS`` beside ``test/CLASS``.

Subfolders of a class belong to it. Links to folders are not followed, because they might form a loop; files without
the extension of an image are left out and reported.
"""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from nnstudio.data.dataset import PICTURE_SHAPE, Progress
from nnstudio.data.importing.class_name import class_name, natural_order
from nnstudio.data.importing.found import (
    MAX_PICTURES,
    Format,
    Found,
    Importing,
    Labelled,
    Source,
    UnreadablePicturesError,
)
from nnstudio.data.importing.image_file import ENDINGS, ImageError, read_image
from nnstudio.data.importing.picture_fit import fit
from nnstudio.errors import DataError

TRAINING = ("train", "training")
TEST = ("test", "testing")
VALIDATION = ("val", "valid", "validation")
VALIDATION_ADDED = "The validation folder was added to the training set; each run draws its own validation set."
VALIDATION_TESTS = "The validation folder became the test set, because there is no test folder."
_PROGRESS_EVERY = 50
_NAMED = 5
_LAYOUT = "A folder of images has one subfolder for each class, with its pictures in it."

_Files = dict[str, list[Path]]


def recognises(source: Source) -> bool:
    """Return whether ``source`` is a folder; reading it shows whether it contains pictures."""
    return source.is_folder


def read(path: Path) -> Importing:
    """Read every picture; raise `UnreadablePicturesError` naming those that cannot be decoded."""
    notes: list[str] = []
    skipped: list[str] = []
    damaged: list[str] = []
    sets: list[Labelled] = []
    for folders in _folders_by_set(path, notes):
        classes: _Files = {}
        for folder in folders:
            yield from _collect(folder, classes, skipped)
        sets.append((yield from _decode(path, classes, damaged)))
    found = Found(sets[0], sets[1] if len(sets) > 1 and sets[1].labels else None, notes, [*damaged, *skipped])
    if damaged:
        total = len(damaged) + sum(len(each.labels) for each in sets)
        more = f"; and {len(damaged) - _NAMED} more" if len(damaged) > _NAMED else ""
        text = f"{len(damaged)} of {total} pictures cannot be read: {'; '.join(damaged[:_NAMED])}{more}"
        if len(damaged) == total:
            raise DataError(path, text, "Replace them.")
        raise UnreadablePicturesError(path, text, found)
    return found


def _folders_by_set(path: Path, notes: list[str]) -> list[list[Path]]:
    """Return the folders of the training set and, if there is one, those of the test set; add to ``notes``."""
    by_name = {folder.name.lower(): folder for folder in _subfolders(path, [])}
    training, test, validation = (
        [by_name[name] for name in names if name in by_name] for names in (TRAINING, TEST, VALIDATION)
    )
    if not training or not (test or validation or len(by_name) == 1):
        return [[path]]
    if test:
        notes += [VALIDATION_ADDED] if validation else []
        return [training + validation, test]
    notes += [VALIDATION_TESTS] if validation else []
    return [training, validation] if validation else [training]


def _subfolders(path: Path, skipped: list[str]) -> list[Path]:
    folders = []
    for entry in _entries(path):
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and entry.is_dir():
            skipped.append(f"{entry.name}: a link to a folder, which is not followed")
        elif entry.is_dir():
            folders.append(entry)
        else:
            skipped.append(f"{entry.name}: not in the folder of a class")
    return folders


def _entries(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except OSError as error:
        raise DataError(
            path, f"cannot be read ({error.strerror or error})", "Choose a folder that you may read."
        ) from error


def _collect(folder: Path, classes: _Files, skipped: list[str]) -> Generator[Progress, None, None]:
    """Add the image files below each class's folder in ``folder`` to ``classes``."""
    count = sum(map(len, classes.values()))
    named: dict[str, Path] = {}
    for class_folder in _subfolders(folder, skipped):
        try:
            name = class_name(class_folder.name)
        except ValueError as error:
            raise DataError(class_folder, str(error), "Name the folder after its class.") from error
        if name in named:
            found = f"a second folder of the class {name}, besides {named[name].name}"
            raise DataError(class_folder, found, "Put all pictures of a class into one folder.")
        named[name] = class_folder
        files = classes.setdefault(name, [])
        before = len(files)
        for file in _walk(class_folder, skipped):
            files.append(file)
            count += 1
            if count > MAX_PICTURES:
                raise DataError(folder, f"more than {MAX_PICTURES} pictures", "Import a part of them.")
            if count % 1000 == 0:
                yield Progress("Looking for pictures", count, count)
        if len(files) == before:
            skipped.append(f"{class_folder.name}: a folder without pictures")


def _walk(folder: Path, skipped: list[str]) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        where = Path(error.filename or folder)
        raise DataError(where, f"cannot be read ({error.strerror})", "Make it readable, or move it elsewhere.")

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders.sort()
        links = [Path(parent, name) for name in folders if Path(parent, name).is_symlink()]
        skipped += [f"{link.relative_to(folder.parent)}: a link to a folder, which is not followed" for link in links]
        for name in sorted(files):
            file = Path(parent, name)
            if name.startswith("."):
                continue
            if file.suffix.lower() not in ENDINGS:
                skipped.append(f"{file.relative_to(folder.parent)}: not a picture by its name")
            elif not file.is_file():
                skipped.append(f"{file.relative_to(folder.parent)}: not a file, or a broken link")
            else:
                yield file


def _decode(path: Path, classes: _Files, damaged: list[str]) -> Generator[Progress, None, Labelled]:
    """Read the pictures that can be read; add the others, with what is wrong with them, to ``damaged``."""
    total = sum(map(len, classes.values()))
    if not total:
        raise DataError(path, "no pictures in folders of classes", _LAYOUT)
    pictures = np.empty((total, *PICTURE_SHAPE), np.uint8)
    labels: list[str] = []
    done = 0
    for name in sorted(classes, key=natural_order):
        for file in classes[name]:
            if done % _PROGRESS_EVERY == 0:
                yield Progress("Reading pictures", done, total)
            done += 1
            try:
                pictures[len(labels)] = fit(read_image(file))
            except ImageError as error:
                damaged.append(f"{file.relative_to(path)}: {error}")
            else:
                labels.append(name)
    return Labelled(pictures[: len(labels)], labels)


FORMAT = Format("Folder of images", recognises, read)
