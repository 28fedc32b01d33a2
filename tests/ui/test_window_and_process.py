"""The window and the trainer's process: how it dies, hangs, and ends with the window."""

import os
import signal

import pytest

from nnstudio.session.state import State
from nnstudio.training.host import TrainerProcess
from tests.ui.test_main_window import enabled

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def start_trainer():
    return TrainerProcess


@pytest.mark.usefixtures("run_endlessly")
def test_the_window_survives_a_trainer_that_dies(window, wait_until):
    os.kill(window.session.trainer_process_id, signal.SIGKILL)
    wait_until(lambda: window.session.state is State.FAILED)
    assert "ended unexpectedly" in window.banner.text
    wait_until(lambda: window.session.trainer_process_id is None)
    window.workspace.set("training.epochs", 1)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)


@pytest.mark.usefixtures("run_endlessly")
def test_closing_while_training_ends_everything_and_keeps_the_run(window):
    folder = window.session.shown_run.started.folder
    assert window.close()
    assert window.session.trainer_process_id is None
    assert (folder / "weights.npy").is_file()


@pytest.mark.usefixtures("run_endlessly")
def test_closing_after_new_run_starts_no_other_run(window, qtbot):
    window.run_actions.new_run.trigger()
    window.close()
    qtbot.wait(50)
    assert window.session.trainer_process_id is None


@pytest.mark.usefixtures("run_endlessly")
def test_new_run_while_the_trainer_dies_ends_with_a_message_instead_of_waiting(window, wait_until):
    process = window.session.trainer_process_id
    os.kill(process, signal.SIGSTOP)
    window.run_actions.new_run.trigger()
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: window.session.state is State.FAILED)
    assert enabled(window) == {"run"}


@pytest.mark.usefixtures("run_endlessly")
def test_closing_does_not_wait_for_a_trainer_that_hangs(window):
    os.kill(window.session.trainer_process_id, signal.SIGSTOP)
    assert window.close()
    assert window.session.trainer_process_id is None
