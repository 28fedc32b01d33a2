"""Importing the user's files as a data set: read everything, check everything, then write one file."""

import re
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import ClassNumbers, Dataset, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import (
    LONGEST_SET_NAME,
    MAX_CLASSES,
    NAME_PATTERN,
    NAME_TEXT,
    imported_file,
    imported_names,
    keep,
)
from nnstudio.data.importing.class_name import natural_order
from nnstudio.data.importing.found import Format, Found, Labelled, UnreadablePicturesError
from nnstudio.data.importing.picture_fit import is_dark_on_light
from nnstudio.errors import DataError

ONE_IN = 6
"""If there is no test set, one in this many pictures of each class goes into it."""
SEED = 20_261_121
FITTED = (
    "Pictures of another size were fitted into 28×28: the aspect ratio was kept, areas were averaged, and nothing was "
    "centred or thickened."
)
INVERTED = "The pictures were inverted, because the median brightness of their borders shows dark ink on light paper."
SPLIT = (
    f"There was no test set, so one in {ONE_IN} pictures of each class, drawn at random with a fixed seed, became the "
    "test set."
)
_SHOWN = 12


@dataclass(frozen=True)
class ImportReport:
    """What was imported, and what was done to it."""

    name: str
    source: Path
    file: Path
    format: str
    class_names: tuple[str, ...]
    training_counts: tuple[int, ...]
    test_counts: tuple[int, ...]
    notes: tuple[str, ...]
    skipped: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """Return the report as the JSON object that the command line prints."""
        counts = zip(self.class_names, self.training_counts, self.test_counts, strict=True)
        return {
            "name": self.name,
            "source": str(self.source),
            "file": str(self.file),
            "format": self.format,
            "training_pictures": sum(self.training_counts),
            "test_pictures": sum(self.test_counts),
            "classes": {name: {"training": training, "test": test} for name, training, test in counts},
            "notes": list(self.notes),
            "skipped": list(self.skipped),
        }

    def text(self) -> str:
        """Return the report as text for the user."""
        lines = [
            f"{self.name}: {sum(self.training_counts)} training and {sum(self.test_counts)} test pictures of "
            f"{len(self.class_names)} classes ({self.format})",
            f"Classes: {_shortened([*self.class_names], ', ')}",
            *self.notes,
        ]
        if self.skipped:
            lines.append(f"Left out: {len(self.skipped)}\n  " + _shortened([*self.skipped], "\n  "))
        return "\n".join(lines)


Importing = Generator[Progress, None, ImportReport]
"""Yields progress, so that the caller can show it or stop; its return value is the report."""


def import_pictures(path: Path, folders: DataFolders, name: str | None = None) -> Importing:
    """Import the file or folder ``path`` as the data set ``name``, by default named after the path; yield progress.

    Nothing is written until everything has been read and checked, and no data set is ever overwritten. Raises
    `DataError` naming the file, and within it the line, member or picture at fault; for pictures an
    `UnreadablePicturesError`, whose others `import_readable` imports.
    """
    path = path.expanduser().absolute()
    name = _free_name(path, folders) if name is None else _checked_name(name, folders)
    form = _recognise(path)
    found = yield from form.read(path)
    return (yield from import_found(found, form, path, name, folders))


def import_readable(error: UnreadablePicturesError, folders: DataFolders, name: str | None = None) -> Importing:
    """Import the pictures that could be read, in the same way; the report names the others as skipped."""
    path = error.path
    name = _free_name(path, folders) if name is None else _checked_name(name, folders)
    return (yield from import_found(error.readable, _recognise(path), path, name, folders))


def _recognise(path: Path) -> Format:
    # Only now: a dozen formats and their libraries would hold up the start of the window, which few use to import.
    from nnstudio.data.importing.formats import recognise

    return recognise(path)


def import_found(found: Found, form: Format, path: Path, name: str, folders: DataFolders) -> Importing:
    """Save what a reader has ``found`` in ``path`` as the data set ``name``, which must be free; yield progress."""
    dataset = _dataset(found, path)
    notes = [*found.notes, FITTED]
    if found.test is None:
        notes.append(SPLIT)
    if is_dark_on_light(dataset.training_pictures):
        dataset = _inverted(dataset)
        notes.append(INVERTED)
    file = imported_file(folders, name)
    yield Progress("Saving the pictures", 0, 1)
    keep(dataset, file)
    return ImportReport(
        name=name,
        source=path,
        file=file,
        format=form.name,
        class_names=dataset.class_names,
        training_counts=_counts(dataset.training_labels, dataset),
        test_counts=_counts(dataset.test_labels, dataset),
        notes=tuple(notes),
        skipped=tuple(found.skipped),
    )


def _dataset(found: Found, path: Path) -> Dataset:
    """Number the classes in natural order; if there is no test set, draw one from the training set."""
    training, test = set(found.training.labels), set(found.test.labels) if found.test else set()
    names = tuple(sorted(training | test, key=natural_order))
    if not 2 <= len(names) <= MAX_CLASSES:
        only = f"1 class ({names[0]})" if len(names) == 1 else f"{len(names)} classes"
        raise DataError(path, only, f"Allowed: 2 to {MAX_CLASSES} classes.")
    unlearned = [name for name in names if name not in training]
    if unlearned:
        raise DataError(path, f"no training picture of {_shortened(unlearned, ', ')}", "Add some of every class.")
    numbers = {name: number for number, name in enumerate(names)}
    labels = _numbered(found.training, numbers)
    if found.test is not None:
        test_labels = _numbered(found.test, numbers)
        return Dataset(found.training.pictures, labels, found.test.pictures, test_labels, names)
    is_test = _drawn_for_test(labels)
    if not is_test.any():
        raise DataError(path, "only one picture of each class", "Add more: one to learn from, another for the test.")
    pictures = found.training.pictures
    return Dataset(pictures[~is_test], labels[~is_test], pictures[is_test], labels[is_test], names)


def _numbered(found: Labelled, numbers: dict[str, int]) -> ClassNumbers:
    return np.array([numbers[label] for label in found.labels], np.uint8 if len(numbers) <= 256 else np.uint16)


def _drawn_for_test(labels: ClassNumbers) -> NDArray[np.bool_]:
    """Mark one in `ONE_IN` of each class at random, shape (count,), leaving at least one of each for training."""
    rng = np.random.default_rng(SEED)
    is_test = np.zeros(len(labels), bool)
    ends = np.cumsum(np.bincount(labels))
    for indices in np.split(np.argsort(labels, kind="stable"), ends[:-1]):
        count = min(len(indices) - 1, max(1, round(len(indices) / ONE_IN)))
        is_test[rng.permutation(indices)[:count]] = True
    return is_test


def _inverted(dataset: Dataset) -> Dataset:
    training, test = 255 - dataset.training_pictures, 255 - dataset.test_pictures
    return replace(dataset, training_pictures=training, test_pictures=test)


def _counts(labels: ClassNumbers, dataset: Dataset) -> tuple[int, ...]:
    return tuple(np.bincount(labels, minlength=len(dataset.class_names)).tolist())


def _checked_name(name: str, folders: DataFolders) -> str:
    path = imported_file(folders, "NAME")
    if not re.fullmatch(NAME_PATTERN, name):
        raise DataError(path, f"the name {name[:80]!r}", f"Allowed: {NAME_TEXT}.")
    if name.casefold() in {taken.casefold() for taken in imported_names(folders)}:
        raise DataError(imported_file(folders, name), "already exists", "Choose another name, or delete it first.")
    return name


def plain_name(text: str) -> str:
    """Return ``text`` as the name of a data set, with room for a number behind it."""
    return re.sub(r"[^\w.-]+", "-", text).strip("-._")[: LONGEST_SET_NAME - 5] or "pictures"


def _free_name(path: Path, folders: DataFolders) -> str:
    """Return a name made from that of the file or folder, with a number if it is taken."""
    stem = path.name.split(".")[0] if path.is_file() else path.name
    plain = plain_name(stem)
    taken = {name.casefold() for name in imported_names(folders)}
    names = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name.casefold() not in taken)


def _shortened(text: list[str], separator: str) -> str:
    more = [f"and {len(text) - _SHOWN} more"] if len(text) > _SHOWN else []
    return separator.join([*text[:_SHOWN], *more])
