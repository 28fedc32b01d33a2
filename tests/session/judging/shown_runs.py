"""Runs that are over, shown by a session, for tests of what judges their networks."""

from pathlib import Path

import numpy as np

from nnstudio.runs.history import History
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.snapshot import SnapshotReader
from tests.conftest import small_settings
from tests.session.scripted_trainer import ended, evaluated, network_of, started

SETTINGS = small_settings("seed=5")
FOLDER = Path("a-run")


def network_at(step, seed=0, begun=None):
    network = network_of(SETTINGS)
    parameters = network.initial_parameters(np.random.default_rng(seed), np.dtype(np.float32))
    taken = SnapshotReader(network).read(step, parameters)
    return ActiveNetwork.of(taken, begun or started(SETTINGS, FOLDER), None, step / 25)


def show(session, begun=None, network=None):
    """Show a run that is over, with the ``network`` of its last weights."""
    begun = begun or started(SETTINGS, FOLDER)
    history = History()
    history.add_evaluation(evaluated(0, 0))
    network = network or network_at(2, begun=begun)
    session.show(ShownRun(begun, history, begun.settings, ended(folder=FOLDER)), network)
    return network
