"""MNIST and the built-in handwriting together: more ways to write each digit than either alone."""

from dataclasses import dataclass

import numpy as np

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import Dataset, DatasetSource, Loading, StoredFiles
from nnstudio.data.folders import DataFolders
from nnstudio.data.mnist import Mnist


@dataclass(frozen=True)
class MnistAndHandwriting(DatasetSource):
    """All pictures of both; in the training set and in the test set MNIST's come first."""

    key = "mnist-and-handwriting"
    label = "MNIST and handwriting"
    hint = (
        "120 000 training and 20 000 test digits: MNIST and the built-in handwriting together. Best for what you draw."
    )

    remote = Mnist.remote

    def is_present(self, folders: DataFolders) -> bool:
        """Return whether MNIST is present; the handwriting is generated at the first use anyway."""
        return Mnist().is_present(folders)

    def has_to_generate(self, folders: DataFolders) -> bool:
        """Return whether MNIST is present and the handwriting has not been generated yet."""
        return self.is_present(folders) and BuiltInHandwriting().has_to_generate(folders)

    def stored_files(self, folders: DataFolders) -> StoredFiles:
        """Return the files of both."""
        one, other = Mnist().stored_files(folders), BuiltInHandwriting().stored_files(folders)
        return StoredFiles(
            (*one.files, *other.files),
            _total(one.training_count, other.training_count),
            _total(one.test_count, other.test_count),
        )

    def load(self, folders: DataFolders) -> Loading:
        """Load both and concatenate them; raise `DataError` if MNIST is missing or damaged."""
        mnist = yield from Mnist().load(folders)
        handwriting = yield from BuiltInHandwriting().load(folders)
        return Dataset(
            np.concatenate([mnist.training_pictures, handwriting.training_pictures]),
            np.concatenate([mnist.training_labels, handwriting.training_labels]),
            np.concatenate([mnist.test_pictures, handwriting.test_pictures]),
            np.concatenate([mnist.test_labels, handwriting.test_labels]),
            mnist.class_names,
        )


def _total(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
