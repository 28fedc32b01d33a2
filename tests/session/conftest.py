"""A session with a scripted trainer."""

import pytest

from nnstudio.data.dataset import Progress
from tests.conftest import small_settings
from tests.session.scripted_trainer import scripted_session, snapshot, started

TIMEOUT = 10_000
SETTINGS = small_settings()


@pytest.fixture
def trainers():
    return []


@pytest.fixture
def session(qtbot, folders, tmp_path, trainers):
    with scripted_session(folders, tmp_path / "runs", trainers) as session:
        yield session


@pytest.fixture
def reported(session):
    """All signals in order, by name and argument."""
    received = []
    names = ("progressed", "run_started", "batches_finished", "evaluation_advanced", "evaluated", "network_changed")
    names += ("live_settings_changed", "shown_run_changed", "run_ended", "run_failed", "state_changed")
    for name in names:
        getattr(session, name).connect(lambda argument, name=name: received.append((name, argument)))
    return received


@pytest.fixture
def say(qtbot, session, trainers):
    """Let the trainer send messages, and wait until the session has received all of them."""

    def say(*messages):
        with qtbot.waitSignal(
            session.progressed, timeout=TIMEOUT, check_params_cb=lambda each: each.what == "received"
        ):
            trainers[-1].say(*messages, Progress("received", 0, 1))

    return say


@pytest.fixture
def running(session, say):
    """A session in which a run of `SETTINGS` has started, with an active network."""
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    return session
