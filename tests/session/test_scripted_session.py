"""How a session handles every message that a trainer can send, without a process."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine.events import EvaluationAdvanced
from nnstudio.runs.events import LiveSettingsChanged, Paused, RunEndReason, WritingFailed, WritingResumed
from nnstudio.session.state import State
from nnstudio.training.messages import (
    Branch,
    ChangeSettings,
    Continue,
    GoOn,
    Pause,
    RunCancelled,
    RunFailed,
    Start,
    Stop,
    TakeSnapshot,
    Until,
)
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, commands, ended, evaluated, snapshot, started

TIMEOUT = 10_000
SETTINGS = small_settings()


def test_run_sends_the_trainer_the_settings_and_folders(session, trainers):
    session.run(SETTINGS, Until.NEXT_EPOCH)
    assert trainers[0].commands == [Start(SETTINGS, session.folders, session.runs, Until.NEXT_EPOCH)]
    assert session.state is State.LOADING


def test_a_run_starts_with_an_empty_history(running, say, reported):
    say(batches(1, 2.3), ended(), started(SETTINGS))
    assert running.history.step == 0
    assert [run for name, run in reported if name == "shown_run_changed"][-1] is running.shown_run


def test_messages_of_the_trainer_are_reported_in_order(session, say, reported):
    session.run(SETTINGS)
    messages = {
        "run_started": started(SETTINGS),
        "batches_finished": batches(1, 2.3, 2.2),
        "evaluation_advanced": EvaluationAdvanced(1, 2),
        "evaluated": evaluated(1, 2),
        "live_settings_changed": LiveSettingsChanged(SETTINGS, 2),
        "run_ended": ended(),
    }
    say(*messages.values())
    received = [(name, argument) for name, argument in reported if name in messages]
    assert received == list(messages.items())


def test_batches_and_evaluations_fill_the_history(running, say):
    say(batches(1, 2.3, 2.2), batches(3, 2.1), evaluated(1, 3))
    np.testing.assert_allclose(running.history.series("loss").values, [2.3, 2.2, 2.1], rtol=1e-6)
    assert [event.step for event in running.history.evaluations] == [3]


def test_a_snapshot_comes_with_the_histograms_of_its_layers(running, say):
    say(snapshot(SETTINGS, 7, value=0.25))
    assert running.active_network.step == 7
    assert [histogram.counts.sum() for histogram in running.active_network.histograms] == [784 * 16, 16 * 10]
    assert (running.active_network.parameters == 0.25).all()
    with pytest.raises(ValueError, match="read-only"):
        running.active_network.parameters[0] = 1


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (RunEndReason.FINISHED, State.FINISHED),
        (RunEndReason.STOPPED_EARLY, State.FINISHED),
        (RunEndReason.STOPPED, State.STOPPED),
        (RunEndReason.DIVERGED, State.DIVERGED),
    ],
)
def test_the_state_changes_before_the_end_of_a_run_is_reported(running, say, reported, reason, state):
    say(ended(reason))
    assert running.state is state
    assert reported.index(("state_changed", state)) < [name for name, _ in reported].index("run_ended")
    assert not running.is_active


def test_a_failed_run_is_reported_with_the_reason(running, say, reported):
    say(RunFailed("no room", "at line 7"))
    assert running.state is State.FAILED
    assert ("run_failed", RunFailed("no room", "at line 7")) in reported


def test_a_run_that_was_stopped_while_loading_is_stopped(session, say, trainers):
    session.run(SETTINGS)
    session.stop()
    assert session.state is State.STOPPING
    say(RunCancelled())
    assert session.state is State.STOPPED
    assert len(commands(trainers, Stop)) == 1


def test_a_run_that_starts_while_it_is_being_stopped_does_not_count_as_running(session, say):
    session.run(SETTINGS)
    session.stop()
    say(started(SETTINGS))
    assert session.state is State.STOPPING


def test_pause_waits_for_the_trainer(running, say, trainers):
    running.pause()
    assert (running.state, trainers[0].commands[-1]) == (State.PAUSING, Pause())
    say(Paused(3))
    assert running.state is State.PAUSED
    running.pause()
    assert len(commands(trainers, Pause)) == 1


def test_a_pause_that_arrives_after_stop_changes_nothing(running, say):
    running.pause()
    running.stop()
    say(Paused(3))
    assert running.state is State.STOPPING


def test_resume_continues_to_the_end_and_a_step_to_its_end(running, say, trainers):
    running.pause()
    say(Paused(1))
    running.resume()
    assert (running.state, trainers[0].commands[-1]) == (State.RUNNING, Continue(Until.END))
    running.resume()
    assert len(commands(trainers, Continue)) == 1
    say(Paused(2))
    running.step(SETTINGS, Until.NEXT_BATCH)
    assert (running.state, trainers[0].commands[-1]) == (State.RUNNING, Continue(Until.NEXT_BATCH))


def test_a_step_without_a_run_starts_one(session, trainers):
    session.step(SETTINGS, Until.NEXT_BATCH)
    assert trainers[0].commands == [Start(SETTINGS, session.folders, session.runs, Until.NEXT_BATCH)]


def test_a_step_while_running_does_nothing(running, trainers):
    before = list(trainers[0].commands)
    running.step(SETTINGS, Until.NEXT_BATCH)
    assert trainers[0].commands == before
    assert running.state is State.RUNNING


def test_live_settings_are_sent_only_during_a_run(session, say, trainers):
    session.change(SETTINGS)
    session.run(SETTINGS)
    session.change(SETTINGS)  # the run is still loading: there is nothing to change yet
    assert commands(trainers, ChangeSettings) == []
    say(started(SETTINGS))
    session.change(small_settings("learning_rate=0.5"))
    assert commands(trainers, ChangeSettings) == [ChangeSettings(small_settings("learning_rate=0.5"))]
    say(ended())
    session.change(SETTINGS)
    assert len(commands(trainers, ChangeSettings)) == 1


def test_live_settings_can_be_changed_as_soon_as_a_run_has_started(session, say, trainers):
    edited = small_settings("learning_rate=0.5")  # while the data was loading
    session.run_started.connect(lambda _started: session.change(edited))
    session.run(SETTINGS)
    say(started(SETTINGS))
    assert commands(trainers, ChangeSettings) == [ChangeSettings(edited)]


def test_the_shown_run_has_the_settings_that_were_changed_last(running, say):
    edited = small_settings("epochs=7")
    say(LiveSettingsChanged(edited, 2))
    assert running.shown_run.settings == edited
    assert [(each.step, each.text) for each in running.history.changes] == [(2, "epochs 2 → 7")]
    assert running.shown_run.started.settings == SETTINGS


def test_one_snapshot_at_a_time_is_requested_during_a_run(qtbot, running, say, trainers):
    def requests():
        return len(commands(trainers, TakeSnapshot))

    qtbot.waitUntil(lambda: requests() == 1, timeout=TIMEOUT)
    qtbot.wait(250)
    assert requests() == 1
    say(snapshot(SETTINGS, 3))
    qtbot.waitUntil(lambda: requests() == 2, timeout=TIMEOUT)
    running.pause()
    say(Paused(3), snapshot(SETTINGS, 3))
    qtbot.wait(250)
    assert requests() == 2
    running.resume()
    qtbot.waitUntil(lambda: requests() == 3, timeout=TIMEOUT)


def test_a_run_fails_when_its_trainer_dies_and_the_next_run_has_a_new_trainer(qtbot, running, trainers, reported):
    trainers[0].die(-9)
    qtbot.waitUntil(lambda: running.state is State.FAILED, timeout=TIMEOUT)
    failure = dict(reported)["run_failed"]
    assert failure.message == (
        "The trainer's process ended unexpectedly (killed by signal 9). "
        "Everything that was shown is in the run's folder."
    )
    assert failure.details == ""
    assert running.trainer_process_id is None
    assert trainers[0].endings == ["end", "close"]
    running.run(SETTINGS)
    assert len(trainers) == 2
    assert running.state is State.LOADING


def test_a_message_that_cannot_be_handled_fails_the_run_and_the_next_one_starts(qtbot, session, trainers, reported):
    session.run(SETTINGS)
    trainers[0].say(snapshot(SETTINGS, 1))  # of a run that has not started
    qtbot.waitUntil(lambda: session.state is State.FAILED, timeout=TIMEOUT)
    failure = dict(reported)["run_failed"]
    assert failure.message.startswith("The connection to the trainer failed: AssertionError(")
    assert "Traceback" in failure.details
    session.run(SETTINGS)
    assert len(trainers) == 2


def test_warming_up_starts_one_trainer_which_the_run_uses(session, trainers):
    assert session.trainer_process_id is None
    session.warm_up()
    session.warm_up()
    session.run(SETTINGS)
    assert len(trainers) == 1
    assert session.trainer_process_id == 4711


def test_closing_ends_the_trainer_once_and_nothing_starts_afterwards(running, trainers, reported):
    trainers[0].say(batches(1, 2.3))
    running.close()
    running.close()
    assert trainers[0].endings == ["end", "close"]
    assert running.trainer_process_id is None
    running.state = State.IDLE
    running.warm_up()
    running.run(SETTINGS)
    running.fine_tune()
    assert len(trainers) == 1
    assert running.state is State.IDLE


def test_messages_that_are_queued_when_a_session_closes_are_dropped(qtbot, running, trainers, reported):
    reported.clear()
    trainers[0].say(batches(1, 2.3))
    running.close()
    qtbot.wait(20)
    assert reported == []


def test_a_run_that_cannot_be_written_is_paused_and_resume_tries_again(running, say, trainers, reported):
    waiting, mended = [], []
    running.writing_failed.connect(waiting.append)
    running.writing_resumed.connect(lambda: mended.append(True))
    say(WritingFailed("The disk is full."))
    assert (running.state, waiting) == (State.PAUSED, ["The disk is full."])
    running.resume()
    assert commands(trainers, Continue) == [Continue(Until.END)]
    assert running.state is State.RUNNING
    say(WritingFailed("The disk is full."))
    assert running.state is State.PAUSED
    running.resume()
    say(WritingResumed())
    assert (running.state, mended) == (State.RUNNING, [True])


def test_an_interrupted_run_goes_on_in_its_folder_and_a_branch_in_another(running, say, trainers):
    say(ended())
    running.go_on()
    assert commands(trainers, GoOn) == [GoOn(running.shown_run.started.folder, SETTINGS, running.folders)]
    running.branch(SETTINGS, 2)
    assert commands(trainers, Branch) == [], "a run is in progress"
    say(RunCancelled())
    running.branch(SETTINGS, 2)
    folder = running.shown_run.started.folder
    assert commands(trainers, Branch) == [Branch(folder, 2, SETTINGS, running.folders, running.runs)]


def test_another_network_of_the_run_predicts_only_while_training_does_not_change_it(running, say):
    before = running.active_network
    other = replace(before, origin="another moment")
    running.show_network(other)
    assert running.active_network is before
    say(Paused(0))
    running.show_network(other)
    assert running.active_network is other
