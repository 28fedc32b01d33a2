"""The run that is shown again at the next start of the window."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QSettings

from nnstudio.runs.events import RunEndReason
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.last_run import LastRun, read_shown_run
from nnstudio.session.state import State
from tests.session.conftest import SETTINGS

TIMEOUT = 10_000
RELEASED = Path(__file__).parents[1] / "runs" / "released" / "run"


@pytest.fixture
def folder(tmp_path):
    """A run that was stopped after 30 batches of 12 an epoch, and evaluated last after 24."""
    return shutil.copytree(RELEASED, tmp_path / "a run")


@pytest.fixture
def remembered(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def owner():
    return QObject()


@pytest.fixture
def last_run(session, owner):
    last_run = LastRun(session, owner)
    yield last_run
    last_run.close()


def know(last_run, remembered, folder):
    remembered.setValue("folder", str(folder))
    last_run.restore(remembered)


def test_a_run_is_read_with_its_history_its_settings_and_its_end(folder):
    run, _ = read_shown_run(folder)
    assert run.started.folder == folder
    assert (run.history.step, [each.step for each in run.history.evaluations]) == (30, [0, 12, 24])
    rates = [each.training.optimizer.learning_rate for each in (run.started.settings, run.settings)]
    assert rates == [0.05, 0.02]
    assert (run.ended.reason, run.position) == (RunEndReason.STOPPED, 2.5)


def test_its_last_weights_predict_with_their_detector(folder):
    _, network = read_shown_run(folder)
    np.testing.assert_array_equal(network.parameters, np.load(folder / "weights.npy"))
    assert (network.step, network.epoch, network.folder) == (30, 2.5, folder)
    assert network.origin == "this run, epoch 2.5"
    assert network.network.layout.count == len(network.parameters)
    assert len(network.histograms) > 0
    assert network.detector.pictures.shape[1:] == (28, 28)
    assert network.detector.calibration_scores.dtype == np.float32


@pytest.mark.parametrize(
    ("lost", "position"),
    [(["result.json"], (24, 2.0)), (["result.json", "evaluations.jsonl"], (0, 0.0))],
    ids=["after its last evaluation", "before its first evaluation"],
)
def test_a_run_that_was_killed_has_the_weights_of_its_last_evaluation(folder, lost, position):
    for name in lost:
        (folder / name).unlink()
    _, network = read_shown_run(folder)
    assert (network.step, network.epoch) == position


def test_a_run_that_was_killed_is_said_to_be_interrupted_and_shows_what_was_measured(folder):
    whole = read_shown_run(folder)[0].ended
    (folder / "result.json").unlink()
    run, _ = read_shown_run(folder)
    assert run.ended.explanation == "interrupted at epoch 2.5, before the run was over"
    assert (run.ended.reason, run.ended.last.step, run.position) == (RunEndReason.STOPPED, 24, 2.5)
    assert run.ended.best.validation == whole.best.validation
    assert np.isnan(run.ended.last.test.accuracy)
    (folder / "evaluations.jsonl").unlink()
    assert read_shown_run(folder)[0].ended is None


def test_the_best_weights_of_a_run_that_is_shown_again_can_predict_and_then_its_last(session, folder):
    session.show(*read_shown_run(folder))
    last = session.active_network
    session.show_saved("best")
    best = session.active_network
    np.testing.assert_array_equal(best.parameters, np.load(folder / "weights-best.npy"))
    assert (best.step, best.origin) == (24, "the best weights of this run, epoch 2")
    assert best.detector is None  # the first format kept a detector for the last weights alone
    session.show_saved("last")
    np.testing.assert_array_equal(session.active_network.parameters, last.parameters)
    assert (session.active_network.step, session.active_network.origin) == (
        30,
        "the last weights of this run, epoch 2.5",
    )
    assert session.active_network.detector is not None


def test_the_shown_run_is_shown_again_at_the_next_start(qtbot, session, last_run, owner, remembered, folder):
    session.show(*read_shown_run(folder))
    last_run.save(remembered)
    session.shown_run = session.active_network = None  # the next start knows nothing else
    again = LastRun(session, owner)
    again.restore(remembered)
    assert again.is_known
    with qtbot.waitSignal(session.network_changed, timeout=TIMEOUT):
        again.show()
    assert (session.state, session.shown_run.started.folder) == (State.STOPPED, folder)
    assert (session.history.step, session.active_network.step) == (30, 30)
    again.close()


def test_without_a_run_there_is_nothing_to_show(qtbot, session, last_run, remembered):
    assert not last_run.is_known
    last_run.save(remembered)
    assert remembered.value("folder") == ""
    last_run.restore(remembered)
    assert not last_run.is_known
    with qtbot.waitSignal(last_run.findChild(BackgroundTask).succeeded, timeout=TIMEOUT):
        last_run.show()
    assert session.shown_run is None


def test_a_run_that_was_never_shown_again_stays_known(last_run, remembered, folder):
    know(last_run, remembered, folder)
    remembered.clear()
    last_run.save(remembered)
    assert remembered.value("folder") == str(folder)


def test_a_run_that_cannot_be_read_is_named_and_forgotten(qtbot, session, last_run, remembered, folder):
    (folder / "weights.npy").write_bytes(b"nothing")
    know(last_run, remembered, folder)
    with qtbot.waitSignal(last_run.missing, timeout=TIMEOUT) as missing:
        last_run.show()
    message = missing.args[0]
    assert message.startswith(f"The last run, a run, cannot be opened any more ({folder / 'weights.npy'}: ")
    assert message.endswith(")")
    assert not last_run.is_known
    assert session.shown_run is None
    last_run.save(remembered)
    assert remembered.value("folder") == ""


def test_a_run_that_has_started_meanwhile_stays_shown(qtbot, running, last_run, remembered, folder):
    run = running.shown_run
    know(last_run, remembered, folder)
    with qtbot.waitSignal(last_run.findChild(BackgroundTask).succeeded, timeout=TIMEOUT):
        last_run.show()
    assert running.shown_run is run


def test_a_run_that_begins_while_the_last_one_is_read_wins_and_that_is_said(
    qtbot, session, last_run, remembered, folder
):
    know(last_run, remembered, folder)
    session.run(SETTINGS)
    with qtbot.waitSignal(last_run.missing, timeout=TIMEOUT) as missing:
        last_run.show()
    assert missing.args == ["The last run, a run, is not shown because a new one has begun; its folder is kept"]
    assert session.shown_run is None


def test_closing_ends_the_reading_and_nothing_is_shown(session, last_run, remembered, folder):
    know(last_run, remembered, folder)
    last_run.show()
    last_run.close()
    assert not last_run.findChild(BackgroundTask).is_active
    assert session.shown_run is None


def test_it_belongs_to_its_parent(last_run, owner):
    assert last_run.parent() is owner


def test_a_detector_with_numbers_in_half_precision_judges_in_single_precision(folder):
    with np.load(folder / "familiarity.npz") as arrays:
        halves = {name: each.astype(np.float16) if each.dtype == np.float32 else each for name, each in arrays.items()}
    np.savez(folder / "familiarity.npz", **halves)
    _, network = read_shown_run(folder)
    assert network.detector.calibration_scores.dtype == np.float32
    assert network.detector.medians.dtype == np.float32
