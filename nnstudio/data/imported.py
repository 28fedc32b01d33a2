"""Data sets that the user has imported, each kept as one file ``imported/NAME.npz`` in the data folder.

``x_train`` and ``x_test`` are uint8 pictures, shape (count, height, width), or (count, 784) for the 28×28 pictures of
older files; ``y_train`` and ``y_test`` are the numbers of their classes, uint8 or uint16; ``class_names`` are the names
of the classes as text. The arrays are not compressed, so loading is mere reading.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import (
    PICTURE_SHAPE,
    ClassNumbers,
    Dataset,
    DatasetSource,
    Loading,
    Pictures,
    Progress,
    StoredFiles,
)
from nnstudio.data.folders import DataFolders
from nnstudio.data.npz import npz_shape, read_npz
from nnstudio.errors import DataError
from nnstudio.spec.setting import Text, declare

FOLDER = "imported"
MAX_CLASSES = 1000
LONGEST_SET_NAME = 60
NAME_PATTERN = rf"\w[\w.-]{{0,{LONGEST_SET_NAME - 1}}}"
NAME_TEXT = f"letters, digits, - . and _, at most {LONGEST_SET_NAME}"
HOW_TO_IMPORT = "Import one with File → Import pictures, or with: nnstudio datasets import PATH"
_ARRAYS = ("x_train", "y_train", "x_test", "y_test", "class_names")
_AGAIN = "Delete it and import the pictures again."


@dataclass(frozen=True)
class Imported(DatasetSource):
    """Pictures that the user has imported under a name."""

    key = "imported"
    label = "Imported pictures"
    hint = "Your own pictures, from a folder of images, CSV, IDX, NumPy and other files."

    name: str = declare(
        "",
        Text(
            label="Name",
            help="The name of the imported data set.",
            pattern=NAME_PATTERN,
            explanation=NAME_TEXT,
        ),
    )

    @classmethod
    def all_in(cls, folders: DataFolders) -> tuple[DatasetSource, ...]:
        """Return all imported data sets, sorted by name."""
        return tuple(cls(name) for name in imported_names(folders))

    @property
    def title(self) -> str:
        """Its name."""
        return self.name

    def stored_files(self, folders: DataFolders) -> StoredFiles:
        """Return its file; the numbers of pictures stay unknown, as the file is not read for a list."""
        return StoredFiles((imported_file(folders, self.name),))

    def is_present(self, folders: DataFolders) -> bool:
        """Return whether a data set of this name was imported."""
        return self.name in imported_names(folders)

    def load(self, folders: DataFolders) -> Loading:
        """Read and check the file."""
        names = imported_names(folders)
        path = imported_file(folders, self.name)
        if self.name not in names:
            there = f"There are: {', '.join(names)}" if names else HOW_TO_IMPORT
            if not self.name:
                raise DataError(path.parent, "no data set is chosen", f"{there}.")
            raise DataError(path, f"no data set named {self.name} was imported", f"{there}.")
        yield Progress(f"Reading {self.name}", 0, 1)
        dataset = _checked(read_npz(path, _ARRAYS), path)
        yield Progress(f"Reading {self.name}", 1, 1)
        return dataset

    def class_count(self, folders: DataFolders) -> int:
        """Return the number of classes in its file, or the ten of digits if the file is missing."""
        try:
            return len(read_npz(imported_file(folders, self.name), ["class_names"])["class_names"])
        except (DataError, TypeError):
            return super().class_count(folders)

    def sample_shape(self, folders: DataFolders) -> tuple[int, ...]:
        """Return the shape of the pictures in its file, or that of MNIST's if the file is missing."""
        try:
            return _picture_shape(npz_shape(imported_file(folders, self.name), "x_train"))
        except DataError:
            return super().sample_shape(folders)


def imported_file(folders: DataFolders, name: str) -> Path:
    """Return the file of the imported data set ``name``, whether it exists or not."""
    return folders.data / FOLDER / f"{name}.npz"


def imported_names(folders: DataFolders) -> tuple[str, ...]:
    """Return the names of the imported data sets, sorted; none if the folder cannot be read."""
    try:
        stems = [path.stem for path in (folders.data / FOLDER).glob("*.npz")]
    except OSError:
        return ()
    return tuple(sorted(stem for stem in stems if re.fullmatch(NAME_PATTERN, stem)))


def keep(dataset: Dataset, path: Path) -> None:
    """Write ``dataset`` to ``path``, completely or not at all; raise `DataError` if it cannot be written."""

    def write(file: IO[bytes]) -> None:
        np.savez(
            file,
            x_train=dataset.training_pictures,
            y_train=dataset.training_labels,
            x_test=dataset.test_pictures,
            y_test=dataset.test_labels,
            class_names=np.array(dataset.class_names, np.str_),
        )

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, write)
    except OSError as error:
        remedy = "Make the folder writable and free some space, or choose another folder with --data-dir."
        raise DataError(path, f"cannot be written ({error.strerror or error})", remedy) from error


def _checked(arrays: dict[str, NDArray[Any]], path: Path) -> Dataset:
    names = tuple(str(name) for name in arrays["class_names"].reshape(-1))
    problem = _problem_of_names(names)
    if problem or arrays["class_names"].ndim != 1:
        raise DataError(path, f"class_names: {problem or 'not a plain list'}", _AGAIN)
    training = _pictures_and_labels(arrays, "train", len(names), path)
    test = _pictures_and_labels(arrays, "test", len(names), path)
    dataset = Dataset(*training, *test, names)
    if dataset.test_pictures.shape[1:] != dataset.sample_shape:
        test_shape = dataset.test_pictures.shape[1:]
        found = f"the pictures of x_train have the shape {dataset.sample_shape}, those of x_test {test_shape}"
        raise DataError(path, found, _AGAIN)
    return dataset


def _problem_of_names(names: Sequence[str]) -> str | None:
    if not 2 <= len(names) <= MAX_CLASSES:
        return f"{len(names)} classes; allowed: 2 to {MAX_CLASSES}"
    name, times = Counter(names).most_common(1)[0]
    return f"{times} classes are named {name}" if times > 1 else None


def _pictures_and_labels(
    arrays: dict[str, NDArray[Any]], split: str, classes: int, path: Path
) -> tuple[Pictures, ClassNumbers]:
    pictures, labels = arrays[f"x_{split}"], arrays[f"y_{split}"]
    shape = _picture_shape(pictures.shape)
    if pictures.dtype != np.uint8 or len(shape) != 2 or not pictures.size:
        raise DataError(path, f"x_{split} is {pictures.dtype} of shape {pictures.shape}", _AGAIN)
    if labels.dtype not in (np.uint8, np.uint16) or labels.shape != (len(pictures),):
        found = f"y_{split} is {labels.dtype} of shape {labels.shape} for {len(pictures)} pictures"
        raise DataError(path, found, _AGAIN)
    if labels.max() >= classes:
        raise DataError(path, f"y_{split} has a label {labels.max()}, but there are {classes} classes", _AGAIN)
    return np.ascontiguousarray(pictures).reshape(-1, *shape), labels


def _picture_shape(array_shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of one picture in an array of ``array_shape``, which in older files is (count, 784)."""
    shape = array_shape[1:]
    return PICTURE_SHAPE if shape == (math.prod(PICTURE_SHAPE),) else shape
