"""Importing pictures in the window."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported, imported_names
from nnstudio.data.splits import SplitByFraction
from nnstudio.session.state import State
from tests.cli.test_import_dataset import patterns
from tests.data.importing.conftest import write_image_folder

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def folders(tmp_path):
    """Empty data folders that can be written to."""
    return DataFolders(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def letters(tmp_path):
    root = write_image_folder(tmp_path / "letters", *patterns(4, 120), names="abcd")
    (root / "notes.txt").write_text("x")
    return root


def box_of(window):
    """Return the message box that the window shows."""
    (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
    return box


@pytest.fixture
def imported(window, wait_until):
    def imported(path):
        window.importer.take(str(path))
        wait_until(lambda: not window.importer.work.is_busy)
        return box_of(window)

    return imported


def test_an_imported_folder_is_reported_selected_and_trained_on(window, wait_until, letters, imported):
    box = imported(letters)
    assert box.text() == "letters: 100 training and 20 test pictures of 4 classes"
    assert "notes.txt" in box.detailedText()
    box.close()
    assert window.workspace.settings.data.dataset == Imported("letters")
    assert window.workspace.settings.data.split == SplitByFraction()
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert window.session.shown_run.started.class_names == tuple("abcd")


def test_selecting_the_imported_pictures_is_one_step_to_undo(window, letters, imported):
    before = window.workspace.settings
    imported(letters).close()
    window.workspace.undo()
    assert window.workspace.settings == before


def test_a_failed_import_is_reported_and_changes_nothing(window, letters, imported):
    (letters / "a" / "broken.png").write_bytes(b"x")
    before = window.workspace.settings
    box = imported(letters)
    assert box.text() == "Nothing was imported."
    assert "a/broken.png: not a picture" in box.informativeText()
    box.close()
    assert window.workspace.settings == before
    assert imported_names(window.session.folders) == ()


def test_an_import_that_is_cancelled_keeps_nothing(window, wait_until, letters):
    window.importer.take(str(letters))
    window.importer.work.cancel()
    wait_until(lambda: not window.importer.work.is_busy)
    assert imported_names(window.session.folders) == ()
    assert not window.workspace.can_undo


def test_closing_the_window_ends_an_import(window, letters):
    window.importer.take(str(letters))
    window.close()
    assert not window.importer.work.is_busy


def test_a_folder_that_is_dropped_on_the_window_is_imported(window, wait_until, letters):
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(letters))])
    where, left = QPointF(500, 400), Qt.MouseButton.LeftButton
    rest = (Qt.DropAction.CopyAction, dropped, left, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(where.toPoint(), *rest)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, *rest))
    wait_until(lambda: window.workspace.settings.data.dataset == Imported("letters"))
    box_of(window).close()


def test_the_other_pictures_are_imported_where_one_cannot_be_read(window, wait_until, letters, imported):
    damaged = next((letters / "a").iterdir())
    damaged.write_bytes(b"no picture")
    box = imported(letters)
    assert f"a/{damaged.name}" in box.informativeText()
    (others,) = (button for button in box.buttons() if button.text().replace("&", "") == "Import the other 119")
    others.click()
    wait_until(lambda: not window.importer.work.is_busy and imported_names(window.session.folders) == ("letters",))
    report = next(each for each in window.findChildren(QMessageBox) if each.isVisible() and "letters:" in each.text())
    assert damaged.name in report.detailedText()
    report.close()
    assert window.workspace.settings.data.dataset == Imported("letters")
