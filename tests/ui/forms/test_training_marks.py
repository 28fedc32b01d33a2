"""Settings during training: which changes apply at once, which wait, and half-typed text is not applied."""

import dataclasses

from PySide6.QtWidgets import QComboBox, QLineEdit

from nnstudio.ui.forms.row import WAITING_TEXT
from tests.ui.forms.sample import Square, control, enter, pick, texts


def test_nothing_is_marked_while_no_run_is_training(qtbot, form, workspace) -> None:
    workspace.set("picture.count", 100)
    assert WAITING_TEXT not in texts(form)


def test_a_changed_setting_says_that_it_waits_and_stops_when_changed_back(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    count = form.field_at("picture.count")
    workspace.set("picture.count", 100)
    assert WAITING_TEXT in texts(count)
    workspace.set("picture.count", 64)
    assert WAITING_TEXT not in texts(count)


def test_a_live_setting_never_waits(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    workspace.set("picture.rate", 1.0)
    assert WAITING_TEXT not in texts(form)


def test_the_end_of_training_removes_the_marks(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    workspace.set("picture.count", 100)
    form.set_training(False)
    assert WAITING_TEXT not in texts(form)


def test_another_kind_waits_as_a_whole(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    shape = form.field_at("picture.shape")
    pick(control(shape, QComboBox, "Shape"), "Square")
    assert texts(shape).count(WAITING_TEXT) == 1


def test_an_added_item_makes_the_list_wait(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    parts = form.field_at("picture.parts")
    workspace.set("picture.parts", (*workspace.settings.picture.parts, Square()))
    assert texts(parts).count(WAITING_TEXT) == 1


def test_an_item_of_the_same_list_waits_by_itself(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    workspace.set("picture.parts.1.side", 2)
    parts = form.field_at("picture.parts")
    assert WAITING_TEXT not in texts(parts.row)
    assert WAITING_TEXT in texts(parts.cards[1])


def test_settings_are_compared_with_those_of_the_run(qtbot, form, workspace) -> None:
    form.set_training(True, dataclasses.replace(workspace.settings.picture, count=7))
    assert WAITING_TEXT in texts(form.field_at("picture.count"))


def test_a_live_number_waits_for_enter_while_training(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    edit = control(form, QLineEdit, "Rate")
    enter(edit, "1e", finish=False)
    assert edit.property("problem")
    enter(edit, "1", finish=False)
    assert workspace.settings.picture.rate == 0.05
    enter(edit, "1e-3")
    assert workspace.settings.picture.rate == 0.001
    assert not edit.property("problem")


def test_a_live_number_is_committed_when_the_field_loses_the_focus(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    enter(control(form, QLineEdit, "Rate"), "0.3", finish=False)
    control(form, QLineEdit, "Margin").setFocus()
    assert workspace.settings.picture.rate == 0.3


def test_other_numbers_are_committed_with_each_key_even_during_training(qtbot, form, workspace) -> None:
    form.set_training(True, workspace.settings.picture)
    enter(control(form, QComboBox, "Count"), "100", finish=False)
    assert workspace.settings.picture.count == 100
