"""A run by a clock that the test sets: what is reported when, and what counts as time of training."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated, EvaluationAdvanced
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import BatchesFinished, RunEnded, RunEndReason
from nnstudio.runs.preparation import prepare
from nnstudio.runs.training_on import prepare_to_train_on
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.batch_steps import steps_of
from tests.runs.test_checkpoints import Clock

SETTINGS = small_settings("penalties.l2=0.01", "dataset=fashion-mnist")
"""Of pictures that are not digits: their novelty detector is fitted at once, without the built-in handwriting."""


@pytest.fixture
def folders(clothes_folder, tmp_path):
    """Data folders with a small set in the format of Fashion-MNIST."""
    return DataFolders(clothes_folder, tmp_path / "cache")


def settings_with(*assignments):
    return small_settings("dataset=fashion-mnist", *assignments)


def finished(steps):
    """Return the run and the progress that was reported while it was prepared."""
    progress = []
    return finish(steps, progress.append), progress


def run_by(clock, folders, runs, settings=SETTINGS):
    return finished(prepare(settings, folders, runs, clock=clock))[0]


def trained(run):
    """Return the events of each call of `advance` until training was over."""
    reported = []
    while not run.is_ending:
        reported.append(run.advance())
    run.close()
    return reported


def kinds(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_the_time_of_training_counts_and_the_rate_is_of_the_batches_alone(folders, tmp_path):
    run = run_by(Clock(0.5), folders, tmp_path)
    looks = 0
    while not run.is_ending:
        run.advance()
        looks += 1
    while run.ended is None:
        run.advance()
    assert looks > 50
    assert run.ended.seconds == pytest.approx(looks / 2)
    assert run.ended.batches_per_second == pytest.approx(2)
    assert run.ended.seconds_per_epoch == pytest.approx(looks / 2 / 2)
    lines = [json.loads(line) for line in (run.started.folder / "evaluations.jsonl").read_text().splitlines()]
    assert lines[-1]["seconds"] == pytest.approx((looks - 1) / 2)
    rows = np.fromfile(run.started.folder / "batches.f32", "<f4").reshape(-1, 5)
    assert (np.diff(rows[1:25, 4]) == 0.5).all()


def test_a_run_that_trains_on_takes_its_rates_from_what_it_has_trained_since(folders, tmp_path):
    first = run_by(Clock(0.5), folders, tmp_path)
    trained(first)
    steps = prepare_to_train_on(first.started.folder, settings_with("epochs=4"), folders, Clock(2.0))
    run, _ = finished(steps)
    batches = [event for reported in trained(run) for event in reported if isinstance(event, BatchesFinished)]
    while run.ended is None:
        run.advance()
    since = run.ended.seconds - batches[0].seconds + 2.0  # a batch takes two seconds
    assert run.ended.batches_per_second == pytest.approx(0.5)
    assert run.ended.seconds_per_epoch == pytest.approx(since / 2)


def test_a_run_that_was_stopped_before_its_first_batch_has_no_rates(folders, tmp_path):
    run = run_by(Clock(0.5), folders, tmp_path)
    run.end(RunEndReason.STOPPED)
    while run.ended is None:
        run.advance()
    run.close()
    assert (run.ended.seconds_per_epoch, run.ended.batches_per_second) == (0, 0)


def test_each_group_has_its_own_rate_and_the_time_so_far(folders, tmp_path):
    clock = Clock(0.5)
    run = run_by(clock, folders, tmp_path)
    reported = []
    while run.step < 3:
        reported += run.advance()
    before = kinds(reported, BatchesFinished)[-1]
    clock.step = 2.0
    (group,) = kinds(run.advance(), BatchesFinished)
    assert (group.first_step, group.batches_per_second) == (4, 0.5)
    assert group.seconds == before.seconds + 2
    run.close()


def test_slow_batches_are_reported_one_by_one_and_fast_ones_in_groups(folders, tmp_path):
    slow = [event for reported in trained(run_by(Clock(1.0), folders, tmp_path)) for event in reported]
    assert [len(group.rows) for group in kinds(slow, BatchesFinished)] == [1] * 50
    fast = [event for reported in trained(run_by(Clock(0.0), folders, tmp_path)) for event in reported]
    assert [len(group.rows) for group in kinds(fast, BatchesFinished)] == [25, 25]


def test_pending_batches_are_reported_before_an_evaluation_and_before_a_change(folders, tmp_path):
    run = run_by(Clock(0.0), folders, tmp_path)
    while run.step < 7:
        assert not kinds(run.advance(), BatchesFinished)
    reported = run.change(set_text(SETTINGS, "learning_rate=0.5"))
    assert steps_of(reported)[-1] == 7
    assert reported[1].step == 7
    groups = kinds([event for each in trained(run) for event in each], BatchesFinished)
    assert [steps_of([group]) for group in groups] == [[*range(8, 26)], [*range(26, 51)]]


def test_progress_of_an_evaluation_is_reported_at_most_thirty_times_a_second(folders, tmp_path):
    def progress(clock):
        run = run_by(clock, folders, tmp_path)
        events = [event for reported in trained(run) for event in reported]
        assert len(kinds(events, Evaluated)) == 3
        return len(kinds(events, EvaluationAdvanced))

    assert progress(Clock(0.0)) == 0
    assert progress(Clock(1.0)) >= 3
    assert progress(Clock(0.012)) == progress(Clock(1.0))  # three looks at the clock are more than a thirtieth
    clock = Clock(0.0)
    clock.now = 5.0
    assert progress(clock) == 1


def test_a_run_is_over_only_after_its_evaluation(folders, tmp_path):
    run = run_by(Clock(1.0), folders, tmp_path)
    while not run.is_ending:
        run.advance()
    assert run.ended is None
    assert not (run.started.folder / "result.json").exists()
    assert run.end(RunEndReason.STOPPED) == []
    assert run.change(set_text(SETTINGS, "learning_rate=0.5")) == []
    events = []
    while run.ended is None:
        events += run.advance()
    assert events[-1] is run.ended
    assert isinstance(run.ended, RunEnded)
    assert run.ended.reason is RunEndReason.FINISHED
    assert (run.ended.step, run.ended.epoch, run.ended.input_shape, run.ended.classes) == (50, 2, (28, 28), 10)
    assert run.ended.folder == run.started.folder
    assert run.ended.diverged_layer is None
    last = json.loads((run.started.folder / "evaluations.jsonl").read_text().splitlines()[-1])
    assert run.ended.last.penalty == last["penalty"] > 0
    for name, metrics in (("train", run.ended.last.training), ("validation", run.ended.last.validation)):
        assert (metrics.loss, metrics.accuracy) == (last[f"{name}_loss"], last[f"{name}_accuracy"])
    assert {event.what for event in kinds(events, Progress)} == {"Learning what digits look like"}


def test_a_run_reports_its_sizes_and_settings_when_it_begins(folders, tmp_path):
    run, progress = finished(prepare(SETTINGS, folders, tmp_path))
    started = run.started
    assert progress
    assert all(isinstance(each, Progress) for each in progress)
    assert (started.settings, started.origin) == (SETTINGS, None)
    assert (started.training_count, started.validation_count, started.test_count) == (500, 100, 100)
    assert (started.input_shape, started.class_names[0], len(started.class_names)) == ((28, 28), "T-shirt/top", 10)
    assert started.parameter_count == len(run.parameters()) == 784 * 16 + 16 + 16 * 10 + 10
    assert (started.folder.parent, run.step, run.is_ending, run.ended) == (tmp_path, 0, False, None)
    run.close()


def test_parameters_that_were_copied_out_can_be_changed_without_harm(folders, tmp_path):
    run = run_by(Clock(1.0), folders, tmp_path)
    before = run.parameters()
    run.parameters()[:] = 99
    np.testing.assert_array_equal(run.parameters(), before)
    run.close()


def test_a_run_that_is_closed_writes_nothing_more_and_has_no_end(folders, tmp_path):
    run = run_by(Clock(0.0), folders, tmp_path)
    while run.step < 3:
        run.advance()
    run.close()
    with pytest.raises(ValueError, match="closed"):
        run.flush()
    assert not (run.started.folder / "result.json").exists()


def test_all_problems_of_the_settings_are_said_at_once(folders, tmp_path):
    wrong = replace(SETTINGS, seed=-1, training=replace(SETTINGS.training, epochs=-5))
    with pytest.raises(SettingError) as raised:
        next(prepare(wrong, folders, tmp_path))
    assert {problem.path for problem in raised.value.problems} == {"seed", "training.epochs"}


@pytest.mark.parametrize("other", ["layers=[dense 17 relu]", "optimizer=adam"])
def test_a_checkpoint_of_another_network_or_optimizer_is_refused_and_leaves_nothing_behind(folders, tmp_path, other):
    run = run_by(Clock(1.0), folders, tmp_path / "first", settings_with("optimizer=sgd 0.1"))
    run.close()
    state = read_checkpoint(run.started.folder)
    with pytest.raises(SettingError) as raised:
        finished(prepare(settings_with("optimizer=sgd 0.1", other), folders, tmp_path / "second", state))
    (problem,) = raised.value.problems
    allowed = "the checkpoint of a run with the same network, optimizer and data"
    assert (problem.path, problem.allowed) == ("--resume", allowed)
    assert re.fullmatch(
        r"the state's (parameters|optimizer_state_0) does not fit a network of \d+ parameters", problem.found
    )
    assert not (tmp_path / "second").exists()
