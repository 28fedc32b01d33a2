"""The file of a run's batches, one row each: epochs so far, loss, accuracy, learning rate and active seconds."""

import time

import numpy as np
import pytest

from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished, RunEndReason
from tests.conftest import small_settings
from tests.runs.batch_steps import steps_of
from tests.runs.test_run import prepared

WARMING_UP = small_settings("warm_up=2", "optimizer=sgd 0.2")
"""Of a run whose learning rate is another at each of its 50 batches."""


def trained(run):
    """Train to the last batch; return the groups of batches that were reported."""
    events = []
    while not run.is_ending:
        events += run.advance()
    run.close()
    return [event for event in events if isinstance(event, BatchesFinished)]


def columns_of(run):
    rows = np.fromfile(run.started.folder / "batches.f32", "<f4").reshape(-1, 5)
    return rows.T


def test_the_columns_are_in_the_order_that_is_described(folders, tmp_path):
    run = prepared(WARMING_UP, folders, tmp_path)
    groups = trained(run)
    positions, losses, accuracies, learning_rates, seconds = columns_of(run)
    np.testing.assert_allclose(positions, np.arange(1, 51) / 25, rtol=1e-6)
    np.testing.assert_allclose(learning_rates, 0.2 * np.arange(1, 51) / 50, rtol=1e-6)
    np.testing.assert_array_equal(losses, np.concatenate([group.rows["loss"] for group in groups]))
    np.testing.assert_array_equal(accuracies, np.concatenate([group.rows["accuracy"] for group in groups]))
    reported = [np.full(len(group.rows), group.seconds, "f4") for group in groups]
    np.testing.assert_array_equal(seconds, np.concatenate(reported))


def test_the_accuracy_is_a_fraction_of_the_batch_and_rises_while_the_loss_falls(folders, tmp_path):
    run = prepared(small_settings("optimizer=sgd 0.1"), folders, tmp_path)
    trained(run)
    _, losses, accuracies, _, _ = columns_of(run)
    np.testing.assert_allclose(accuracies * 20, np.rint(accuracies * 20), atol=1e-4)
    assert accuracies[0] < 0.5 < accuracies[-5:].mean() <= 1
    assert losses[0] > 2 > 0.5 > losses[-5:].mean()


def test_the_seconds_only_grow_and_are_no_more_than_went_by(folders, tmp_path):
    run = prepared(WARMING_UP, folders, tmp_path)
    before = time.perf_counter()
    trained(run)
    took = time.perf_counter() - before
    seconds = columns_of(run)[4]
    assert 0 < seconds[0] <= seconds[-1] <= took
    assert (np.diff(seconds) >= 0).all()


def test_the_seconds_of_a_pause_do_not_count(folders, tmp_path):
    run, other = (prepared(WARMING_UP, folders, tmp_path) for _ in range(2))
    active, begun = 0.0, time.perf_counter()
    while not run.is_ending:
        before = time.perf_counter()
        run.advance()
        active += time.perf_counter() - before
        if run.step == 10 and other.step == 0:
            trained(other)  # while this one waits
    run.close()
    went_by = time.perf_counter() - begun
    assert columns_of(run)[4][-1] <= active < went_by


def test_a_changed_learning_rate_is_in_the_rows_from_its_first_batch_on(folders, tmp_path):
    settings, changed = (small_settings(f"optimizer=sgd {rate}") for rate in (0.1, 0.25))
    run = prepared(settings, folders, tmp_path)
    while run.step < 7:
        run.advance()
    run.change(changed)
    trained(run)
    expected = np.where(np.arange(1, 51) <= 7, 0.1, 0.25)
    np.testing.assert_allclose(columns_of(run)[3], expected, rtol=1e-6)


@pytest.mark.parametrize("step", [1, 7, 25])
def test_a_stopped_run_has_a_row_for_each_of_its_batches(step, folders, tmp_path):
    run = prepared(WARMING_UP, folders, tmp_path)
    while run.step < step:
        run.advance()
    run.end(RunEndReason.STOPPED)
    run.close()
    np.testing.assert_allclose(columns_of(run)[0], np.arange(1, step + 1) / 25, rtol=1e-6)


def test_all_batches_before_an_evaluation_are_reported_and_written_before_it_is(folders, tmp_path):
    run = prepared(WARMING_UP, folders, tmp_path)
    last_reported, evaluations = 0, []
    while not run.is_ending:
        for event in run.advance():
            if isinstance(event, BatchesFinished):
                last_reported = steps_of([event])[-1]
            elif isinstance(event, Evaluated):
                evaluations.append((event.step, last_reported, columns_of(run).shape[1]))
    run.close()
    assert evaluations == [(0, 0, 0), (25, 25, 25), (50, 50, 50)]
