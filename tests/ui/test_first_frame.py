"""What makes the window open quickly changes nothing of what it shows."""

import gc

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from nnstudio.app import build_window
from nnstudio.data.folders import DataFolders


@pytest.fixture
def build(qtbot, tmp_path, themes):
    """Return a function that builds a window as it is at the first start, and takes it away after the test."""
    windows = []

    def build():
        folders = DataFolders(tmp_path / "data", tmp_path / "cache")
        ui_settings = QSettings(str(tmp_path / f"{len(windows)}.ini"), QSettings.Format.IniFormat)
        windows.append(build_window(folders, tmp_path / "runs", themes, ui_settings))
        return windows[-1]

    yield build
    for window in windows:
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_a_window_that_is_built_before_the_style_sheet_looks_like_one_built_after_it(qtbot, qapp, themes, build):
    qapp.setStyleSheet("")
    before = build()
    themes.apply(qapp)
    after = build()
    for window in (before, after):
        window.resize(1280, 720)
        window.show()
    qtbot.waitUntil(lambda: before.grab().toImage() == after.grab().toImage(), timeout=20_000)
    before.close()
    after.close()


def test_the_window_alone_decides_when_garbage_is_collected(window):
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()
