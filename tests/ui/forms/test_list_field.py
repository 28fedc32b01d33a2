"""Lists of items in lines: adding, duplicating, removing and reordering, up to the limits."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QToolButton

from tests.ui.forms.sample import Circle, Dot, Square, control, controls, enter, pick, texts


@pytest.fixture
def parts(form):
    return form.field_at("picture.parts")


@pytest.fixture
def items(workspace):
    return lambda: workspace.settings.picture.parts


def unfold(parts, number: int) -> None:
    control(parts, QToolButton, f"More of part {number}").click()


def add(parts, kind: str) -> None:
    """Choose ``kind`` from the menu of the button that adds an item."""
    (action,) = [action for action in parts.add_button.menu().actions() if action.text() == kind]
    action.trigger()


def test_each_item_has_a_card_with_its_kind_and_settings(qtbot, parts) -> None:
    assert [text for text in texts(parts) if text in ("Circle", "Square")] == ["Circle", "Square"]
    assert control(parts, QLineEdit, "Radius").text() == "2"
    assert control(parts, QComboBox, "Side").currentText() == "8"


def test_a_card_changes_only_its_item(qtbot, parts, items) -> None:
    enter(control(parts, QComboBox, "Side"), "3")
    assert items() == (Circle(2.0), Square(3))


def test_a_card_can_become_another_kind(qtbot, parts, items) -> None:
    unfold(parts, 1)
    pick(control(parts, QComboBox, "Kind of part 1"), "Dot")
    assert items() == (Dot(), Square(8))
    assert not controls(parts, QLineEdit, "Radius")


def test_adding_appends_a_part_of_the_chosen_kind_like_the_last_of_its_kind_up_to_the_limit(
    qtbot, parts, items
) -> None:
    assert [action.text() for action in parts.add_button.menu().actions()] == ["Circle", "Square", "Dot"]
    assert parts.add_button.menu().actions()[1].toolTip() == "<p>Four sides.</p>"
    add(parts, "Square")
    assert items() == (Circle(2.0), Square(8), Square(8))
    for action in parts.add_button.menu().actions():
        assert (action.isEnabled(), action.toolTip()) == (False, "At most 3 parts")
    unfold(parts, 1)
    assert not control(parts, QPushButton, "Duplicate part 1").isEnabled()
    control(parts, QToolButton, "Remove part 2").click()
    add(parts, "Dot")
    assert items() == (Circle(2.0), Square(8), Dot())


def test_a_part_is_added_after_the_one_that_was_used_last(qtbot, parts, items) -> None:
    control(parts, QLineEdit, "Radius").setFocus()
    parts.add_button.setFocus()
    assert parts.add_button.toolTip() == "Add a part after part 1"
    add(parts, "Dot")
    assert items() == (Circle(2.0), Dot(), Square(8))


def test_a_part_is_added_at_the_end_once_another_setting_is_used(qtbot, form, parts, items) -> None:
    control(parts, QLineEdit, "Radius").setFocus()
    control(form, QLineEdit, "Rate").setFocus()
    assert parts.add_button.toolTip() == "Add a part at the end"
    add(parts, "Dot")
    assert items() == (Circle(2.0), Square(8), Dot())


def test_what_is_seldom_needed_of_an_item_is_below_its_line(qtbot, parts, items) -> None:
    assert not controls(parts, QComboBox, "Kind of part 1")
    unfold(parts, 1)
    assert control(parts, QComboBox, "Kind of part 1").currentText() == "Circle"
    unfold(parts, 1)
    assert not controls(parts, QComboBox, "Kind of part 1")


def test_delete_on_the_handle_removes_an_item(qtbot, parts, items) -> None:
    QTest.keyClick(control(parts, QToolButton, "Move part 1"), Qt.Key.Key_Delete)
    assert items() == (Square(8),)


def test_duplicating_inserts_a_copy_below(qtbot, parts, items) -> None:
    unfold(parts, 1)
    control(parts, QPushButton, "Duplicate part 1").click()
    assert items() == (Circle(2.0), Circle(2.0), Square(8))


def test_all_items_can_be_removed_and_the_form_says_so(qtbot, parts, items) -> None:
    control(parts, QToolButton, "Remove part 1").click()
    assert items() == (Square(8),)
    assert control(parts, QComboBox, "Side").currentText() == "8"
    control(parts, QToolButton, "Remove part 1").click()
    assert items() == ()
    assert "No part yet." in texts(parts)
    assert parts.add_button.hasFocus()
    add(parts, "Circle")
    assert items() == (Circle(),)
    assert "No part yet." not in texts(parts)


def test_an_empty_list_can_have_its_own_text(qtbot, form) -> None:
    assert "No size at all." in texts(form.field_at("picture.sizes"))


def test_a_list_of_plain_numbers_has_cards_too(qtbot, form, workspace) -> None:
    sizes = form.field_at("picture.sizes")
    control(sizes, QPushButton, "Add margin").click()
    enter(control(sizes, QLineEdit, "Margin"), "12")
    control(sizes, QPushButton, "Add margin").click()
    assert workspace.settings.picture.sizes == (12, 12)
    enter(controls(sizes, QLineEdit, "Margin")[1], "999")
    assert "picture.sizes.1" in workspace.problems
    control(sizes, QToolButton, "Remove margin 1").click()
    assert workspace.settings.picture.sizes == (12,)
    assert not workspace.problems


def test_a_removed_card_leaves_no_problem_behind(qtbot, parts, items, workspace) -> None:
    enter(control(parts, QComboBox, "Side"), "abc", finish=False)
    assert "picture.parts.1.side" in workspace.problems
    control(parts, QToolButton, "Remove part 2").click()
    qtbot.wait(1)
    assert not workspace.problems
    assert items() == (Circle(2.0),)


def test_arrow_keys_on_the_handle_move_a_card_and_the_focus_with_it(qtbot, parts, items) -> None:
    handles = [control(parts, QToolButton, f"Move part {number}") for number in (1, 2)]
    handles[0].setFocus()
    QTest.keyClick(handles[0], Qt.Key.Key_Down)
    assert items() == (Square(8), Circle(2.0))
    assert handles[1].hasFocus()
    QTest.keyClick(handles[1], Qt.Key.Key_Down)
    assert items() == (Square(8), Circle(2.0))
    QTest.keyClick(handles[1], Qt.Key.Key_Up)
    assert items() == (Circle(2.0), Square(8))


def test_undo_after_reordering_shows_the_old_order(qtbot, parts, items, workspace) -> None:
    handle = control(parts, QToolButton, "Move part 1")
    QTest.keyClick(handle, Qt.Key.Key_Down)
    workspace.undo()
    assert items() == (Circle(2.0), Square(8))
    assert [text for text in texts(parts) if text in ("Circle", "Square")] == ["Circle", "Square"]
    assert control(parts, QLineEdit, "Radius").text() == "2"


def drag(handle: QToolButton, way: QPoint, finish: bool = True) -> None:
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + way)
    QApplication.processEvents()
    if finish:
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + way)


def test_a_card_dragged_below_another_swaps_with_it(qtbot, parts, items) -> None:
    distance = parts.cards[1].geometry().bottom() - parts.cards[0].geometry().top()
    drag(parts.cards[0].handle, QPoint(0, distance))
    assert items() == (Square(8), Circle(2.0))
    drag(parts.cards[1].handle, QPoint(0, -distance))
    assert items() == (Circle(2.0), Square(8))


def test_a_card_dragged_a_short_way_stays(qtbot, parts, items, workspace) -> None:
    drag(parts.cards[0].handle, QPoint(0, 6))
    assert not workspace.can_undo


def test_escape_cancels_dragging(qtbot, parts, items, workspace) -> None:
    handle = parts.cards[0].handle
    drag(handle, QPoint(0, 200), finish=False)
    assert parts.cards[0].property("dragged")
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert not workspace.can_undo
    assert not parts.cards[0].property("dragged")
