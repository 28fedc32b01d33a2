"""A text that is typed or chosen from a list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from tests.ui.forms.sample import control, enter, pick, texts


@pytest.fixture
def title(form):
    return control(form, QComboBox, "Title")


def test_typed_text_is_committed_with_enter(workspace, title):
    enter(title, "noon", finish=False)
    assert workspace.settings.picture.title == ""
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert workspace.settings.picture.title == "noon"


def test_text_that_is_not_allowed_is_reported_below_and_changes_nothing(workspace, form, title):
    enter(title, "High Noon")
    assert workspace.settings.picture.title == ""
    assert "Allowed: up to 9 letters" in texts(form)
    enter(title, "noon")
    assert not workspace.problems


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform opens no list quietly
def test_the_list_shows_the_current_choices_when_it_opens(workspace, title):
    enter(title, "noon")
    title.showPopup()
    assert title.currentText() == "noon"
    title.hidePopup()
    pick(title, "dusk")
    assert workspace.settings.picture.title == "dusk"
    workspace.undo()
    assert title.currentText() == workspace.settings.picture.title == ""


def test_the_arrow_keys_step_through_the_choices(workspace, title):
    title.setFocus()
    for key, expected in ((Qt.Key.Key_Down, "dawn"), (Qt.Key.Key_Down, "dusk"), (Qt.Key.Key_Up, "dawn")):
        QTest.keyClick(title, key)
        assert (workspace.settings.picture.title, title.currentText()) == (expected, expected)


def test_escape_discards_typed_text(workspace, title):
    enter(title, "noon")
    enter(title, "High", finish=False)
    QTest.keyClick(title, Qt.Key.Key_Escape)
    assert (title.currentText(), workspace.settings.picture.title) == ("noon", "noon")


def test_undo_shows_the_previous_text(workspace, title):
    enter(title, "noon")
    workspace.undo()
    assert title.currentText() == ""
