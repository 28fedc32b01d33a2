"""Check boxes, lists of options, and kinds with their own settings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from nnstudio.spec.errors import Problem
from tests.ui.forms.sample import Circle, Dot, Square, control, controls, enter, pick, texts


def test_a_check_box_sets_a_flag_and_follows_undo(qtbot, form, workspace) -> None:
    box = control(form, QCheckBox, "Open")
    box.click()
    assert workspace.settings.picture.is_open
    workspace.undo()
    assert not box.isChecked()


def test_a_choice_is_shown_by_label_and_stored_by_key(qtbot, form, workspace) -> None:
    combo = control(form, QComboBox, "Corner")
    assert combo.currentText() == "Rounded"
    pick(combo, "Flat")
    assert workspace.settings.picture.corner == "flat"
    workspace.undo()
    assert combo.currentText() == "Rounded"


def test_every_kind_of_the_registry_is_in_the_list_with_its_hint(qtbot, form) -> None:
    combo = control(form, QComboBox, "Shape")
    assert [combo.itemText(index) for index in range(combo.count())] == ["Circle", "Square", "Dot"]
    assert "Four sides." in combo.itemData(1, Qt.ItemDataRole.ToolTipRole)
    assert "Round all around." in combo.toolTip()


def test_choosing_a_kind_replaces_the_settings_shown(qtbot, form, workspace) -> None:
    shape = form.field_at("picture.shape")
    pick(control(shape, QComboBox, "Shape"), "Square")
    assert workspace.settings.picture.shape == Square()
    assert not controls(shape, QLineEdit, "Radius")
    enter(control(shape, QComboBox, "Side"), "8")
    assert workspace.settings.picture.shape == Square(8)
    pick(control(shape, QComboBox, "Shape"), "Dot")
    assert workspace.settings.picture.shape == Dot()
    assert not controls(shape, QComboBox, "Side")


def test_choosing_an_earlier_kind_restores_its_values(qtbot, form, workspace) -> None:
    shape = form.field_at("picture.shape")
    enter(control(shape, QLineEdit, "Radius"), "3")
    pick(control(shape, QComboBox, "Shape"), "Square")
    pick(control(shape, QComboBox, "Shape"), "Circle")
    assert workspace.settings.picture.shape == Circle(3.0)
    assert control(shape, QLineEdit, "Radius").text() == "3"


def test_choosing_the_current_kind_changes_nothing(qtbot, form, workspace) -> None:
    pick(control(form.field_at("picture.shape"), QComboBox, "Shape"), "Circle")
    assert not workspace.can_undo


def test_the_problems_of_a_kind_disappear_with_it(qtbot, form, workspace) -> None:
    shape = form.field_at("picture.shape")
    edit = control(shape, QLineEdit, "Radius")
    enter(edit, "abc", finish=False)
    pick(control(shape, QComboBox, "Shape"), "Square")
    qtbot.wait(1)
    assert not workspace.problems
    assert not any(text.startswith("Allowed") for text in texts(form))


def test_widgets_are_not_recreated_when_a_value_changes(qtbot, form, workspace) -> None:
    edit = control(form.field_at("picture.shape"), QLineEdit, "Radius")
    workspace.set("picture.shape", Circle(5.0))
    workspace.set("picture.rate", 1.0)
    assert control(form.field_at("picture.shape"), QLineEdit, "Radius") is edit
    assert edit.text() == "5"


def test_a_problem_reported_elsewhere_is_shown_at_its_field(qtbot, form, workspace) -> None:
    workspace.report(Problem("picture.frame.margin", "8", "at most 3 for this picture"))
    workspace.report(Problem("picture.shape", "circle", "anything but a circle today"))
    workspace.report(Problem("picture", "this", "another one"))
    assert "Allowed: at most 3 for this picture" in texts(form)
    assert "Allowed: anything but a circle today" in texts(form)
    assert "Allowed: another one" in texts(form)
    assert control(form, QLineEdit, "Margin").property("problem")
    enter(control(form, QLineEdit, "Margin"), "2")
    assert "Allowed: at most 3 for this picture" not in texts(form)
