"""A session whose trainer says what a test has it say."""

import pytest

from nnstudio.data.dataset import Progress
from nnstudio.session.session import TrainingSession
from tests.conftest import small_settings
from tests.session.scripted_trainer import ScriptedTrainer, snapshot, started

TIMEOUT = 10_000
SETTINGS = small_settings()


@pytest.fixture
def trainers():
    return []


@pytest.fixture
def session(qtbot, folders, tmp_path, trainers):
    def start_trainer():
        trainers.append(ScriptedTrainer())
        return trainers[-1]

    session = TrainingSession(folders, tmp_path / "runs", start_trainer=start_trainer)
    yield session
    session.close()


@pytest.fixture
def reported(session):
    """All signals in their order, by name and argument."""
    heard = []
    names = ("progressed", "run_started", "batches_finished", "evaluation_advanced", "evaluated", "network_changed")
    names += ("live_settings_changed", "shown_run_changed", "run_ended", "run_failed", "state_changed")
    for name in names:
        getattr(session, name).connect(lambda argument, name=name: heard.append((name, argument)))
    return heard


@pytest.fixture
def say(qtbot, session, trainers):
    """Have the trainer say something, and wait until the session has heard all of it."""

    def say(*messages):
        with qtbot.waitSignal(session.progressed, timeout=TIMEOUT, check_params_cb=lambda each: each.what == "heard"):
            trainers[-1].say(*messages, Progress("heard", 0, 1))

    return say


@pytest.fixture
def running(session, say):
    """A run of `SETTINGS` that has begun, with a network that reads."""
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    return session
