"""No key that is pressed by mistake loses a trained network, its curves or a decision that is still open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton

from nnstudio.data.folders import DataFolders
from nnstudio.session.state import State
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from nnstudio.ui.tool_bar import ActionButton
from tests.ui.window import draw_one

SHIFT, NO_MODIFIER = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
STRAY_KEYS = {
    "Space": (Qt.Key.Key_Space, NO_MODIFIER),
    "N": (Qt.Key.Key_N, NO_MODIFIER),
    "Shift+N": (Qt.Key.Key_N, SHIFT),
    "Return": (Qt.Key.Key_Return, NO_MODIFIER),
    "Escape": (Qt.Key.Key_Escape, NO_MODIFIER),
}


@pytest.fixture
def folders(folders, tmp_path):
    """Data folders with a separate folder for the digits of each test."""
    return DataFolders(folders.data, folders.cache, tmp_path / "mine")


@pytest.fixture
def finished(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)


@pytest.fixture
def stopped(window, run_endlessly, wait_until):
    window.run_actions.stop.trigger()
    wait_until(lambda: window.session.state is State.STOPPED)


def runs_of(window):
    return len(list(window.session.runs.iterdir()))


def press_every_stray_key(window, target):
    for key, modifier in STRAY_KEYS.values():
        QTest.keyClick(target, key, modifier)


@pytest.mark.parametrize("ending", ["finished", "stopped"])
def test_no_single_key_replaces_a_run_that_is_over(window, ending, request):
    request.getfixturevalue(ending)
    run, network, state = window.session.shown_run, window.session.active_network, window.session.state
    press_every_stray_key(window, window)
    assert (window.session.shown_run, window.session.active_network, window.session.state) == (run, network, state)
    assert runs_of(window) == 1
    assert "Ctrl+R starts a new one" in window.status_bar.currentMessage()


def test_no_single_key_replaces_a_fine_tuned_network_while_it_is_undecided(window, finished, wait_until):
    bar = window.view(MyDigitsView).fine_tuning
    draw_one(window)
    window.pad.labels.keep(1)
    bar.start.click()
    wait_until(lambda: bar.keep.isVisibleTo(bar))
    network = window.session.active_network
    window.setFocus()
    press_every_stray_key(window, window)
    assert window.session.active_network is network
    assert bar.keep.isVisibleTo(bar)
    assert bar.go_back.isVisibleTo(bar)


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_F5])
def test_ctrl_r_and_f5_start_a_new_run_over_a_finished_one(window, finished, wait_until, key):
    first = window.session.shown_run.started
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_R else NO_MODIFIER)
    wait_until(lambda: window.session.shown_run.started is not first and window.session.state is State.FINISHED)
    assert runs_of(window) == 2


def test_the_message_that_the_run_is_over_goes_when_the_next_one_begins(window, finished, wait_until):
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert "This run is over" in window.status_bar.currentMessage()
    window.run_actions.new_run.trigger()
    assert window.session.state is State.LOADING
    assert window.status_bar.currentMessage() == ""
    wait_until(lambda: window.session.state is State.FINISHED)


def test_step_after_the_end_says_why_it_is_disabled(window, finished):
    reason = "the run is over; Train on continues it, Run (Ctrl+R) starts a new one"
    assert window.run_actions.step_batch.toolTip() == f"Step batch: {reason}"


@pytest.mark.usefixtures("run_endlessly")
def test_escape_leaves_a_field_and_never_ends_the_run(window):
    field = next(edit for edit in window.settings_panel.scroll_area.findChildren(QLineEdit) if edit.isVisible())
    before = field.text()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_9)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == before
    assert window.focusWidget() is not field
    assert window.session.state is State.RUNNING


@pytest.mark.usefixtures("run_endlessly")
def test_escape_leaves_the_list_of_presets_and_never_ends_the_run(window):
    window.presets.setFocus()
    QTest.keyClick(window.presets, Qt.Key.Key_Escape)
    assert window.focusWidget() is not window.presets
    assert window.session.state is State.RUNNING


def test_space_pressed_twice_on_run_does_not_press_what_comes_next(window, wait_until):
    window.workspace.set("training.epochs", 0)
    run = next(button for button in window.findChildren(ActionButton) if button.text() == "Run")
    run.setFocus()
    QTest.keyClick(run, Qt.Key.Key_Space)
    assert window.session.state is State.LOADING
    assert not isinstance(window.focusWidget(), QToolButton)
    wait_until(lambda: window.session.state is State.RUNNING)
    QTest.keyClick(window, Qt.Key.Key_Space)
    wait_until(lambda: window.session.state is State.PAUSED)


def test_a_wrong_value_is_named_by_its_label_where_run_is_disabled(window):
    edits = window.settings_panel.scroll_area.findChildren(QLineEdit)
    (rate,) = [edit for edit in edits if edit.accessibleName() == "Learning rate"]
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "abc")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    assert window.run_actions.run.toolTip() == "Run: correct the learning rate first"
