"""A run that was stopped anywhere continues, as another run, as if it had never been stopped."""

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import BatchesFinished, RunEndReason
from nnstudio.runs.preparation import prepare
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_run import events_of, prepared, steps_of

SETTINGS = small_settings("optimizer=adam 0.01", "layers=[dense 16 relu, batch_norm, dropout 0.3]")
"""Of a run that has much state besides its weights."""


def resumed(settings, folders, runs, state):
    return finish(prepare(settings, folders, runs, state))


def stopped(settings, folders, runs, step):
    """Return the folder of a run that was stopped after ``step`` batches."""
    run = prepared(settings, folders, runs)
    while run.step < step:
        run.advance()
    run.end(RunEndReason.STOPPED)
    run.close()
    return run.started.folder


def trained(run):
    """Train to the last batch, and return the events; what comes after training is left out, as it takes longer."""
    events = []
    while not run.is_ending:
        events += run.advance()
    run.close()
    return events


def losses_of(events):
    return np.concatenate([event.rows["loss"] for event in events if isinstance(event, BatchesFinished)])


def rates_of(events):
    return np.concatenate([event.rows["learning_rate"] for event in events if isinstance(event, BatchesFinished)])


def evaluations_of(events):
    return [event for event in events if isinstance(event, Evaluated)]


@pytest.fixture(scope="module")
def whole(_small_mnist_folder, tmp_path_factory):
    """A run of `SETTINGS` that was never stopped, and its events."""
    data = DataFolders(_small_mnist_folder, tmp_path_factory.mktemp("cache"))
    run = prepared(SETTINGS, data, tmp_path_factory.mktemp("runs"))
    return run, events_of(run)


@pytest.mark.parametrize("step", [1, 7, 24, 25, 26, 49])
def test_it_continues_bit_for_bit_from_the_very_batch_after_which_it_was_stopped(step, whole, folders, tmp_path):
    run = resumed(SETTINGS, folders, tmp_path, read_checkpoint(stopped(SETTINGS, folders, tmp_path, step)))
    assert run.step == step
    events, expected = trained(run), whole[1]
    assert steps_of(events) == list(range(step + 1, 51))
    np.testing.assert_array_equal(losses_of(events), losses_of(expected)[step:])
    assert evaluations_of(events) == [event for event in evaluations_of(expected) if event.step >= step]
    np.testing.assert_array_equal(run.parameters(), whole[0].parameters())


def test_it_ends_as_the_whole_run_does(whole, folders, tmp_path):
    run = resumed(SETTINGS, folders, tmp_path, read_checkpoint(stopped(SETTINGS, folders, tmp_path, 40)))
    events_of(run)
    ended, expected = run.ended, whole[0].ended
    assert (ended.reason, ended.step, ended.epoch) == (RunEndReason.FINISHED, 50, 2)
    assert (ended.last, ended.best) == (expected.last, expected.best)


def test_the_kept_state_has_the_weights_that_the_run_was_stopped_with(folders, tmp_path):
    folder = stopped(SETTINGS, folders, tmp_path, 7)
    np.testing.assert_array_equal(read_checkpoint(folder).arrays["parameters"], np.load(folder / "weights.npy"))


def test_a_run_stopped_twice_continues_bit_for_bit(whole, folders, tmp_path):
    second = resumed(SETTINGS, folders, tmp_path, read_checkpoint(stopped(SETTINGS, folders, tmp_path, 9)))
    while second.step < 30:
        second.advance()
    second.end(RunEndReason.STOPPED)
    second.close()
    third = resumed(SETTINGS, folders, tmp_path, read_checkpoint(second.started.folder))
    assert steps_of(trained(third)) == list(range(31, 51))
    np.testing.assert_array_equal(third.parameters(), whole[0].parameters())


def test_a_run_that_was_killed_continues_from_its_last_epoch(whole, folders, tmp_path):
    first = prepared(SETTINGS, folders, tmp_path)
    while first.step < 33:
        first.advance()
    first.close()
    second = resumed(SETTINGS, folders, tmp_path, read_checkpoint(first.started.folder))
    assert second.step == 25
    events = trained(second)
    np.testing.assert_array_equal(losses_of(events), losses_of(whole[1])[25:])
    assert evaluations_of(events) == evaluations_of(whole[1])[2:]
    np.testing.assert_array_equal(second.parameters(), whole[0].parameters())


def test_an_evaluation_within_an_epoch_leaves_the_state_of_the_last_epoch(folders, tmp_path):
    run = prepared(small_settings("evaluate_every=10"), folders, tmp_path)
    while run.step < 35:
        run.advance()
    run.close()
    assert read_checkpoint(run.started.folder).facts["step"] == 25


def test_a_learning_rate_that_fell_on_a_plateau_stays_low_before_the_next_evaluation(folders, tmp_path):
    settings = small_settings("optimizer=sgd 10", "schedule=plateau 1 0.5", "epochs=4")
    whole = prepared(settings, folders, tmp_path)
    expected = rates_of(trained(whole))
    fallen = int(np.argmax(expected < 10))
    assert fallen in (25, 50)
    for step in (fallen + 1, fallen + 12):
        run = resumed(settings, folders, tmp_path, read_checkpoint(stopped(settings, folders, tmp_path, step)))
        rates = rates_of(trained(run))
        assert rates[0] == 5
        np.testing.assert_array_equal(rates, expected[step:])
        np.testing.assert_array_equal(run.parameters(), whole.parameters())
