"""The keyboard still works after an import, download, fine-tuning or run failed or was cancelled."""

import os
import signal
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMessageBox, QProgressDialog, QToolButton

from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported
from nnstudio.session.state import State
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from tests.cli.test_import_dataset import patterns
from tests.conftest import write_small_mnist
from tests.data.importing.conftest import write_image_folder
from tests.local_mirror import LocalMirror, files_of
from tests.ui.test_main_window import enabled
from tests.ui.window import button_of, draw_stroke

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WHEN_IDLE = {"run", "step"}
WHEN_OVER = {"run"}
UNCHANGED = "The network is unchanged."


@pytest.fixture
def folders(tmp_path):
    """Separate folders for each test, with the small MNIST but without Fashion-MNIST."""
    write_small_mnist(tmp_path / "data")
    return DataFolders(tmp_path / "data", tmp_path / "cache", tmp_path / "mine")


@pytest.fixture
def mirror(monkeypatch, folders):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with closing(LocalMirror(files_of(folders.data / "mnist"))) as server:
        yield server


def press(widget, key=Qt.Key.Key_Space):
    """Give ``widget`` the focus and press a key."""
    widget.setFocus()
    QTest.keyClick(widget, key)


def go_to_a_field(window):
    """Give the focus to a field of the settings and return it."""
    field = next(edit for edit in window.settings_panel.findChildren(QLineEdit) if edit.isVisible())
    field.setFocus()
    assert window.focusWidget() is field
    return field


# Downloads


@pytest.fixture
def notice(window, mirror):
    """The notice that offers to download Fashion-MNIST, from a mirror that fails."""
    window.workspace.choose("data.dataset", "fashion-mnist")
    window.views.setCurrentWidget(window.view(DataView))
    fetch_from(window, mirror, "busy")
    return window.view(DataView).notice


def fetch_from(window, mirror, behaviour):
    remote = mirror.remote(behaviour, label="Fashion-MNIST", folder="fashion-mnist")
    window.models.library.download("fashion-mnist").remote = remote


def test_a_failed_download_leaves_the_focus_on_the_button_that_tries_again(window, notice, mirror, wait_until):
    press(notice.button)
    assert window.focusWidget() is notice.cancel_button
    wait_until(lambda: notice.problem != "")
    assert f"{mirror.address('busy')} answered HTTP 503" in notice.problem
    assert not notice.is_working
    assert window.focusWidget() is notice.button
    assert notice.button.isEnabled()
    assert enabled(window) == WHEN_IDLE
    fetch_from(window, mirror, "honest")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    wait_until(lambda: window.view(DataView).shows_pictures)
    assert window.focusWidget() is None
    QTest.keyClick(window, Qt.Key.Key_Space)
    wait_until(lambda: window.session.state is State.FINISHED)


def test_a_cancelled_download_leaves_the_focus_on_the_button_that_continues_it(window, notice, mirror, wait_until):
    fetch_from(window, mirror, "stalls")
    press(notice.button)
    wait_until(lambda: window.models.library.download("fashion-mnist").progress.done > 0)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    wait_until(lambda: not notice.is_working)
    assert "What was downloaded is kept" in notice.text
    assert window.focusWidget() is notice.button
    assert enabled(window) == WHEN_IDLE


def test_a_failed_download_does_not_move_focus_that_is_elsewhere(window, notice, wait_until):
    press(notice.button)
    field = go_to_a_field(window)
    wait_until(lambda: notice.problem != "")
    assert window.focusWidget() is field


# Imports


@pytest.fixture
def letters(tmp_path):
    return write_image_folder(tmp_path / "letters", *patterns(4, 40), names="abcd")


def test_a_failed_import_shows_a_message_and_restores_the_focus(window, letters, qtbot, wait_until):
    broken = letters / "a" / "broken.png"
    broken.write_bytes(b"x")
    field = go_to_a_field(window)
    window.importer.take(str(letters))
    wait_until(lambda: not window.importer.work.is_busy)
    (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert "a/broken.png: not a picture" in box.informativeText()
    qtbot.waitUntil(lambda: window.findChildren(QProgressDialog) == [])
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert window.focusWidget() is field
    assert enabled(window) == WHEN_IDLE
    broken.unlink()
    window.importer.take(str(letters))
    wait_until(lambda: window.workspace.settings.data.dataset == Imported("letters"))


def test_a_cancelled_import_restores_the_focus_and_another_can_start(window, letters, qtbot, wait_until):
    field = go_to_a_field(window)
    window.importer.take(str(letters))
    button_of(window.findChild(QProgressDialog), "Cancel").click()
    wait_until(lambda: not window.importer.work.is_busy)
    qtbot.waitUntil(lambda: window.findChildren(QProgressDialog) == [])
    assert window.focusWidget() is field
    assert enabled(window) == WHEN_IDLE
    window.importer.take(str(letters))
    wait_until(lambda: window.workspace.settings.data.dataset == Imported("letters"))


# Fine-tuning


@pytest.fixture
def bar(window, wait_until):
    """The fine-tuning bar after a run, with digits to learn."""
    window.workspace.set("training.epochs", 1)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    window.views.setCurrentWidget(window.view(MyDigitsView))
    for shift in (0.0, 0.02):
        draw_stroke(window.pad.canvas, (0.5 + shift, 0.2), (0.5, 0.5), (0.5 - shift, 0.8))
        window.pad.labels.keep(1)
    wait_until(window.view(MyDigitsView).fine_tuning.start.isEnabled)
    return window.view(MyDigitsView).fine_tuning


def lose_the_run(window):
    (window.session.shown_run.started.folder / "run.json").unlink()


def kill_the_trainer(window):
    os.kill(window.session.trainer_process_id, signal.SIGKILL)


@pytest.mark.parametrize("fail", [lose_the_run, kill_the_trainer])
def test_failed_fine_tuning_leaves_the_focus_on_its_button_and_shows_a_message_that_can_be_closed(
    window, bar, wait_until, fail
):
    if fail is lose_the_run:
        fail(window)
    press(bar.start)
    assert window.focusWidget() is bar.cancel
    if fail is kill_the_trainer:
        fail(window)
    wait_until(lambda: bar.text == f"Fine-tuning failed. {UNCHANGED}")
    assert window.focusWidget() is bar.start
    assert bar.start.isEnabled()
    assert not bar.cancel.isVisible()
    assert enabled(window) == WHEN_OVER
    assert window.run_status.progress_text == "Epoch 1 · finished", "it describes another run than the one shown"
    assert ("run.json" if fail is lose_the_run else "signal 9") in window.banner.text
    assert not button_of(window.banner, "Run again").isVisible(), "it would train another network, not fine-tune this"
    press(button_of(window.banner, "Hide this message"))
    assert not window.banner.isVisible()
    assert window.focusWidget() is None


def test_cancelled_fine_tuning_leaves_the_focus_on_its_button_and_nothing_busy(window, bar, wait_until):
    press(bar.start)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    wait_until(lambda: bar.text == f"Cancelled. {UNCHANGED}")
    assert window.focusWidget() is bar.start
    assert enabled(window) == WHEN_OVER
    assert window.run_status.progress_text == "Epoch 1 · finished", "it describes another run than the one shown"


@pytest.mark.parametrize("answer", ["keep", "go_back"])
def test_fine_tuning_is_started_and_kept_or_undone_with_the_keyboard(window, bar, wait_until, answer):
    press(bar.start)
    wait_until(bar.keep.isVisible)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert bar.keep.isVisible(), "a stray Space has decided"
    assert window.focusWidget() is window.view(MyDigitsView).gallery
    press(getattr(bar, answer))
    assert not bar.keep.isVisible()
    assert window.focusWidget() is bar.start


def test_fine_tuning_that_ends_does_not_move_focus_that_is_elsewhere(window, bar, wait_until):
    press(bar.start)
    field = go_to_a_field(window)
    wait_until(bar.keep.isVisible)
    assert window.focusWidget() is field


def test_a_run_that_disables_the_focused_button_gives_no_other_button_the_focus(window, bar, wait_until):
    press(bar.start, Qt.Key.Key_F5)
    wait_until(lambda: window.session.is_active)
    assert not bar.start.isEnabled()
    assert window.focusWidget() is None


# Runs


def test_a_run_without_its_data_set_says_so_and_can_be_started_again_with_the_keyboard(window, wait_until):
    window.workspace.choose("data.dataset", "fashion-mnist")
    field = go_to_a_field(window)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FAILED)
    assert window.focusWidget() is field
    assert enabled(window) == WHEN_IDLE
    assert window.run_status.progress_text == "Ready"
    assert not window.banner.isVisible()
    assert window.views.currentWidget() is window.view(DataView)
    assert window.view(DataView).notice.title == "Fashion-MNIST"
    (window.session.folders.data / "mnist").rename(window.session.folders.data / "fashion-mnist")
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)


def test_a_failure_can_be_dismissed_with_the_keyboard_and_space_runs_again(window, wait_until):
    window.workspace.set("data.split.validation_count", 600)
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_Space)
        wait_until(lambda: window.session.state is State.FAILED and window.banner.isVisible())
        press(button_of(window.banner, "Hide this message"))
        assert window.session.state is State.FAILED, "Space was for the button that had the focus"
        assert not window.banner.isVisible()
        assert window.focusWidget() is None


@pytest.mark.parametrize("end", ["killed", "stopped"])
def test_no_control_has_the_focus_after_the_more_epochs_button_is_hidden(window, wait_until, end):
    window.workspace.set("training.epochs", 10_000)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.history.step > 0)
    more = window.settings_panel.more_epochs_button
    more.setFocus()
    if end == "killed":
        kill_the_trainer(window)
    else:
        window.run_actions.stop.trigger()
    wait_until(lambda: not window.session.is_active)
    assert window.session.state is (State.FAILED if end == "killed" else State.STOPPED)
    assert not more.isVisible()
    assert window.focusWidget() is None
    assert enabled(window) == WHEN_OVER
    assert window.banner.isVisible() == (end == "killed")


@pytest.mark.parametrize(("kind", "name"), [(QComboBox, "Optimizer"), (QToolButton, "Random seed")])
def test_space_goes_to_the_focused_list_or_button_in_the_settings(window, kind, name):
    before = window.workspace.settings.seed
    window.settings_panel.sections["training"].more_button.click()
    (control,) = [each for each in window.settings_panel.findChildren(kind) if each.accessibleName() == name]
    press(control)
    assert window.session.state is State.IDLE
    assert control.view().isVisible() if kind is QComboBox else window.workspace.settings.seed != before
