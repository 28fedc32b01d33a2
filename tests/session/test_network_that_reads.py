"""The network that reads once a run is over: fine-tuned, taken back, or the best of the run."""

import numpy as np

from nnstudio.runs.events import NoveltyDetectorFitted
from nnstudio.session.state import State
from nnstudio.training.messages import FineTune
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, commands, ended, evaluated, snapshot, started

SETTINGS = small_settings()


def test_fine_tuning_begins_with_the_network_that_reads(running, say, trainers):
    say(ended())
    running.fine_tune()
    asked = commands(trainers, FineTune)[0]
    assert (asked.run, asked.folders, asked.runs) == (running.started.folder, running.folders, running.runs)
    np.testing.assert_array_equal(asked.parameters, running.snapshot.parameters)
    assert running.state is State.LOADING
    assert running.is_fine_tuning
    say(ended())
    running.run(SETTINGS)
    assert not running.is_fine_tuning


def test_there_is_no_fine_tuning_without_a_network_or_while_a_run_goes(session, say, trainers):
    session.fine_tune()
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    session.fine_tune()
    assert commands(trainers, FineTune) == []


def test_going_back_brings_network_run_history_and_verdict_of_before(running, say, reported):
    say(batches(1, 2.3), snapshot(SETTINGS, 1), NoveltyDetectorFitted("before"), ended())
    before = running.standing
    running.fine_tune()
    say(started(SETTINGS), snapshot(SETTINGS, 5), ended())
    reported.clear()
    running.go_back(before)
    assert (running.started, running.snapshot) == (before.started, before.snapshot)
    assert running.history.step == 1
    assert running.detector == "before"
    assert reported == [("detector_changed", "before"), ("snapshot_taken", before.snapshot)]


def test_there_is_no_going_back_while_a_run_goes_and_nothing_to_go_back_to_before_the_first(session, say):
    assert session.standing is None
    session.run(SETTINGS)
    say(started(SETTINGS))
    assert session.standing is None
    say(snapshot(SETTINGS, 1))
    before = session.standing
    say(snapshot(SETTINGS, 2))
    session.go_back(before)
    assert session.snapshot.step == 2


def test_the_best_weights_are_given_out_only_when_the_run_is_over(session, running):
    running.show_best()
    assert running.snapshot.step == 0


def test_a_run_that_ended_before_it_was_judged_has_no_best_weights(running, say, trainers, qtbot):
    assert not running.has_best
    trainers[0].die()
    qtbot.waitUntil(lambda: not running.is_active)
    assert not running.has_best
    running.show_best()
    assert running.snapshot.step == 0


def test_best_weights_that_cannot_be_read_are_named_and_the_network_stays(running, say, qtbot):
    say(evaluated(0, 0), batches(1, 2.3), ended())
    assert running.has_best
    with qtbot.waitSignal(running.best_unreadable) as reported:
        running.show_best()
    assert "run.json: no such file" in reported.args[0]
    assert running.snapshot.step == 0
