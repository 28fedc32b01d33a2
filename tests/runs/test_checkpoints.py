"""What is saved of a run that is killed: everything that decides how it continues, at most 30 s of training old."""

import numpy as np
import pytest

from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.steps import finish
from tests.conftest import small_settings

LONG_EPOCH = small_settings("batch_size=1", "epochs=1", "subset=220", "layers=[dense 16 relu, dropout 0.2]")


class Clock:
    """A clock that advances by ``step`` seconds at every call."""

    def __init__(self, step):
        self.step, self.now = step, 0.0

    def __call__(self):
        self.now += self.step
        return self.now


def prepared(folders, runs, state=None, clock=None):
    return finish(prepare(LONG_EPOCH, folders, runs, state, clock or Clock(1.0)))


def train_to(run, step):
    while run.step < step:
        run.advance()


def trained(run):
    """Train to the last batch; what comes after training is left out, as it takes longer."""
    while not run.is_ending:
        run.advance()
    run.close()
    return run.parameters()


def kept_step(run):
    return read_checkpoint(run.started.folder).facts["step"]


def test_in_the_middle_of_an_epoch_the_checkpoint_is_never_older_than_30_seconds_of_training(folders, tmp_path):
    run = prepared(folders, tmp_path)
    ages = []
    while run.step < 200:
        run.advance()
        ages.append(run.step - kept_step(run))  # each batch takes one second
    run.close()
    assert max(ages) == 29
    assert ages.count(0) >= 200 // 30


def test_checkpoints_do_not_come_more_often_than_they_have_to(folders, tmp_path):
    run = prepared(folders, tmp_path)
    steps = set()
    while run.step < 200:
        run.advance()
        steps.add(kept_step(run))
    run.close()
    gaps = np.diff(sorted(steps))
    assert (gaps[1:] == 30).all()  # the first evaluation takes time as well


@pytest.mark.parametrize("killed_at", [0, 1, 45, 170])
def test_a_killed_run_continues_from_its_checkpoint_bit_for_bit(folders, tmp_path, killed_at):
    killed = prepared(folders, tmp_path)
    train_to(killed, killed_at)
    killed.close()  # nothing more is written, as after a kill
    state = read_checkpoint(killed.started.folder)
    assert killed_at - 30 < state.facts["step"] <= killed_at
    resumed, whole = prepared(folders, tmp_path, state), prepared(folders, tmp_path)
    np.testing.assert_array_equal(trained(resumed), trained(whole))


def test_all_batches_up_to_the_checkpoint_are_in_the_folder_when_it_is_written(folders, tmp_path):
    clock = Clock(1e-4)  # so fast that no group of batches is due
    run = prepared(folders, tmp_path, clock=clock)
    train_to(run, 20)
    clock.step = 100.0
    train_to(run, 21)
    rows = np.fromfile(run.started.folder / "batches.f32", "<f4").reshape(-1, 5)
    assert kept_step(run) == len(rows) == 21
    run.close()


def test_a_run_can_be_opened_and_resumed_before_its_first_batch(folders, tmp_path):
    run = prepared(folders, tmp_path)
    np.testing.assert_array_equal(open_run(run.started.folder).parameters, run.parameters())
    assert kept_step(run) == 0
    run.close()


def test_a_resumed_run_has_the_earlier_best_weights_until_it_finds_better_ones(folders, tmp_path):
    first = prepared(folders, tmp_path)
    trained(first)
    second = prepared(folders, tmp_path, read_checkpoint(first.started.folder))
    best = open_run(second.started.folder, "best")
    np.testing.assert_array_equal(best.parameters, open_run(first.started.folder, "best").parameters)
    second.close()
