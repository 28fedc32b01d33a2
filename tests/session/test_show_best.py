"""The best network of a run that is over, read from the folder that a real run wrote."""

import numpy as np
import pytest

from nnstudio.data.dataset import Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_file, keep
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import SnapshotReader
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.session.scripted_trainer import ScriptedTrainer, batches, ended, evaluated, result, snapshot, started

TIMEOUT = 10_000
OTHER_THAN_DIGITS = small_settings(  # the detector is fitted quickly: no built-in handwriting
    "dataset=imported name=shapes",
    "network.layers=[dense 4 relu]",
    "epochs=1",
    "learning_rate=10",  # too large: the network is at its best before training
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A complete run whose last network is not its best."""
    folder = tmp_path_factory.mktemp("run")
    folders = DataFolders(folder, folder / "cache")
    rng = np.random.default_rng(1)
    pictures, labels = rng.integers(0, 256, (360, 784), np.uint8), (np.arange(360) % 3).astype(np.uint8)
    data = Dataset(pictures[:300], labels[:300], pictures[300:], labels[300:], ("bar", "cross", "ring"))
    keep(data, imported_file(folders, "shapes"))
    run = finish(prepare(OTHER_THAN_DIGITS, folders, folder / "runs"))
    while run.ended is None:
        run.advance()
    run.close()
    return run


@pytest.fixture
def trainer():
    return ScriptedTrainer()


@pytest.fixture
def session(qtbot, folders, run, trainer):
    session = TrainingSession(folders, run.started.folder.parent, start_trainer=lambda: trainer)
    yield session
    session.close()


@pytest.fixture
def reported(session):
    received = []
    session.network_changed.connect(received.append)
    return received


def test_the_best_network_has_its_detector_its_step_and_its_epoch(qtbot, session, trainer, reported, run):
    folder, settings = run.started.folder, small_settings()
    best, last = open_run(folder, "best"), open_run(folder)
    assert not np.array_equal(best.parameters, last.parameters), "another run is needed for this test"
    session.run(settings)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        begun = evaluated(0, 0), batches(1, 2.3, 2.2, 2.1), evaluated(1, 3, loss=2.0), snapshot(settings, 3)
        end = ended(folder=folder, last=result(3, 1.0), best=result(0, 0.0))
        trainer.say(started(settings, folder), *begun, end)
    reported.clear()
    session.show_saved("best")
    assert reported == [session.active_network]
    assert (session.history.step, session.active_network.step, session.active_network.epoch) == (3, 0, 0.0)
    assert session.active_network.origin == "the best weights of this run, epoch 0"
    np.testing.assert_array_equal(session.active_network.parameters, best.parameters)
    assert session.active_network.network.layout.count == best.network.layout.count
    expected = SnapshotReader(best.network).read(0, best.parameters).histograms
    assert [each.limit for each in session.active_network.histograms] == [each.limit for each in expected]
    verdicts = [read_novelty_detector(folder, best.network, weights).calibration_scores for weights in ("best", "last")]
    assert not np.array_equal(*verdicts), "another run is needed for this test"
    np.testing.assert_array_equal(session.active_network.detector.calibration_scores, verdicts[0])


def test_the_last_network_predicts_again_after_the_best(qtbot, session, trainer, run):
    folder, settings = run.started.folder, small_settings()
    session.run(settings)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        end = ended(folder=folder, last=result(3, 1.0), best=result(0, 0.0))
        trainer.say(started(settings, folder), evaluated(0, 0), batches(1, 2.3, 2.2, 2.1), snapshot(settings, 3), end)
    session.show_saved("best")
    session.show_saved("last")
    assert (session.active_network.step, session.active_network.epoch) == (3, 1.0)
    np.testing.assert_array_equal(session.active_network.parameters, open_run(folder).parameters)
    assert session.active_network.detector is not None


def test_before_the_first_run_there_is_no_best_network(session, reported):
    session.show_saved("best")
    assert session.active_network is None
    assert reported == []
