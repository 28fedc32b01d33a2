"""Training a run on, as the session sees it."""

from dataclasses import replace
from pathlib import Path

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.runs.events import LiveSettingsChanged, Origin, RunContinued, RunEndReason
from nnstudio.runs.training_on import prepare_to_train_on
from nnstudio.session.last_run import read_shown_run
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.steps import finish
from nnstudio.training.messages import RunFailed, SnapshotTaken, Stop, TrainOn
from tests.conftest import small_settings
from tests.session.conftest import SETTINGS
from tests.session.scripted_trainer import batches, commands, ended, evaluated, snapshot, started

MORE = small_settings("epochs=5")
TIMEOUT = 30_000
RELEASED = Path(__file__).parents[1] / "runs" / "released" / "run"


@pytest.fixture
def over(running, say):
    """A session whose run is over after three batches, the last of them evaluated at a stop."""
    say(evaluated(0, 0), batches(1, 2.3, 2.2), evaluated(1, 2), batches(3, 2.1), evaluated(1, 3))
    say(ended(RunEndReason.STOPPED, step=3))
    return running


def test_the_trainer_is_sent_the_folder_and_the_settings(over, trainers):
    over.train_on(MORE)
    assert commands(trainers, TrainOn) == [TrainOn(over.shown_run.started.folder, MORE, over.folders)]
    assert over.state is State.LOADING


def test_the_shown_history_grows_on_from_where_the_run_continues(over, say, reported):
    over.train_on(MORE)
    before = over.shown_run
    say(RunContinued(started(SETTINGS), 3, 2, 1), snapshot(SETTINGS, 3), LiveSettingsChanged(MORE, 3), batches(4, 2.0))
    run = over.shown_run
    assert run is not before
    assert (over.state, run.ended, over.history.step) == (State.RUNNING, None, 4)
    assert [event.step for event in over.history.evaluations] == [0, 2]
    assert over.history.patience_from == 1
    assert [change.text for change in over.history.changes] == ["epochs 2 → 5"]
    names = [name for name, _ in reported]
    assert names.index("shown_run_changed") < names.index("run_started")
    assert over.active_network.epoch == over.history.position_of(3)


def test_the_first_run_that_a_session_trains_on_has_snapshots_with_histograms(session, say, trainers):
    shown, network = read_shown_run(RELEASED)
    session.show(shown, network)
    session.train_on(shown.settings)
    say(RunContinued(shown.started, 3, 2, 0), SnapshotTaken(3, network.parameters.copy()))
    assert (session.state, session.active_network.step) == (State.RUNNING, 3)
    assert len(session.active_network.histograms) == len(network.histograms)


def test_a_run_that_cannot_be_loaded_again_stays_shown(over, say):
    before = over.shown_run
    over.train_on(MORE)
    say(RunFailed("a file is gone", ""))
    assert over.shown_run is before
    assert over.state is State.FAILED


def fine_tuned(run):
    origin = Origin("base", 24, 6, my_digits_before=Metrics(0.9, 0.4, 6), test_before=Metrics(0.1, 0.95, 100))
    return replace(run, started=replace(run.started, origin=origin))


def diverged(run):
    return replace(run, ended=ended(RunEndReason.DIVERGED))


@pytest.mark.parametrize(("change", "reason"), [(fine_tuned, "fine-tuned"), (diverged, "diverged")])
def test_a_run_that_diverged_or_was_fine_tuned_is_not_trained_on(over, trainers, change, reason):
    over.show(change(over.shown_run), over.active_network)
    assert reason in over.shown_run.obstacle_to_train_on
    over.train_on(MORE)
    assert commands(trainers, TrainOn) == []


def test_nothing_is_trained_on_during_a_run_or_before_the_first(session, running, trainers):
    running.train_on(MORE)
    assert commands(trainers, TrainOn) == []


def test_a_second_stop_is_sent_to_leave_out_the_last_evaluation(running, trainers):
    running.stop()
    running.stop()
    assert len(commands(trainers, Stop)) == 2
    assert running.state is State.STOPPING


def test_a_run_that_another_process_trained_further_shows_all_that_its_folder_knows(
    qtbot, folders, tmp_path, warm_trainer
):
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=warm_trainer.lend)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.run(SETTINGS)
    run = finish(prepare_to_train_on(session.shown_run.started.folder, small_settings("epochs=3"), folders))
    while run.ended is None:
        run.advance()
    run.close()
    assert session.history.step == 50
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.train_on(small_settings("epochs=4"))
    assert session.history.step == 100
    assert [event.position for event in session.history.evaluations] == [0, 1, 2, 3, 4]
    session.close()


def test_a_run_of_an_earlier_start_of_the_program_is_trained_on(qtbot, folders, tmp_path, warm_trainer):
    earlier = TrainingSession(folders, tmp_path / "runs", start_trainer=warm_trainer.lend)
    with qtbot.waitSignal(earlier.run_ended, timeout=TIMEOUT):
        earlier.run(SETTINGS)
    folder = earlier.shown_run.started.folder
    earlier.close()
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=warm_trainer.lend)
    session.show(*read_shown_run(folder))
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.train_on(small_settings("epochs=3"))
    assert (session.state, session.shown_run.ended.epoch, session.active_network.step) == (State.FINISHED, 3, 75)
    session.close()


def test_a_real_trainer_trains_on_in_the_same_folder(qtbot, folders, tmp_path, warm_trainer):
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=warm_trainer.lend)
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.run(SETTINGS)
    first = session.shown_run
    with qtbot.waitSignal(session.run_ended, timeout=TIMEOUT):
        session.train_on(small_settings("epochs=3"))
    run = session.shown_run
    assert run.started.folder == first.started.folder
    assert (run.ended.epoch, run.history.step, run.settings.training.epochs) == (3, 75, 3)
    assert [event.position for event in run.history.evaluations] == [0, 1, 2, 3]
    assert session.active_network.step == 75
    session.close()
