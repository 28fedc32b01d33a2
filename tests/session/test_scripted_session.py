"""What a session makes of all that a trainer can say, without a process."""

import numpy as np
import pytest

from nnstudio.engine.events import EvaluationAdvanced
from nnstudio.runs.events import LiveSettingsChanged, RunEndReason
from nnstudio.session.state import State
from nnstudio.training.messages import (
    ChangeSettings,
    Continue,
    Pause,
    Paused,
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


def test_run_asks_the_trainer_for_a_run_with_these_settings_and_folders(session, trainers):
    session.run(SETTINGS, Until.NEXT_EPOCH)
    assert trainers[0].commands == [Start(SETTINGS, session.folders, session.runs, Until.NEXT_EPOCH)]
    assert session.state is State.LOADING


def test_a_run_that_began_has_an_empty_history(running, say, reported):
    say(batches(1, 2.3), ended(), started(SETTINGS))
    assert running.history.step == 0
    assert [run for name, run in reported if name == "shown_run_changed"][-1] is running.shown_run


def test_what_the_trainer_says_is_told_in_the_same_order(session, say, reported):
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
    heard = [(name, argument) for name, argument in reported if name in messages]
    assert heard == list(messages.items())


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
def test_a_run_ends_in_the_state_of_its_reason_before_that_is_told(running, say, reported, reason, state):
    say(ended(reason))
    assert running.state is state
    assert reported.index(("state_changed", state)) < [name for name, _ in reported].index("run_ended")
    assert not running.is_active


def test_a_run_that_fails_says_why(running, say, reported):
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


def test_a_run_that_begins_just_as_it_is_stopped_does_not_count_as_running(session, say):
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


def test_a_pause_that_comes_after_stop_changes_nothing(running, say):
    running.pause()
    running.stop()
    say(Paused(3))
    assert running.state is State.STOPPING


def test_resume_goes_on_to_the_end_and_a_step_as_far_as_it_says(running, say, trainers):
    running.pause()
    say(Paused(1))
    running.resume()
    assert (running.state, trainers[0].commands[-1]) == (State.RUNNING, Continue(Until.END))
    running.resume()
    assert len(commands(trainers, Continue)) == 1
    say(Paused(2))
    running.step(SETTINGS, Until.NEXT_BATCH)
    assert (running.state, trainers[0].commands[-1]) == (State.RUNNING, Continue(Until.NEXT_BATCH))


def test_a_step_where_nothing_runs_begins_a_run(session, trainers):
    session.step(SETTINGS, Until.NEXT_BATCH)
    assert trainers[0].commands == [Start(SETTINGS, session.folders, session.runs, Until.NEXT_BATCH)]


def test_a_step_while_running_does_nothing(running, trainers):
    before = list(trainers[0].commands)
    running.step(SETTINGS, Until.NEXT_BATCH)
    assert trainers[0].commands == before
    assert running.state is State.RUNNING


def test_live_settings_reach_a_run_that_goes_and_no_other(session, say, trainers):
    session.change(SETTINGS)
    session.run(SETTINGS)
    session.change(SETTINGS)  # it has not begun: there is nothing to change yet
    assert commands(trainers, ChangeSettings) == []
    say(started(SETTINGS))
    session.change(small_settings("learning_rate=0.5"))
    assert commands(trainers, ChangeSettings) == [ChangeSettings(small_settings("learning_rate=0.5"))]
    say(ended())
    session.change(SETTINGS)
    assert len(commands(trainers, ChangeSettings)) == 1


def test_one_snapshot_at_a_time_is_asked_for_while_the_run_goes(qtbot, running, say, trainers):
    def asked():
        return len(commands(trainers, TakeSnapshot))

    qtbot.waitUntil(lambda: asked() == 1, timeout=TIMEOUT)
    qtbot.wait(250)
    assert asked() == 1
    say(snapshot(SETTINGS, 3))
    qtbot.waitUntil(lambda: asked() == 2, timeout=TIMEOUT)
    running.pause()
    say(Paused(3), snapshot(SETTINGS, 3))
    qtbot.wait(250)
    assert asked() == 2
    running.resume()
    qtbot.waitUntil(lambda: asked() == 3, timeout=TIMEOUT)


def test_a_trainer_that_dies_fails_the_run_and_the_next_run_has_another(qtbot, running, trainers, reported):
    trainers[0].die(-9)
    qtbot.waitUntil(lambda: running.state is State.FAILED, timeout=TIMEOUT)
    failure = dict(reported)["run_failed"]
    assert failure.message == (
        "The trainer's process ended unexpectedly (killed by signal 9). What was shown is in the run's folder."
    )
    assert failure.details == ""
    assert running.trainer_process_id is None
    assert trainers[0].endings == ["end", "close"]
    running.run(SETTINGS)
    assert len(trainers) == 2
    assert running.state is State.LOADING


def test_words_that_make_no_sense_fail_the_run_and_the_next_one_begins(qtbot, session, trainers, reported):
    session.run(SETTINGS)
    trainers[0].say(snapshot(SETTINGS, 1))  # of a run that has not begun
    qtbot.waitUntil(lambda: session.state is State.FAILED, timeout=TIMEOUT)
    failure = dict(reported)["run_failed"]
    assert failure.message.startswith("The link to the trainer failed: AssertionError(")
    assert "Traceback" in failure.details
    session.run(SETTINGS)
    assert len(trainers) == 2


def test_warming_up_starts_one_trainer_and_the_run_takes_it(session, trainers):
    assert session.trainer_process_id is None
    session.warm_up()
    session.warm_up()
    session.run(SETTINGS)
    assert len(trainers) == 1
    assert session.trainer_process_id == 4711


def test_closing_ends_the_trainer_once_and_nothing_begins_any_more(running, trainers, reported):
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


def test_what_was_said_but_not_heard_before_closing_is_not_told(qtbot, running, trainers, reported):
    reported.clear()
    trainers[0].say(batches(1, 2.3))
    running.close()
    qtbot.wait(20)
    assert reported == []
