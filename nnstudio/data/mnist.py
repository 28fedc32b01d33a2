"""MNIST: 70,000 digits written by American census staff and high-school students."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import SIDE, Dataset, DatasetSource, Loading, Pictures, Progress
from nnstudio.data.errors import DataError
from nnstudio.data.folders import DATA_VARIABLE, DataFolders
from nnstudio.data.idx import read_idx

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
FOLDER = "mnist"


@dataclass(frozen=True)
class Mnist(DatasetSource):
    """The four official IDX files, plain or gzipped, in ``<data folder>/mnist`` or in the data folder itself.

    Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition, 1998.
    """

    key = "mnist"
    label = "MNIST"
    hint = "60 000 training and 10 000 test digits, written by hand. The best-known data set of the field."

    def is_present(self, folders: DataFolders) -> bool:
        """Tell whether all four files are there."""
        return all(_find(folders.data, name) is not None for name in FILES)

    def load(self, folders: DataFolders) -> Loading:
        """Read and check the four files."""
        arrays: list[NDArray[np.uint8]] = []
        for index, name in enumerate(FILES):
            yield Progress("Reading MNIST", index, len(FILES))
            path = _find(folders.data, name)
            if path is None:
                raise DataError(folders.data / FOLDER / f"{name}.gz", "not found", how_to_get(folders))
            arrays.append(_pictures(path) if "images" in name else _labels(path, arrays[-1]))
        yield Progress("Reading MNIST", len(FILES), len(FILES))
        return Dataset(arrays[0], arrays[1], arrays[2], arrays[3])


def how_to_get(folders: DataFolders) -> str:
    """Return what to do when MNIST is not there."""
    return (
        f"MNIST is four files: {', '.join(name + '.gz' for name in FILES)}. Put them into {folders.data / FOLDER}, "
        f"or name the folder that holds them with --data-dir or {DATA_VARIABLE}"
    )


def _find(folder: Path, name: str) -> Path | None:
    """Return the file, which is also met as ``train-images.idx3-ubyte``, or None."""
    names = [name, name.replace("-idx", ".idx")]
    paths = [folder / sub / (n + ending) for sub in (FOLDER, "") for n in names for ending in (".gz", "")]
    return next((path for path in paths if _is_file(path)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be read, a name that is too long: nothing is there for us
        return False


def _pictures(path: Path) -> Pictures:
    pictures = read_idx(path, dimensions=3)
    if pictures.shape[1:] != (SIDE, SIDE):
        found = f"pictures of {pictures.shape[1]} × {pictures.shape[2]} pixels instead of {SIDE} × {SIDE}"
        raise DataError(path, found, "MNIST's own files have that size; replace it by the original.")
    return pictures.reshape(len(pictures), SIDE * SIDE)


def _labels(path: Path, pictures: Pictures) -> NDArray[np.uint8]:
    labels = read_idx(path, dimensions=1)
    if len(labels) != len(pictures):
        found = f"{len(labels)} labels for {len(pictures)} pictures"
        raise DataError(path, found, "Replace labels and pictures by two files that belong together.")
    if labels.max() > 9:
        raise DataError(path, f"a label {labels.max()}; allowed: 0 to 9", "Replace it by the original file.")
    return labels
