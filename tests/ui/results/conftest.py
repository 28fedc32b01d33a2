"""A session with a scripted trainer, and runs for it to show."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnstudio.runs.history import History
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.snapshot import SnapshotReader
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, ended, evaluated, network_of, scripted_session, started

FOLDER = Path("a-run")
SETTINGS = small_settings()


@pytest.fixture
def trainers():
    return []


@pytest.fixture
def session(qtbot, folders, tmp_path, trainers):
    with scripted_session(folders, tmp_path / "runs", trainers) as session:
        yield session


def network_at(step):
    network = network_of(SETTINGS)
    snapshot = SnapshotReader(network).read(step, np.full(network.layout.count, 0.1, np.float32))
    return ActiveNetwork.of(snapshot, started(SETTINGS, FOLDER), None, step / 25)


def over(**changes):
    """Return a run that is over, with two epochs of one batch."""
    history = History()
    history.add_evaluation(evaluated(0, 0))
    history.add_batches(batches(1, 2.3, 2.2))
    history.add_evaluation(evaluated(1, 2, loss=0.5))
    end = replace(ended(folder=FOLDER), **changes)
    return ShownRun(started(SETTINGS, FOLDER), history, SETTINGS, end)


@pytest.fixture
def show(session):
    """Show a run that is over, whose last weights predict."""

    def show(**changes):
        run = over(**changes)
        session.show(run, network_at(run.ended.last.step))
        return run

    return show
