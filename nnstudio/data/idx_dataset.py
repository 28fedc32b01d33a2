"""Data sets stored as MNIST is: one IDX file each for the training and test pictures and their labels."""

from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import (
    DIGITS,
    PICTURE_SHAPE,
    Dataset,
    DatasetSource,
    Loading,
    Pictures,
    Progress,
    StoredFiles,
)
from nnstudio.data.folders import DATA_VARIABLE, DataFolders
from nnstudio.data.idx import read_idx, read_idx_sizes
from nnstudio.data.remote_files import RemoteFiles
from nnstudio.errors import DataError, MissingDataError

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


class IdxDataset(DatasetSource):
    """The four official IDX files, plain or gzipped, in one of ``subfolders`` of the data folder."""

    remote: ClassVar[RemoteFiles]
    subfolders: ClassVar[tuple[str, ...]]
    class_names: ClassVar[tuple[str, ...]] = DIGITS

    def is_present(self, folders: DataFolders) -> bool:
        """Return whether all four files are present."""
        return all(self._find(folders.data, name) is not None for name in FILES)

    def stored_files(self, folders: DataFolders) -> StoredFiles:
        """Return the files that are present and the numbers of pictures in their headers."""
        paths = [self._find(folders.data, name) for name in FILES]
        training, test = (_promised_count(paths[FILES.index(name)]) for name in FILES if "images" in name)
        return StoredFiles(tuple(path for path in paths if path is not None), training, test)

    def load(self, folders: DataFolders) -> Loading:
        """Read and check the four files."""
        what = f"Reading {self.label}"
        arrays: list[NDArray[np.uint8]] = []
        for index, name in enumerate(FILES):
            yield Progress(what, index, len(FILES))
            path = self._find(folders.data, name)
            if path is None:
                file = folders.data / self.remote.folder / f"{name}.gz"
                raise MissingDataError(file, self.label, self.how_to_get(folders))
            arrays.append(self._pictures(path) if "images" in name else self._labels(path, arrays[-1]))
        yield Progress(what, len(FILES), len(FILES))
        return Dataset(arrays[0], arrays[1], arrays[2], arrays[3], self.class_names)

    def how_to_get(self, folders: DataFolders) -> str:
        """Return what the user can do when the data set is missing."""
        files = ", ".join(f"{name}.gz" for name in FILES)
        return (
            f"Download it with: nnstudio datasets download {self.key}, or with the button in the Data view. "
            f"Or put its four files ({files}) into {folders.data / self.remote.folder}, "
            f"or give the folder that contains them with --data-dir or {DATA_VARIABLE}."
        )

    def _find(self, folder: Path, name: str) -> Path | None:
        """Return the file, under its name or a variant such as ``train-images.idx3-ubyte``, or None."""
        names = [name, name.replace("-idx", ".idx")]
        paths = [folder / sub / (n + ending) for sub in self.subfolders for n in names for ending in (".gz", "")]
        return next((path for path in paths if _is_file(path)), None)

    def _pictures(self, path: Path) -> Pictures:
        pictures = read_idx(path, dimensions=3)
        if pictures.shape[1:] != PICTURE_SHAPE:
            sizes = [f"{height} × {width}" for height, width in (pictures.shape[1:], PICTURE_SHAPE)]
            found = f"pictures of {sizes[0]} pixels instead of {sizes[1]}"
            raise DataError(path, found, f"It is not a file of {self.label}; replace it with the original.")
        return pictures

    def _labels(self, path: Path, pictures: Pictures) -> NDArray[np.uint8]:
        labels = read_idx(path, dimensions=1)
        if len(labels) != len(pictures):
            found = f"{len(labels)} labels for {len(pictures)} pictures"
            raise DataError(path, found, "Replace labels and pictures with two files that belong together.")
        if labels.max() >= len(self.class_names):
            found = f"a label {labels.max()}; allowed: 0 to {len(self.class_names) - 1}"
            raise DataError(path, found, "Replace it with the original file.")
        return labels


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the folder may not be read or the name is too long: treat the file as missing
        return False


def _promised_count(path: Path | None) -> int | None:
    try:
        return read_idx_sizes(path, dimensions=3)[0] if path is not None else None
    except DataError:  # loading the damaged file will report it
        return None
