"""The network that predicts: during a run, after it, and when the next one never starts."""

import numpy as np
import pytest

from nnstudio.runs.events import NoveltyDetectorFitted, RunEndReason
from nnstudio.session.state import State
from nnstudio.training.messages import FineTune, RunCancelled, RunFailed, Start
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, commands, ended, evaluated, result, snapshot, started

SETTINGS = small_settings()


def test_fine_tuning_starts_from_the_active_network(running, say, trainers):
    say(ended())
    running.fine_tune()
    asked = commands(trainers, FineTune)[0]
    assert (asked.run, asked.folders, asked.runs) == (running.shown_run.started.folder, running.folders, running.runs)
    np.testing.assert_array_equal(asked.parameters, running.active_network.parameters)
    assert running.state is State.LOADING
    assert isinstance(running.begun_by, FineTune)
    say(ended())
    running.run(SETTINGS)
    assert isinstance(running.begun_by, Start)


def test_fine_tuning_needs_a_network_and_no_run_in_progress(session, say, trainers):
    session.fine_tune()
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    session.fine_tune()
    assert commands(trainers, FineTune) == []


def test_an_earlier_run_can_be_shown_again_with_one_of_its_networks(running, say, reported):
    say(batches(1, 2.3), snapshot(SETTINGS, 1), NoveltyDetectorFitted("before"), snapshot(SETTINGS, 1), ended())
    run, network = running.shown_run, running.active_network
    running.fine_tune()
    say(started(SETTINGS), snapshot(SETTINGS, 5), ended(RunEndReason.DIVERGED))
    reported.clear()
    running.show(run, network)
    assert (running.shown_run, running.active_network) == (run, network)
    assert running.history.step == 1
    assert running.active_network.detector == "before"
    assert reported == [
        ("state_changed", State.FINISHED),
        ("shown_run_changed", run),
        ("network_changed", network),
    ]


def test_no_other_run_is_shown_while_one_is_in_progress(running, say):
    run, network = running.shown_run, running.active_network
    say(snapshot(SETTINGS, 2))
    running.show(run, network)
    assert running.active_network.step == 2


def test_a_network_has_the_step_the_epoch_and_the_folder_of_its_run(running, say):
    say(batches(1, 2.3, 2.2, 2.1), snapshot(SETTINGS, 3))
    network = running.active_network
    assert (network.step, network.folder) == (3, running.shown_run.started.folder)
    assert network.epoch == pytest.approx(3 / 25)
    assert network.class_names == tuple("0123456789")


def test_only_the_final_network_has_a_detector(running, say):
    say(snapshot(SETTINGS, 1), NoveltyDetectorFitted("fitted"))
    assert running.active_network.detector is None
    say(snapshot(SETTINGS, 1), ended())
    assert running.active_network.detector == "fitted"
    running.run(SETTINGS)
    assert running.active_network.detector == "fitted"
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    assert running.active_network.detector is None


@pytest.mark.parametrize("end", [RunCancelled(), RunFailed("no such file", "")], ids=["cancelled", "failed"])
def test_after_a_run_that_ends_while_loading_the_previous_network_stays_active(running, say, trainers, end):
    say(evaluated(0, 0), batches(1, 2.3), snapshot(SETTINGS, 1), ended())
    run, network = running.shown_run, running.active_network
    running.run(small_settings("network.layers=[dense 3]"))
    running.stop()
    say(end)
    assert (running.shown_run, running.active_network) == (run, network)
    assert running.has_saved
    running.fine_tune()
    assert commands(trainers, FineTune)[-1].run == run.started.folder


def test_the_best_weights_cannot_be_shown_during_a_run(session, running):
    running.show_saved("best")
    assert running.active_network.step == 0


def test_a_run_that_was_never_evaluated_has_no_best_weights(running, say, trainers, qtbot):
    assert not running.has_saved
    trainers[0].die()
    qtbot.waitUntil(lambda: not running.is_active)
    assert not running.has_saved
    running.show_saved("best")
    assert running.active_network.step == 0


def test_best_weights_that_cannot_be_read_are_reported_and_the_network_stays(running, say, qtbot):
    say(evaluated(0, 0), batches(1, 2.3), ended())
    assert running.has_saved
    with qtbot.waitSignal(running.weights_unreadable) as reported:
        running.show_saved("best")
    assert "run.json: no such file" in reported.args[0]
    assert running.active_network.step == 0


def test_the_weights_of_a_killed_run_are_those_of_its_best_and_of_its_last_evaluation(running, say):
    say(evaluated(0, 0, loss=3.0), evaluated(1, 25, loss=1.0), evaluated(2, 50, loss=2.0))
    assert running.shown_run.position_of("best") == (25, 1.0)
    assert running.shown_run.position_of("last") == (50, 2.0)


def test_the_weights_of_a_run_that_is_over_are_those_that_it_reported_at_its_end(running, say):
    say(evaluated(0, 0, loss=3.0), evaluated(1, 25, loss=1.0), evaluated(2, 50, loss=2.0))
    say(ended(last=result(60, 2.4), best=result(12, 0.5)))
    assert running.shown_run.position_of("best") == (12, 0.5)
    assert running.shown_run.position_of("last") == (60, 2.4)
