"""Views on data sets that are downloaded from a local server."""

from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.folders import DataFolders
from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.session.workspace import Workspace
from nnstudio.ui.data.data_view import DataView
from tests.conftest import small_settings, write_small_mnist
from tests.local_mirror import LocalMirror, files_of
from tests.ui.window import show_in_window


@pytest.fixture
def mirror(monkeypatch, tmp_path):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    write_small_mnist(tmp_path / "served")
    with closing(LocalMirror(files_of(tmp_path / "served" / "mnist"))) as server:
        yield server


@pytest.fixture
def open_view(qtbot, themes):
    """Return a function that opens a view on ``folders``; its window and library are closed after the test."""
    opened = []

    def open_it(folders, *assignments, remotes=None, is_shown=True):
        library = DatasetLibrary(folders, remotes)
        view = DataView(Workspace(small_settings(*assignments)), library, themes)
        opened.append((view, library, show_in_window(qtbot, view, 640, 600) if is_shown else None))
        return view

    yield open_it
    for view, library, _window in opened:
        library.close()
        view.deleteLater()


@pytest.fixture
def empty(tmp_path):
    return DataFolders(tmp_path / "data", tmp_path / "cache")


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def remotes(mirror, *behaviours):
    return {"mnist": mirror.remote(*behaviours, label="MNIST", folder="mnist")}


def figures(view):
    return {name: label.text().replace("\u202f", " ") for name, label in view.pictures.figures.items()}
