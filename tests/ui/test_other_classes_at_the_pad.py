"""The pad with a network whose classes are no digits: the menu, the keys and My digits follow its classes."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.folders import DataFolders
from nnstudio.data.my_digits import drawings_file
from nnstudio.ink.file import read_ink_file
from nnstudio.session.state import State
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from tests.ui.window import draw_one

SHAPES = ("circle", "square", "triangle", "star", "cross", "ring", "arc", "wave", "arrow", "heart")
LETTERS = tuple("ABCDEFGHIJKLM")


@pytest.fixture
def folders(folders, tmp_path):
    """Data folders with a separate folder for the drawings of each test."""
    return DataFolders(folders.data, folders.cache, tmp_path / "mine")


@pytest.fixture
def use(window, wait_until):
    """Return a function that lets the active network have other classes."""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)

    def use(class_names):
        active = dataclasses.replace(window.session.active_network, class_names=class_names)
        window.session.network_changed.emit(active)

    return use


def menu(window):
    return [(each.text().strip(), each.shortcut().toString()) for each in window.pad.labels.menu.actions()]


def labels(window, class_names):
    return [digit.label for digit in read_ink_file(drawings_file(window.session.folders.my_digits, class_names))]


def test_digits_are_their_own_keys(window):
    assert menu(window) == [(digit, digit) for digit in "0123456789"]


def test_the_menu_and_the_keys_are_those_of_the_network(window, use):
    use(SHAPES)
    assert menu(window)[:3] == [("circle", "1"), ("square", "2"), ("triangle", "3")]
    assert menu(window)[9] == ("heart", "0")
    use(LETTERS)
    assert menu(window)[9:] == [("J", "0"), ("K", ""), ("L", ""), ("M", "")]


def test_numbers_of_two_digits_are_no_keys(window, use):
    use(("12", "23", "1"))
    assert menu(window) == [("12", "1"), ("23", "2"), ("1", "3")]


def test_a_drawing_of_other_classes_is_kept_apart_from_the_digits(window, use):
    use(SHAPES)
    draw_one(window)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_3)
    assert labels(window, SHAPES) == [2]
    assert window.pad.labels.message == "Kept as triangle. You have 1 drawing."
    assert not window.session.folders.my_digits.exists()


def test_my_digits_shows_the_drawings_of_the_classes_in_use(window, use):
    view = window.view(MyDigitsView)
    window.views.setCurrentWidget(view)
    use(SHAPES)
    draw_one(window)
    window.pad.labels.keep(1)
    assert view.gallery.verticalHeaderItem(0).text() == "square  ×1"
    assert [action.text() for action in view.relabel_menu.actions()] == list(SHAPES)
    use(tuple("0123456789"))
    assert view.gallery.rowCount() == 0


def test_a_kept_drawing_cannot_be_kept_again_among_other_classes(window, use):
    draw_one(window)
    window.pad.labels.keep(1)
    window.pad.canvas.undo()
    use(SHAPES)
    window.pad.canvas.redo()
    assert window.pad.canvas.has_ink
    assert window.models.my_digits.digits == ()


def test_a_label_beyond_the_digits_is_read_back(window, use):
    use(LETTERS)
    draw_one(window)
    window.pad.labels.keep(12)
    window.models.my_digits.reload()
    assert [digit.label for digit in window.models.my_digits.digits] == [12]
    assert window.models.my_digits.faults == ()
