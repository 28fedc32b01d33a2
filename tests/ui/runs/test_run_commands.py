"""What can be done with the selected runs: opening, training again and further, comparing, deleting with undo."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from nnstudio.session.state import State
from nnstudio.training.messages import Start, TrainOn
from tests.runs.store.made_runs import begin_run
from tests.session.scripted_trainer import commands, started
from tests.ui.runs.conftest import FAST, FIRST, SECOND, press, tiny
from tests.ui.window import button_of


@pytest.fixture
def page(shown):
    return shown.page


def test_delete_moves_runs_aside_and_undo_brings_them_back(shown, page, runs):
    shown.select(FIRST, SECOND)
    press(page, Qt.Key.Key_Delete)
    assert len(shown.names) == 1
    assert not (runs / "first").exists()
    press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown.names == [FAST, SECOND, FIRST]
    assert not page.commands.undo.isVisible()


def test_undo_has_a_button_too(shown, page):
    shown.select(FIRST)
    button_of(page, "Delete").click()
    assert "the deleted run" in button_of(page, "Undo delete").toolTip()
    button_of(page, "Undo delete").click()
    assert len(shown.names) == 3


def test_a_run_that_is_trained_elsewhere_cannot_be_deleted(shown, page, runs, until):
    writer = begin_run(runs, "live", tiny("seed=7"), minutes=9)
    until(lambda: "seed 7" in shown.names)
    shown.select("seed 7")
    assert page.commands.delete.toolTip().endswith(": it is being trained")
    writer.close()


def test_enter_opens_a_run_with_its_settings(shown, page, until):
    shown.select(FAST)
    press(page, Qt.Key.Key_Return)
    until(lambda: shown.session.shown_run is not None)
    assert shown.session.shown_run.started.folder.name == "fast"
    assert shown.session.state is State.STOPPED
    assert shown.workspace.settings == tiny("seed=2", "learning_rate=0.5")


def test_a_run_that_cannot_be_opened_says_why(shown, page, runs, until):
    (runs / "fast" / "weights.npy").write_bytes(b"")
    shown.select(FAST)
    page.commands.open.trigger()
    until(lambda: "fast cannot be opened" in page.problem)


def test_train_again_starts_a_run_of_the_same_settings(shown, page, trainers):
    shown.select(FAST)
    page.commands.again.trigger()
    (start,) = commands(trainers, Start)
    assert start.settings == tiny("seed=2", "learning_rate=0.5")
    assert shown.workspace.settings == start.settings


def test_continue_trains_a_run_further_also_one_that_is_not_open(shown, page, trainers, until):
    shown.select(SECOND)
    page.commands.menu_of_epochs.actions()[1].trigger()
    until(lambda: bool(trainers and commands(trainers, TrainOn)))
    (command,) = commands(trainers, TrainOn)
    assert (command.run.name, command.settings.training.epochs) == ("second", 7)


def test_while_a_run_goes_on_no_other_is_opened(shown, page, trainers, until):
    shown.session.run(tiny())
    trainers[-1].say(started(tiny()))
    until(lambda: shown.session.state is State.RUNNING)
    shown.select(FAST)
    for action in (page.commands.open, page.commands.again, page.commands.train_on):
        assert not action.isEnabled()
        assert action.toolTip().endswith("a run is in progress; end it first")


def test_without_a_selection_every_command_says_what_to_do(page):
    page.table.clearSelection()
    assert page.commands.open.toolTip().endswith(": select a run first")
    assert page.commands.delete.toolTip().endswith(": select a run first")
    page.table.selectAll()
    assert page.commands.open.toolTip().endswith(": select one run only")


def test_the_context_menu_has_all_commands(shown, page):
    shown.select(FIRST)
    menu = QMenu(page)
    page.commands.fill(menu)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "Open",
        "Train again",
        "Continue",
        "Compare",
        "Compare with the run that is shown",
        "Check for comparing",
        "Star",
        "Rename",
        "Hide",
        "Delete",
        "Undo delete",
    ]


def test_runs_are_compared_with_the_one_that_is_shown(shown, page, until):
    shown.select(FIRST)
    assert page.commands.compare_with_shown.toolTip().endswith(": no run of this folder is shown")
    shown.select(FAST)
    page.commands.open.trigger()
    until(lambda: shown.session.shown_run is not None)
    shown.select(FIRST)
    page.commands.compare_with_shown.trigger()
    assert shown.checked.keys == ("fast", "first")
    assert shown.view.tabs.currentIndex() == 1
