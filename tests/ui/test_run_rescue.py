"""The window while its run cannot be written, after the trainer is killed, and after a run was interrupted."""

import os
import shutil
import signal
import sys

import numpy as np
import pytest

from nnstudio.runs.folder import RunWriter
from nnstudio.runs.saved_run import open_run
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.ui.main_window import MainWindow
from tests.conftest import small_settings
from tests.ui.window import button_of

ENDLESS = -1


def allow_files_of(process_id, size):
    """Let the process make its files no larger than ``size`` bytes, as on a disk that is full."""
    import resource  # not on every system

    resource.prlimit(process_id, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.skipif(sys.platform != "linux", reason="limits the files of another process")
def test_a_full_disk_pauses_the_run_and_says_so_until_there_is_space_again(window, run_endlessly, wait_until):
    session, banner = window.session, window.banner
    rows = session.shown_run.started.folder / "batches.f32"
    allow_files_of(session.trainer_process_id, 0)
    try:
        wait_until(lambda: session.state is State.PAUSED)
        assert banner.isVisible()
        assert banner.text.startswith("The disk is full: nothing more can be written into ")
        assert banner.text.endswith("Free some space. Training waits; nothing is lost.")
        button_of(banner, "Try again").click()
        wait_until(lambda: session.state is State.PAUSED and banner.isVisible())
        shown = session.history.step
        assert rows.stat().st_size == 20 * shown, "nothing is shown that is not in the folder"
    finally:
        allow_files_of(session.trainer_process_id, ENDLESS)
    button_of(banner, "Try again").click()
    wait_until(lambda: session.history.step > shown + 50)
    assert not banner.isVisible()
    window.run_actions.stop.trigger()
    wait_until(lambda: session.state is State.STOPPED)
    recorded = np.fromfile(rows, "<f4").reshape(-1, 5)[:, 1]
    np.testing.assert_array_equal(recorded, session.history.series("loss").values)


def test_a_folder_that_has_vanished_pauses_the_run_which_then_writes_it_anew(window, run_endlessly, wait_until):
    session, folder = window.session, window.session.shown_run.started.folder
    shutil.rmtree(folder)
    wait_until(lambda: session.state is State.PAUSED and window.banner.isVisible())
    assert "is gone. Put it back, or let it be written anew." in window.banner.text
    window.run_actions.run.trigger()  # Resume tries again too
    wait_until(lambda: session.state is State.RUNNING and not window.banner.isVisible())
    window.run_actions.stop.trigger()
    wait_until(lambda: session.state is State.STOPPED)
    rows = np.fromfile(folder / "batches.f32", "<f4").reshape(-1, 5)
    np.testing.assert_array_equal(rows[:, 1], session.history.series("loss").values)
    np.testing.assert_array_equal(open_run(folder).parameters, session.active_network.parameters)


def test_a_run_that_has_lost_its_trainer_goes_on_where_it_was_saved(window, run_endlessly, wait_until):
    session = window.session
    os.kill(session.trainer_process_id, signal.SIGKILL)
    wait_until(lambda: session.state is State.FAILED and window.banner.isVisible())
    folder, step = session.shown_run.started.folder, session.history.step
    button_of(window.banner, "Go on").click()
    wait_until(lambda: session.state is State.RUNNING and session.history.step > step)
    assert session.shown_run.started.folder == folder
    assert not window.banner.isVisible()


@pytest.fixture
def interrupted(window, wait_until):
    """The folder of a run that was killed after its first epoch; its window is closed."""
    window.run_actions.step_epoch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    window.run_actions.stop.trigger()
    wait_until(lambda: window.session.state is State.STOPPED)
    window.close()
    folder = window.session.shown_run.started.folder
    (folder / "result.json").unlink()
    return folder


@pytest.fixture
def start_again(qtbot, themes, ui_settings, folders, tmp_path, start_trainer, wait_until):
    opened = []

    def start():
        session = TrainingSession(folders, tmp_path / "runs", start_trainer=start_trainer)
        again = MainWindow(session, Workspace(small_settings("seed=77")), themes, ui_settings)
        qtbot.addWidget(again)
        opened.append(again)
        again.show()
        again.last_run.show()
        wait_until(lambda: session.shown_run is not None)
        return again

    yield start
    for again in opened:
        again.close()


def test_the_next_start_offers_to_go_on_with_an_interrupted_run(interrupted, start_again, wait_until):
    again = start_again()
    assert again.banner.isVisible()
    assert again.banner.text.startswith("This run was interrupted at epoch 1.")
    button_of(again.banner, "Go on").click()
    wait_until(lambda: again.session.state is State.FINISHED)
    assert not again.banner.isVisible()
    assert again.session.shown_run.started.folder == interrupted
    assert again.session.history.step == 50
    assert again.workspace.settings == small_settings()


def test_a_run_that_is_left_is_shown_and_not_offered_again(interrupted, start_again):
    again = start_again()
    button_of(again.banner, "Leave it").click()
    assert not again.banner.isVisible()
    again.close()
    third = start_again()
    assert third.session.shown_run.started.folder == interrupted
    assert not third.banner.isVisible()


def test_a_run_that_another_process_trains_is_not_offered(interrupted, start_again):
    writer = RunWriter(interrupted)
    again = start_again()
    assert again.session.shown_run.started.folder == interrupted
    assert not again.banner.isVisible()
    writer.close()


def test_a_window_that_remembers_no_run_shows_the_newest(interrupted, start_again, ui_settings):
    older = interrupted.with_name("20200101-000000-mnist-16")
    shutil.copytree(interrupted, older)
    (interrupted.parent / "20990101-000000-mnist-16").mkdir()  # no run
    ui_settings.clear()
    again = start_again()
    assert again.session.shown_run.started.folder == interrupted
    assert again.banner.isVisible()
