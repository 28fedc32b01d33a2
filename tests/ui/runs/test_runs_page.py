"""All kept runs in a table: found, sorted, named, noted on, opened, trained again and further, deleted and restored."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnstudio.runs.run_metadata import read_metadata, set_metadata
from nnstudio.ui.runs.runs_page import EMPTY, NONE_FOUND
from tests.runs.store.made_runs import begin_run, finish, make_run, train
from tests.ui.runs.conftest import FAST, FIRST, SECOND, press, tiny

DESELECT = QItemSelectionModel.SelectionFlag.Deselect | QItemSelectionModel.SelectionFlag.Rows


@pytest.fixture
def page(shown):
    return shown.page


def test_every_run_is_a_row_the_newest_first(shown, page):
    assert shown.names == [FAST, SECOND, FIRST]
    assert page.text == "3 runs"


def test_a_row_says_how_well_the_run_did_and_why_it_is_over(shown):
    assert shown.cell(SECOND, "Valid. at best") == "90.00\u202f%"
    assert shown.cell(SECOND, "Test") == "89.00\u202f%"
    assert (shown.cell(FAST, "Epochs"), shown.cell(FAST, "Ended")) == ("2", "stopped")
    assert (shown.cell(FIRST, "Data"), shown.cell(FIRST, "Network")) == ("MNIST", "3")


def test_only_settings_that_differ_are_columns(shown, page):
    assert "Learning rate" in page.model.column_titles
    assert "Batch size" not in page.model.column_titles
    assert shown.cell(FAST, "Learning rate") == "0.5"


def test_columns_follow_the_runs_that_are_found(shown, page, until):
    page.filters.search.setText("Seed 1")
    until(lambda: shown.names == [SECOND])
    assert page.text == "1 of 3 runs"
    assert "Learning rate" not in page.model.column_titles
    page.filters.search.setText("nothing like that")
    until(lambda: page.text == NONE_FOUND)


def test_a_click_on_a_title_sorts(shown, page):
    header = page.table.horizontalHeader()
    section = page.model.column_titles.index("Valid. at best")
    place = QPoint(header.sectionViewportPosition(section) + 10, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    first = list(shown.names)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [first, shown.names] in (
        [[FAST, FIRST, SECOND], [SECOND, FIRST, FAST]],
        [[SECOND, FIRST, FAST], [FAST, FIRST, SECOND]],
    )


def test_what_is_not_known_comes_last_whichever_way(shown, page, runs, until):
    writer = begin_run(runs, "live", tiny("seed=7"), minutes=9)
    until(lambda: "seed 7" in shown.names)
    column = page.model.column_titles.index("Test")
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.table.sortByColumn(column, order)
        assert shown.names[-1] == "seed 7"
    writer.close()


def test_a_run_appears_while_it_trains_and_its_row_follows_it(shown, page, runs, until):
    writer = begin_run(runs, "live", tiny("seed=7"), minutes=9)
    until(lambda: "seed 7" in shown.names)
    assert shown.cell("seed 7", "Ended") == "training"
    shown.select(FIRST)
    train(writer, 0.7)
    until(lambda: shown.cell("seed 7", "Epochs") == "1")
    assert page.table.selected == ["first"]
    finish(writer, 0.8)
    until(lambda: shown.cell("seed 7", "Ended") == "finished")


def test_without_runs_it_says_how_to_make_one(shown, page, until):
    page.table.selectAll()
    press(page, Qt.Key.Key_Delete)
    assert page.text == EMPTY


def test_a_damaged_run_is_listed_and_says_what_is_wrong(shown, page, runs, until):
    (runs / "first" / "run.json").unlink()
    (runs / "first" / "run.json").write_text("{", encoding="utf-8")
    make_run(runs, "new", tiny("seed=5"), minutes=7)
    until(lambda: "seed 5" in shown.names and "first" in shown.names)
    shown.select("first")
    assert not page.commands.open.isEnabled()
    assert "damaged" in page.commands.open.toolTip()


def test_f2_renames_a_run(shown, page, runs, until):
    shown.select(FIRST)
    press(page, Qt.Key.Key_F2)
    field = page.table.findChild(QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "the baseline")
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: read_metadata(runs / "first").name == "the baseline")
    until(lambda: "the baseline" in shown.names)
    assert page.table.selected == ["first"]


def test_a_name_can_be_typed_while_runs_appear(shown, page, runs, until):
    shown.select(FIRST)
    press(page, Qt.Key.Key_F2)
    field = page.table.findChild(QLineEdit)
    QTest.keyClicks(field, "mine")
    make_run(runs, "late", tiny("seed=8"), minutes=20)
    until(lambda: shown.library.run("late") is not None)
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: "mine" in shown.names and "seed 8" in shown.names)


def test_space_checks_the_selected_runs(shown, page):
    shown.select(FIRST, SECOND)
    press(page, Qt.Key.Key_Space)
    assert set(shown.checked.keys) == {"first", "second"}
    press(page, Qt.Key.Key_Space)
    assert shown.checked.keys == ()


def test_a_click_gives_a_star_and_the_filter_finds_it(shown, page, runs):
    row = shown.names.index(SECOND)
    rect = page.table.visualRect(page.model.index(row, 0))
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert read_metadata(runs / "second").is_starred
    page.filters.tags.setCurrentText("★ starred")
    assert shown.names == [SECOND]


def test_tags_and_notes_are_typed_and_kept(shown, page, runs):
    shown.select(FIRST)
    page.notes.tags.setFocus()
    QTest.keyClicks(page.notes.tags, "good, mine")
    QTest.keyClick(page.notes.tags, Qt.Key.Key_Return)
    QTest.keyClicks(page.notes.notes, "it works")
    shown.select(SECOND)
    noted = read_metadata(runs / "first")
    assert (noted.tags, noted.notes) == (("good", "mine"), "it works")
    assert page.notes.notes.toPlainText() == ""
    page.filters.tags.setCurrentText("mine")
    assert shown.names == [FIRST]


def test_what_another_process_notes_does_not_replace_what_is_being_typed(shown, page, runs, until):
    shown.select(FIRST)
    QTest.keyClicks(page.notes.notes, "half a sent")
    set_metadata(runs / "first", tags=("theirs",))
    until(lambda: shown.library.run("first").metadata.tags == ("theirs",))
    assert page.notes.notes.toPlainText() == "half a sent"


def test_hidden_runs_are_left_out_until_they_are_asked_for(shown, page):
    shown.select(FAST)
    page.commands.hide.trigger()
    assert shown.names == [SECOND, FIRST]
    assert page.text == "2 of 3 runs · 1 hidden"
    page.filters.tags.setCurrentText("hidden")
    assert shown.names == [FAST] or shown.names[0].startswith("learning rate")
    page.table.selectAll()
    assert page.commands.hide.text() == "Show again"


def test_rows_are_copied_with_their_titles(shown, page):
    page.table.clearSelection()
    press(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 4
    assert "Valid. at best" in lines[0].split("\t")


def test_the_table_looks_at_the_disk_only_while_it_is_visible(shown, page, runs, qtbot, until):
    shown.view.hide()
    until(lambda: not shown.library._task.is_active)
    make_run(runs, "late", tiny("seed=8"), minutes=20)
    assert "seed 8" not in shown.names
    shown.view.show()
    until(lambda: "seed 8" in shown.names)


def test_all_of_many_selected_runs_stay_selected_when_another_appears(shown, page, runs, until):
    for number in range(30):
        make_run(runs, f"more-{number}", tiny(f"seed={number + 10}"), minutes=10 + number)
    until(lambda: len(shown.names) == 33)
    page.table.selectAll()
    page.table.selectionModel().select(page.model.index(5, 0), DESELECT)
    make_run(runs, "late", tiny("seed=99"), minutes=99)
    until(lambda: len(shown.names) == 34)
    assert len(page.table.selected) == 32
