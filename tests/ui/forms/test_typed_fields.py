"""Typed numbers: what is committed, what is refused, and what stays as it was typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSlider

from tests.ui.forms.sample import control, enter, pick, texts, turn_wheel


@pytest.fixture
def picture(workspace):
    return lambda: workspace.settings.picture


def test_a_typed_number_is_committed_with_each_key(qtbot, form, picture) -> None:
    enter(control(form, QLineEdit, "Rate"), "0.2", finish=False)
    assert picture().rate == 0.2


def test_the_cursor_stays_where_it_was_while_typing(qtbot, form, picture) -> None:
    edit = control(form, QComboBox, "Count").lineEdit()
    edit.setFocus()
    edit.setText("16")
    edit.setCursorPosition(1)
    QTest.keyClicks(edit, "2")
    assert (picture().count, edit.text(), edit.cursorPosition()) == (126, "126", 2)
    assert edit.hasFocus()


@pytest.mark.parametrize("text", ["1e-5", "0.25"])
def test_a_double_click_selects_the_whole_number(qtbot, form, text) -> None:
    edit = control(form, QLineEdit, "Rate")
    enter(edit, text)
    before_the_end = edit.cursorRect().center() / 2
    QTest.mouseDClick(edit, Qt.MouseButton.LeftButton, pos=before_the_end)
    assert edit.selectedText() == edit.text() == text


@pytest.mark.parametrize("text", ["11", "abc", "", "nan", "0", "1e-9"])
def test_a_number_that_is_not_allowed_is_reported_below_and_changes_nothing(
    qtbot, form, workspace, picture, text
) -> None:
    edit = control(form, QLineEdit, "Rate")
    enter(edit, text)
    assert picture().rate == 0.05
    assert "picture.rate" in workspace.problems
    assert "Allowed: a number from 1e-5 to 10" in texts(form)
    assert edit.text() == text
    assert edit.property("problem")


def test_problems_with_half_typed_text_are_shown_after_a_pause(qtbot, form) -> None:
    enter(control(form, QLineEdit, "Rate"), "0.", finish=False)
    assert not any(text.startswith("Allowed") for text in texts(form))
    qtbot.waitUntil(lambda: any(text.startswith("Allowed") for text in texts(form)), timeout=2000)


def test_correcting_a_value_removes_its_problem(qtbot, form, workspace, picture) -> None:
    edit = control(form, QLineEdit, "Rate")
    enter(edit, "abc")
    enter(edit, "0.05")
    assert not workspace.problems
    assert not any(text.startswith("Allowed") for text in texts(form))
    assert not edit.property("problem")


def test_undo_elsewhere_replaces_text_that_is_not_allowed(qtbot, form, workspace) -> None:
    workspace.set("picture.is_open", True)
    edit = control(form, QLineEdit, "Rate")
    enter(edit, "abc")
    workspace.undo()
    assert edit.text() == "0.05"
    assert not any(text.startswith("Allowed") for text in texts(form))


def test_undo_and_redo_are_shown(qtbot, form, workspace) -> None:
    edit, slider = control(form, QLineEdit, "Rate"), control(form, QSlider, "Rate slider")
    before = slider.value()
    enter(edit, "3")
    after = slider.value()
    workspace.undo()
    assert (edit.text(), slider.value()) == ("0.05", before)
    workspace.redo()
    assert (edit.text(), slider.value()) == ("3", after)
    assert after > before


def test_other_notations_of_a_number_are_accepted_and_normalized(qtbot, form, picture) -> None:
    edit = control(form, QLineEdit, "Rate")
    enter(edit, "0,5")
    assert (picture().rate, edit.text()) == (0.5, "0.5")
    enter(edit, "0.00002")
    assert (picture().rate, edit.text()) == (2e-5, "2e-5")
    count = control(form, QComboBox, "Count")
    enter(count, "1 000")
    assert (picture().count, count.currentText()) == (1000, "1000")


def test_escape_discards_typed_text(qtbot, form, workspace, picture) -> None:
    edit = control(form, QLineEdit, "Rate")
    for typed in ("ab", "2", "11"):
        enter(edit, typed, finish=False)
        QTest.keyClick(edit, Qt.Key.Key_Escape)
        assert (picture().rate, edit.text()) == (0.05, "0.05")
    assert not workspace.problems


def test_the_name_of_zero_is_shown_accepted_and_in_the_list(qtbot, form, picture) -> None:
    decay, rounds = control(form, QLineEdit, "Decay"), control(form, QComboBox, "Rounds")
    assert decay.text() == "off"
    enter(decay, "0.1")
    assert picture().decay == 0.1
    enter(decay, "Off")
    assert (picture().decay, decay.text()) == (0, "off")
    pick(rounds, "endless")
    assert (picture().rounds, rounds.currentText()) == (0, "endless")


def test_the_slider_and_the_text_follow_each_other(qtbot, form, picture) -> None:
    edit, slider = control(form, QLineEdit, "Rate"), control(form, QSlider, "Rate slider")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert (picture().rate, edit.text()) == (0.055, "0.055")
    slider.setValue(slider.maximum())
    assert (picture().rate, edit.text()) == (10, "10")
    enter(edit, "1e-5")
    assert slider.value() == slider.minimum()


def test_a_typed_number_between_two_stops_is_kept(qtbot, form, picture) -> None:
    enter(control(form, QLineEdit, "Rate"), "0.0512")
    assert picture().rate == 0.0512


@pytest.mark.parametrize(
    ("name", "kind", "key", "value"),
    [
        ("Rate", QLineEdit, Qt.Key.Key_Up, ("rate", 0.055)),
        ("Count", QComboBox, Qt.Key.Key_Up, ("count", 256)),
        ("Count", QComboBox, Qt.Key.Key_Down, ("count", 16)),
        ("Margin", QLineEdit, Qt.Key.Key_Down, ("frame", 7)),
    ],
)
def test_the_arrow_keys_step_to_the_next_common_value(qtbot, form, picture, name, kind, key, value) -> None:
    widget = control(form, kind, name)
    widget.setFocus()
    QTest.keyClick(widget, key)
    found = getattr(picture(), value[0])
    assert (found.margin if value[0] == "frame" else found) == value[1]


def test_endless_is_one_step_above_the_maximum(qtbot, form, workspace, picture) -> None:
    workspace.set("picture.rounds", 100)
    rounds = control(form, QComboBox, "Rounds")
    rounds.setFocus()
    QTest.keyClick(rounds, Qt.Key.Key_Up)
    assert picture().rounds == 0
    QTest.keyClick(rounds, Qt.Key.Key_Down)
    assert picture().rounds == 100


@pytest.mark.parametrize(
    ("kind", "name"), [(QComboBox, "Count"), (QComboBox, "Corner"), (QComboBox, "Shape"), (QSlider, "Rate slider")]
)
def test_the_wheel_does_not_change_a_field_without_focus(qtbot, form, workspace, kind, name) -> None:
    control(form, QLineEdit, "Margin").setFocus()
    before = workspace.settings
    turn_wheel(control(form, kind, name))
    assert workspace.settings == before


def test_the_wheel_steps_the_field_that_has_the_focus(qtbot, form, picture) -> None:
    count = control(form, QComboBox, "Count")
    count.setFocus()
    turn_wheel(count)
    assert picture().count == 256


def test_units_and_help_are_shown(qtbot, form) -> None:
    assert {"of all", "px", "Rate", "Fraction"} <= set(texts(form))
    tip = control(form, QLineEdit, "Fraction").toolTip()
    assert "How much." in tip
    assert "A number from 0 to 0.9 of all" in tip
    (label,) = (label for label in form.findChildren(QLabel) if label.text() == "Fraction")
    assert label.buddy() is control(form, QLineEdit, "Fraction")
