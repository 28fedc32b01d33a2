"""Importing pictures in the background."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QThread

from nnstudio.data.folders import DataFolders
from nnstudio.session.picture_import import PictureImport

TIMEOUT = 10_000


@pytest.fixture
def user(tmp_path):
    return DataFolders(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def importer(qtbot, user):
    importer = PictureImport(user)
    yield importer
    importer.close()


@pytest.fixture
def reported(importer):
    """All signals, by name, in order."""
    received = []
    importer.progressed.connect(lambda progress: received.append(("progressed", progress)))
    importer.imported.connect(lambda report: received.append(("imported", report)))
    importer.failed.connect(lambda failure: received.append(("failed", failure)))
    importer.cancelled.connect(lambda: received.append(("cancelled", None)))
    return received


@pytest.fixture
def pictures(tmp_path):
    """A file of 24 pictures of three classes."""
    rng = np.random.default_rng(1)
    path = tmp_path / "mine.npz"
    np.savez(path, x_train=rng.integers(0, 256, (24, 28, 28), np.uint8), y_train=np.arange(24) % 3)
    return path


@pytest.fixture
def waiting(pictures):
    """The same file, which is read only once it is released; it records the thread that reads it."""

    class Waiting(type(pictures)):
        def expanduser(self):
            self.threads.append(QThread.currentThread().objectName())
            self.reached.set()
            assert self.released.wait(TIMEOUT / 1000)
            return Path(self)

    path = Waiting(pictures)
    Waiting.threads, Waiting.reached, Waiting.released = [], threading.Event(), threading.Event()
    yield path
    path.released.set()


def broken(error):
    """Return a path that raises ``error``, which files do not do on request."""

    class Broken(type(Path())):
        def expanduser(self):
            raise error

    return Broken("pictures")


def ends(reported):
    return [name for name, _ in reported if name != "progressed"]
