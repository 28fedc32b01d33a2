"""A run that was killed goes on in its folder and becomes, bit for bit, what it would have become."""

import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.runs.events import LiveSettingsChanged, RunEndReason
from nnstudio.runs.training_on import prepare_to_go_on
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_run import events_of, prepared
from tests.runs.test_training_on import assert_same_files

SETTINGS = small_settings(
    "dataset=fashion-mnist", "optimizer=adam 0.01", "layers=[dense 16 relu, dropout 0.3]", "epochs=3"
)
NEVER = 1000
CHANGES = {9: "learning_rate=0.02", 25: "penalties.l2=0.01", 40: "batch_size=50", 42: "learning_rate=0.001"}
"""What is changed live, by the number of batches before it; 25 batches are an epoch."""


@pytest.fixture(scope="module")
def data(clothes_folder, tmp_path_factory):
    return DataFolders(clothes_folder, tmp_path_factory.mktemp("cache"))


def changed_until(step):
    settings = SETTINGS
    for at, change in CHANGES.items():
        settings = set_text(settings, change) if at <= step else settings
    return settings


def train(run, until, changes_from=0):
    """Train ``until`` so many batches are done, and make the changes from the step ``changes_from`` on."""
    left = [step for step in CHANGES if step >= changes_from]
    while run.ended is None and run.step < until:
        run.advance()
        if run.step in left:
            left.remove(run.step)
            run.change(changed_until(run.step))


def killed_at(step, data, runs):
    run = prepared(SETTINGS, data, runs)
    train(run, step)
    run.close()
    return run.started.folder


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    run = prepared(SETTINGS, data, tmp_path_factory.mktemp("runs"))
    train(run, 1000)
    return run


def gone_on(folder, data):
    return finish(prepare_to_go_on(folder, data))


@pytest.mark.parametrize("step", [1, 12, 25, 26, 41, 43])
def test_live_settings_change_again_where_they_had_been_changed_after_the_checkpoint(data, tmp_path, whole, step):
    folder = killed_at(step, data, tmp_path)
    run = gone_on(folder, data)
    train(run, 1000, changes_from=step + 1)
    assert_same_files(folder, whole.started.folder)
    assert (folder / "events.jsonl").read_text() == (whole.started.folder / "events.jsonl").read_text()


def test_a_second_kill_before_the_next_checkpoint_loses_no_change(data, tmp_path, whole):
    folder = killed_at(43, data, tmp_path)
    again = gone_on(folder, data)
    train(again, 30, NEVER)
    again.close()
    train(gone_on(folder, data), 1000, NEVER)
    assert_same_files(folder, whole.started.folder)


def test_the_changes_are_reported_again_at_their_steps(data, tmp_path):
    run = gone_on(killed_at(43, data, tmp_path), data)
    events = [*run.opening, *events_of(run)]
    assert run.opening[0].step == 25
    changes = [event for event in events if isinstance(event, LiveSettingsChanged)]
    assert [change.step for change in changes] == [40, 42]


def test_a_window_that_asks_for_the_settings_of_the_end_changes_nothing(data, tmp_path, whole):
    folder = killed_at(43, data, tmp_path)
    run = gone_on(folder, data)
    assert run.change(changed_until(43)) == []
    train(run, 1000, NEVER)
    assert_same_files(folder, whole.started.folder)


def test_who_changes_something_else_repeats_nothing_more(data, tmp_path):
    run = gone_on(killed_at(43, data, tmp_path), data)
    train(run, 30, NEVER)
    run.change(set_text(SETTINGS, "learning_rate=0.25"))
    events_of(run)
    changed = [json.loads(line)["step"] for line in (run.started.folder / "events.jsonl").read_text().splitlines()]
    assert changed == [9, 25, 30]
    rates = np.fromfile(run.started.folder / "batches.f32", "<f4").reshape(-1, 5)[30:, 3]
    assert set(rates) == {np.float32(0.25)}


def test_a_run_that_is_stopped_before_its_changes_come_again_has_not_made_them(data, tmp_path):
    run = gone_on(killed_at(43, data, tmp_path), data)
    train(run, 30, NEVER)
    run.end(RunEndReason.STOPPED)
    events_of(run)
    changed = [json.loads(line)["step"] for line in (run.started.folder / "events.jsonl").read_text().splitlines()]
    assert changed == [9, 25]


def test_a_run_that_was_stopped_early_and_killed_before_its_end_was_written_ends_there(data, tmp_path):
    early = set_text(set_text(SETTINGS, "epochs=50"), "stopping=early patience=1")
    run = prepared(early, data, tmp_path)
    while not run.is_ending:
        run.advance()
    step = run.step
    run.close()
    again = gone_on(run.started.folder, data)
    events_of(again)
    assert (again.ended.reason, again.ended.step) == (RunEndReason.STOPPED_EARLY, step)


def test_a_run_that_the_window_leaves_goes_on_from_its_last_batch(data, tmp_path, whole):
    run = prepared(SETTINGS, data, tmp_path)
    train(run, 33)
    run.leave()
    run.close()
    again = gone_on(run.started.folder, data)
    assert again.step == 33
    train(again, 1000, changes_from=34)
    assert_same_files(run.started.folder, whole.started.folder)
