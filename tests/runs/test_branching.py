"""A branch leaves its parent at one of its snapshots, and has the parent's history until then."""

import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.runs import snapshot_recorder
from nnstudio.runs.branching import prepare_branch
from nnstudio.runs.events import RunContinued, RunEndReason
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.run_metadata import read_metadata
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.snapshots import BRANCH, SnapshotSeries
from nnstudio.runs.training_on import prepare_to_go_on
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.batch_steps import steps_of
from tests.runs.test_run import events_of, prepared

SETTINGS = small_settings("dataset=fashion-mnist", "optimizer=adam 0.003", "layers=[dense 16 relu]", "epochs=4")
"""25 batches are an epoch."""


@pytest.fixture(scope="module")
def data(clothes_folder, tmp_path_factory):
    return DataFolders(clothes_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def parent(data, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_recorder, "LARGEST_SHARE", 1000.0)
        run = prepared(SETTINGS, data, tmp_path_factory.mktemp("parents"))
        events_of(run)
    return run


@pytest.fixture
def branch(parent, data, tmp_path):
    """A function that returns a branch from a step, ready to train."""
    runs = []

    def branch(step, *changes):
        settings = SETTINGS
        for change in changes:
            settings = set_text(settings, change)
        runs.append(finish(prepare_branch(parent.started.folder, step, settings, data, tmp_path / "runs")))
        return runs[-1]

    yield branch
    for run in runs:
        run.close()


def losses_of(folder):
    return np.fromfile(folder / "batches.f32", "<f4").reshape(-1, 5)[:, 1]


@pytest.mark.parametrize("step", [0, 10, 25, 40])
def test_without_a_change_it_follows_its_parent_but_for_the_rounding_of_the_snapshot(branch, parent, step):
    run = branch(step)
    events_of(run)
    expected, losses = losses_of(parent.started.folder), losses_of(run.started.folder)
    assert len(losses) == len(expected) == 100
    np.testing.assert_array_equal(losses[:step], expected[:step])
    np.testing.assert_allclose(losses, expected, rtol=0.05, atol=2e-3)
    assert run.ended.reason is RunEndReason.FINISHED


@pytest.mark.parametrize("step", [10, 25])
def test_its_curve_leaves_that_of_its_parent_at_the_step(branch, parent, step):
    run = branch(step, "learning_rate=0.0003")
    continued, *_ = run.opening
    assert isinstance(continued, RunContinued)
    assert continued.step == step
    events = events_of(run)
    assert steps_of(events) == list(range(step + 1, 101))
    expected, losses = losses_of(parent.started.folder), losses_of(run.started.folder)
    np.testing.assert_array_equal(losses[:step], expected[:step])
    assert (np.abs(losses[step + 2 :] - expected[step + 2 :]) > 1e-3).any()
    recorded = read_recorded_run(open_run(run.started.folder))
    before = list(read_recorded_run(open_run(parent.started.folder)).history.evaluations)
    assert recorded.history.evaluations[: step // 25 + 1] == before[: step // 25 + 1]
    assert [event.position for event in recorded.history.evaluations] == [0, 1, 2, 3, 4]
    assert recorded.settings.training.optimizer.learning_rate == 0.0003


def test_parent_and_step_are_noted_and_the_snapshot_stays(branch, parent):
    run = branch(10)
    metadata = read_metadata(run.started.folder)
    assert (metadata.parent, metadata.parent_step) == (parent.started.folder.name, 10)
    series = SnapshotSeries(parent.started.folder, open_run(parent.started.folder).network, SETTINGS)
    assert 10 in [place.step for place in series.places() if place.flags & BRANCH]


def test_another_optimizer_begins_without_memory_and_does_not_jump(branch, parent):
    run = branch(75, "optimizer=adamw 0.003")
    events_of(run)
    losses = losses_of(run.started.folder)
    assert losses[75:].max() < 2 * losses[60:75].max() + 0.05


@pytest.mark.parametrize("change", ["layers=[dense 16 relu, dropout 0.2]", "layers=[dense 16 tanh]", "batch_size=50"])
def test_what_has_no_weights_may_change(branch, change):
    run = branch(40, change)
    assert isinstance(events_of(run)[-1].explanation, str)


def test_other_layers_are_refused_and_nothing_is_left_behind(branch, tmp_path):
    with pytest.raises(SettingError, match=r"network\.layers: found another network; allowed: the layers of the run"):
        branch(10, "layers=[dense 17 relu]")
    assert not (tmp_path / "runs").exists()


def test_a_step_without_a_snapshot_is_refused(branch, tmp_path):
    with pytest.raises(SavedRunError, match="no snapshot of step 12345"):
        branch(12345)
    assert not (tmp_path / "runs").exists()


def test_a_branch_that_was_killed_goes_on_bit_for_bit(branch, data):
    whole, killed = branch(10, "learning_rate=0.001"), branch(10, "learning_rate=0.001")
    events_of(whole)
    while killed.step < 40:
        killed.advance()
    killed.close()
    again = finish(prepare_to_go_on(killed.started.folder, data))
    events_of(again)
    np.testing.assert_array_equal(again.parameters(), whole.parameters())


def test_its_best_weights_may_be_those_of_its_parent(branch):
    run = branch(75, "learning_rate=0.3")
    ended = events_of(run)[-1]
    lines = (run.started.folder / "evaluations.jsonl").read_text().splitlines()
    best = min(map(json.loads, lines), key=lambda line: line["validation_loss"])
    assert ended.best.step == best["step"]
