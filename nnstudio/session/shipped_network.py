"""The network that came with NN Studio: it predicts until the user has trained one.

Its folder is that of a run without its history, so whatever opens runs opens it; `python -m tests.shipped_network`
makes it.
"""

import logging

import numpy as np

from nnstudio.data.folders import APPLICATION
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.resources import resource_folder
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import SnapshotReader

log = logging.getLogger(APPLICATION)

NAME = "reads-you"
"""Its folder in ``resources/networks``, named after the preset that it was trained with."""
ORIGIN = "the network that came with NN Studio"


def shipped_network() -> ActiveNetwork | None:
    """Read the network; where its files are missing or damaged, log that and return None: all else works without."""
    try:
        saved = open_run(resource_folder("networks") / NAME)
    except (FileNotFoundError, SavedRunError) as error:
        log.warning("There is no network at the start: %s", error)
        return None
    if not np.isfinite(saved.parameters).all():
        log.warning("There is no network at the start: %s: weights.npy has numbers that are not finite", saved.folder)
        return None
    snapshot = SnapshotReader(saved.network).read(0, saved.parameters)
    return ActiveNetwork(
        network=saved.network,
        parameters=snapshot.parameters,
        class_names=saved.class_names,
        detector=read_novelty_detector(saved.folder, saved.network),
        histograms=snapshot.histograms,
        folder=saved.folder,
        origin=ORIGIN,
    )


def begin_with_shipped_network(session: TrainingSession) -> None:
    """Let ``session`` predict with the network, unless another predicts already or the files are damaged."""
    network = shipped_network()
    if network is not None:
        session.begin_with(network)
