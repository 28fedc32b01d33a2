"""The session as the window uses it: states, signals, and a worker thread that never blocks."""

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.runs.events import RunEndReason
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import ALLOWED, Action, State
from nnstudio.spec.paths import set_text
from nnstudio.training.messages import Until
from tests.conftest import small_settings

TIMEOUT = 60_000


@pytest.fixture
def session(qtbot, folders, tmp_path, warm_trainer):
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=warm_trainer.lend)
    yield session
    session.close()


@pytest.fixture
def wait_for(qtbot, session):
    def wait(*states):
        qtbot.waitUntil(lambda: session.state in states, timeout=TIMEOUT)

    return wait


def endless():
    return small_settings("epochs=endless")


def test_a_run_goes_through_its_states_and_fills_the_history(qtbot, session):
    states = []
    session.state_changed.connect(states.append)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT) as ended:
        session.run(small_settings())
    assert states == [State.LOADING, State.RUNNING, State.FINISHED]
    assert session.history.step == ended.args[0].step == 50
    assert [event.epoch for event in session.history.evaluations] == [0, 1, 2]
    assert session.active_network.step == 50
    assert len(session.active_network.histograms) == 2


def test_signals_arrive_in_the_thread_of_the_session(qtbot, session):
    from PySide6.QtCore import QThread

    threads = []
    session.batches_finished.connect(lambda _group: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.run(small_settings())
    assert set(threads) == {session.thread()}


def test_pause_and_resume(session, wait_for):
    session.run(endless())
    wait_for(State.RUNNING)
    session.pause()
    assert session.state is State.PAUSING
    wait_for(State.PAUSED)
    assert session.active_network.step == session.history.step
    session.resume()
    wait_for(State.RUNNING)
    session.stop()
    wait_for(State.STOPPED)


def test_a_step_from_idle_starts_a_run_and_pauses_after_one_batch(session, wait_for):
    session.step(small_settings(), Until.NEXT_BATCH)
    wait_for(State.PAUSED)
    assert session.history.step == 1
    session.step(small_settings(), Until.NEXT_BATCH)
    wait_for(State.RUNNING)
    wait_for(State.PAUSED)
    assert session.history.step == 2
    session.stop()
    wait_for(State.STOPPED)


def test_stop_keeps_the_network(qtbot, session, wait_for):
    session.run(endless())
    qtbot.waitUntil(lambda: session.history.step > 0, timeout=TIMEOUT)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT) as ended:
        session.stop()
    assert ended.args[0].reason is RunEndReason.STOPPED
    assert session.active_network.step == ended.args[0].step
    assert session.state is State.STOPPED


def test_snapshots_arrive_while_training(qtbot, session, wait_for):
    session.run(endless())
    wait_for(State.RUNNING)
    for _ in range(3):
        with qtbot.waitSignal(session.network_changed, timeout=TIMEOUT):
            pass
    assert session.active_network.step > 0
    session.stop()
    wait_for(State.STOPPED)


def test_run_pressed_twice_starts_one_run(qtbot, session):
    started = []
    session.run_started.connect(started.append)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.run(small_settings())
        session.run(small_settings())
    assert len(started) == 1


@pytest.mark.parametrize("state", list(State))
def test_an_action_that_is_not_allowed_does_nothing(session, state):
    session.state = state
    forbidden = {
        Action.RUN: lambda: session.run(small_settings()),
        Action.PAUSE: session.pause,
        Action.RESUME: session.resume,
        Action.STOP: session.stop,
    }
    for action, act in forbidden.items():
        if action not in ALLOWED[state]:
            act()
            assert session.state is state
    session.state = State.IDLE


def test_every_state_allows_something(session):
    assert [state for state in State if not ALLOWED[state]] == []


def rate(settings):
    return settings.training.optimizer.learning_rate


def test_a_change_of_live_settings_is_reported_with_the_first_batch_that_uses_it(qtbot, session, wait_for):
    before = set_text(endless(), "learning_rate=0.05")
    session.run(before)
    qtbot.waitUntil(lambda: session.history.step > 0, timeout=TIMEOUT)
    with qtbot.waitSignal(session.live_settings_changed, timeout=TIMEOUT) as changed:
        session.change(set_text(before, "learning_rate=0.02"))
    step = changed.args[0].step
    assert rate(changed.args[0].settings) == 0.02
    qtbot.waitUntil(lambda: session.history.step > step, timeout=TIMEOUT)
    np.testing.assert_allclose(session.history.series("learning_rate").values[:step], 0.05)
    np.testing.assert_allclose(session.history.series("learning_rate").values[step:], 0.02)
    session.stop()
    wait_for(State.STOPPED)


def test_live_settings_changed_while_paused_are_reported_at_once_and_used_after_resuming(qtbot, session, wait_for):
    before = set_text(endless(), "learning_rate=0.05")
    session.run(before)
    qtbot.waitUntil(lambda: session.history.step > 0, timeout=TIMEOUT)
    session.pause()
    wait_for(State.PAUSED)
    step = session.history.step
    with qtbot.waitSignal(session.live_settings_changed, timeout=5000) as changed:
        session.change(set_text(before, "learning_rate=0.02"))
    assert (changed.args[0].step, rate(changed.args[0].settings)) == (step, 0.02)
    assert (session.state, session.history.step) == (State.PAUSED, step)
    session.resume()
    qtbot.waitUntil(lambda: session.history.step > step, timeout=TIMEOUT)
    np.testing.assert_allclose(session.history.series("learning_rate").values[:step], 0.05)
    np.testing.assert_allclose(session.history.series("learning_rate").values[step:], 0.02)
    session.stop()
    wait_for(State.STOPPED)


def test_a_change_while_the_data_is_loading_does_not_affect_the_run(qtbot, session, wait_for):
    settings = set_text(small_settings(), "learning_rate=0.05")
    session.run(settings)
    assert session.state is State.LOADING
    session.change(set_text(settings, "learning_rate=0.02"))
    wait_for(State.FINISHED)
    assert session.shown_run.started.settings == settings
    np.testing.assert_allclose(session.history.series("learning_rate").values, 0.05)


def test_a_change_after_the_end_of_a_run_affects_nothing_not_even_the_next_run(qtbot, session, wait_for):
    changes = []
    session.live_settings_changed.connect(changes.append)
    session.run(small_settings("learning_rate=0.05"))
    wait_for(State.FINISHED)
    session.change(small_settings("learning_rate=0.02"))
    session.run(small_settings("learning_rate=0.03"))
    wait_for(State.FINISHED)
    np.testing.assert_allclose(session.history.series("learning_rate").values, 0.03)
    assert changes == []


def test_a_run_without_its_data_fails_with_a_message_and_the_next_run_works(qtbot, session, tmp_path):
    good = session.folders
    session.folders = DataFolders(tmp_path, tmp_path)
    with qtbot.waitSignal(session.run_failed, timeout=TIMEOUT) as failed:
        session.run(small_settings())
    assert "not found" in failed.args[0].message
    assert session.state is State.FAILED
    session.folders = good
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.run(small_settings())
