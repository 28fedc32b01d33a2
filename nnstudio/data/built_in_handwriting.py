"""The built-in handwriting as a data set: generated once, then kept in the cache folder."""

import hashlib
import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import PICTURE_SHAPE, Dataset, DatasetSource, Loading, Pictures, Progress, StoredFiles
from nnstudio.data.drawing_pool import draw_all
from nnstudio.data.folders import DataFolders
from nnstudio.file_lock import FileLock
from nnstudio.ink import handwriting
from nnstudio.ink.handwriting import Batch
from nnstudio.resources import resource_folder

TRAINING_COUNT = 60_000
TEST_COUNT = 10_000
SEED = 20_261_121
GENERATING = "First start: writing 70 000 practice digits"
LOCK = "built-in-handwriting.lock"
WAITING_SECONDS = 0.05
"""The interval between two attempts to take the lock; waiting can be cancelled as often."""
ROW = 1 + math.prod(PICTURE_SHAPE)
"""Bytes of one label and its pixels in the cache."""
GENERATOR_MODULES = ("centring", "curve", "handwriting", "handwriting_variation", "pen", "recipe", "stroke_template")
"""The modules in `ink` that decide what the digits look like: any change of them makes the cache out of date."""


@dataclass(frozen=True)
class BuiltInHandwriting(DatasetSource):
    """Digits generated from the hand-drawn strokes in ``resources/handwriting``; there is nothing to download."""

    key = "handwriting"
    label = "Built-in handwriting"
    hint = "60 000 training and 10 000 test digits, generated from pen strokes. Needs no download."

    def is_present(self, folders: DataFolders) -> bool:
        """Return whether the digits have been generated."""
        return _cache_file(folders).is_file()

    def stored_files(self, folders: DataFolders) -> StoredFiles:
        """Return the cache file, if there is one, and the numbers of pictures, which are always the same."""
        path = _cache_file(folders)
        return StoredFiles((path,) if path.is_file() else (), TRAINING_COUNT, TEST_COUNT)

    def has_to_generate(self, folders: DataFolders) -> bool:
        """Return whether the digits have not been generated yet."""
        return not self.is_present(folders)

    def load(self, folders: DataFolders) -> Loading:
        """Read the cached digits, or generate and cache them."""
        path = _cache_file(folders)
        rows = _read_cache(path)
        if rows is None:
            rows = yield from _generate_alone(path)
        pictures, labels = rows[:, 1:].reshape(-1, *PICTURE_SHAPE), rows[:, 0]
        return Dataset(
            pictures[:TRAINING_COUNT],
            labels[:TRAINING_COUNT].copy(),
            pictures[TRAINING_COUNT:],
            labels[TRAINING_COUNT:].copy(),
        )


def _generate_alone(path: Path) -> Generator[Progress, None, NDArray[np.uint8]]:
    """Generate the rows and cache them; any other process that needs them waits, then reads the cache."""
    lock = FileLock(path.with_name(LOCK))
    try:
        while not lock.may_proceed():
            yield Progress("Waiting while another process generates the digits", 0, 0)
            time.sleep(WAITING_SECONDS)
        rows = _read_cache(path)  # the process that held the lock may have written it
        if rows is None:
            rows = yield from _generate()
            _write_cache(path, rows)
        return rows
    finally:
        lock.release()


def _generate() -> Generator[Progress, None, NDArray[np.uint8]]:
    """Return rows of a label followed by its pixels, shape (count, ROW); every core draws."""
    planned = handwriting.plan(TRAINING_COUNT + TEST_COUNT, SEED)
    rows = np.empty((len(planned.labels), ROW), np.uint8)
    rows[:, 0] = planned.labels

    def keep(batch: Batch, pictures: Pictures) -> None:
        rows[batch.indices, 1:] = pictures.reshape(len(pictures), -1)

    done = 0
    yield Progress(GENERATING, done, len(rows))
    for drawn in draw_all(planned, keep):
        done += drawn
        yield Progress(GENERATING, done, len(rows))
    return rows


def _cache_file(folders: DataFolders) -> Path:
    """Return the path of the cache, whose name changes with the templates and with the code that draws them."""
    digest = hashlib.sha256(f"{TRAINING_COUNT} {TEST_COUNT} {SEED}".encode())
    sources = [*sorted(resource_folder("handwriting").glob("*.json"))]
    sources += [Path(handwriting.__file__).with_name(f"{module}.py") for module in GENERATOR_MODULES]
    for source in sources:
        digest.update(source.read_bytes())
    return folders.cache / f"handwriting-{digest.hexdigest()[:16]}.bytes"


def _read_cache(path: Path) -> NDArray[np.uint8] | None:
    """Return the cached rows, or None if they are missing or damaged, as they can be generated again."""
    size = (TRAINING_COUNT + TEST_COUNT) * ROW
    try:
        data = np.fromfile(path, np.uint8)
    except OSError:
        return None
    return data.reshape(-1, ROW) if data.size == size else None


def _write_cache(path: Path, rows: NDArray[np.uint8]) -> None:
    """Write the cache atomically; if that fails, the digits are just generated again the next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("handwriting-*"):
            old.unlink()
        write_atomically(path, lambda file: file.write(rows.data))
    except OSError:
        return
