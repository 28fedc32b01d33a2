"""Keeping a drawing as a digit also clears the pad; undo and redo on the pad revert and repeat both together."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from nnstudio.data.folders import DataFolders
from nnstudio.ink.file import read_ink_file
from tests.ui.window import draw_one

UNDO, REDO = "Ctrl+Z", "Ctrl+Shift+Z"


@pytest.fixture
def folders(folders, tmp_path):
    """Data folders with a separate folder for the digits of each test."""
    return DataFolders(folders.data, folders.cache, tmp_path / "mine")


@pytest.fixture
def labels(window):
    """Return a function that returns the labels in the file."""
    path = window.session.folders.my_digits
    return lambda: [digit.label for digit in read_ink_file(path)] if path.exists() else []


def keep(window, label):
    draw_one(window)
    window.pad.labels.keep(label)


@pytest.fixture
def press(window):
    """Return a function that presses a shortcut with the focus on the pad."""
    window.activateWindow()
    window.pad.canvas.setFocus()

    def press(key):
        QTest.keySequence(window.pad.canvas, QKeySequence(key))

    return press


def test_ctrl_z_on_the_pad_removes_the_digit_and_restores_the_drawing(window, labels, press):
    keep(window, 3)
    press(UNDO)
    assert labels() == []
    assert len(window.pad.canvas.strokes) == 1
    press(UNDO)
    assert not window.pad.canvas.has_ink


def test_redo_keeps_the_digit_again_and_clears_the_pad(window, labels, press):
    keep(window, 3)
    press(UNDO)
    press(REDO)
    assert labels() == [3]
    assert not window.pad.canvas.has_ink
    assert window.pad.labels.message == "Kept as 3. You have 1 digit."
    press(UNDO)
    assert labels() == []


def test_several_digits_and_the_strokes_between_them_are_undone_in_order(window, labels, press):
    keep(window, 3)
    keep(window, 5)
    kept = []
    for _ in range(4):
        press(UNDO)
        kept.append((labels(), len(window.pad.canvas.strokes)))
    assert kept == [([3], 1), ([3], 0), ([], 1), ([], 0)]


def test_a_digit_that_was_relabelled_stays_when_its_drawing_is_restored(window, labels, press):
    keep(window, 3)
    window.models.my_digits.relabel([0], 4)
    assert window.pad.labels.message == ""
    press(UNDO)
    assert labels() == [4]
    assert window.pad.canvas.has_ink
    press(REDO)
    assert labels() == [4]
    assert not window.pad.canvas.has_ink


def test_if_the_digit_cannot_be_removed_nothing_is_undone_and_the_reason_is_shown(window, press):
    keep(window, 3)
    file = window.session.folders.my_digits
    file.unlink()
    file.mkdir()
    press(UNDO)
    assert "cannot be" in window.pad.labels.message
    assert not window.pad.canvas.has_ink


def test_if_the_digit_cannot_be_kept_again_the_drawing_stays(window, press):
    keep(window, 3)
    press(UNDO)
    file = window.session.folders.my_digits
    file.unlink()
    file.mkdir()
    press(REDO)
    assert "cannot be" in window.pad.labels.message
    assert window.pad.canvas.has_ink


def test_a_drawing_is_not_kept_while_its_stroke_is_being_drawn(window, labels):
    QTest.mousePress(window.pad.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    window.pad.labels.keep(3)
    QTest.mouseRelease(window.pad.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert labels() == []
    assert window.pad.canvas.has_ink


def test_redo_keeps_a_digit_again_that_was_removed_elsewhere(window, labels, press):
    keep(window, 3)
    window.models.my_digits.undo()  # as in the view My digits
    assert labels() == []
    press(UNDO)
    assert len(window.pad.canvas.strokes) == 1
    press(REDO)
    assert labels() == [3]
    assert not window.pad.canvas.has_ink
