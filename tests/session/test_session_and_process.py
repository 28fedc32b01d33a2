"""The session and its trainer's process: when the process dies, and when the session is closed."""

import os
import signal

import pytest

from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.training.messages import Until
from tests.conftest import small_settings
from tests.session.test_session import TIMEOUT, endless


@pytest.fixture
def session(qtbot, folders, tmp_path):
    session = TrainingSession(folders, tmp_path / "runs")
    yield session
    session.close()


@pytest.fixture
def wait_for(qtbot, session):
    def wait(*states):
        qtbot.waitUntil(lambda: session.state in states, timeout=TIMEOUT)

    return wait


def test_a_run_fails_when_its_trainer_dies_and_the_next_run_has_a_new_trainer(qtbot, session, wait_for):
    session.run(endless())
    qtbot.waitUntil(lambda: session.history.step > 0, timeout=TIMEOUT)
    with qtbot.waitSignal(session.run_failed, timeout=TIMEOUT) as failed:
        os.kill(session.trainer_process_id, signal.SIGKILL)
    assert "ended unexpectedly (killed by signal 9)" in failed.args[0].message
    assert session.state is State.FAILED
    qtbot.waitUntil(lambda: session.trainer_process_id is None, timeout=TIMEOUT)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.run(small_settings())


def test_closing_in_the_middle_of_a_run_ends_process_and_thread(qtbot, session, wait_for):
    session.run(endless())
    wait_for(State.RUNNING)
    session.close()
    assert session.trainer_process_id is None


def test_closing_while_the_data_is_loaded_leaves_nothing_running(qtbot, session):
    session.run(endless())
    qtbot.waitSignal(session.progressed, timeout=TIMEOUT).wait()
    session.close()
    qtbot.wait(50)
    assert session.trainer_process_id is None


def test_closing_while_paused_ends_the_process(session, wait_for):
    session.step(endless(), Until.NEXT_BATCH)
    wait_for(State.PAUSED)
    session.close()
    assert session.trainer_process_id is None


def test_a_closed_session_starts_nothing(session):
    session.close()
    session.run(small_settings())
    assert session.trainer_process_id is None


def test_closing_before_the_first_run_is_harmless(session):
    session.close()
    session.close()
