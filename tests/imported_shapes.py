"""Imported data sets of small pictures of any shape, for tests of what may not assume 28×28."""

import numpy as np

from nnstudio.data.dataset import DIGITS, Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_file, keep
from nnstudio.runs.settings import RunSettings
from tests.conftest import small_settings


def keep_pictures(folders: DataFolders, shape: tuple[int, ...], name: str = "small", classes: int = 10) -> Dataset:
    """Keep noisy patterns of ``shape``, one for each class, as the imported data set ``name``."""
    rng = np.random.default_rng(3)
    patterns = 180 * (rng.random((classes, *shape)) > 0.6)
    labels = (np.arange(360) % classes).astype(np.uint8)
    pictures = (patterns[labels] + rng.integers(0, 70, (360, *shape))).astype(np.uint8)
    dataset = Dataset(pictures[:300], labels[:300], pictures[300:], labels[300:], DIGITS[:classes])
    keep(dataset, imported_file(folders, name))
    return dataset


def shape_settings(*assignments: str, name: str = "small") -> RunSettings:
    """Return the settings of a short run on such a data set."""
    usual = (f"dataset=imported {name}", "split=standard", "validation_count=60", "network.layers=[dense 8 relu]")
    return small_settings(*usual, "batch_size=20", "epochs=2", *assignments)
