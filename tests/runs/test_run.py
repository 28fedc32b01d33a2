import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, RunEnded, RunEndReason
from nnstudio.runs.folder import RunFolderError, runs_folder
from nnstudio.runs.preparation import prepare
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import set_text
from nnstudio.spec.record import record_from_json
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.batch_steps import steps_of


def prepared(settings, folders, runs):
    return finish(prepare(settings, folders, runs))


def events_of(run):
    events = []
    while run.ended is None:
        events += run.advance()
    return events


@pytest.fixture
def run(settings, folders, tmp_path):
    run = prepared(settings, folders, tmp_path / "runs")
    yield run
    run.close()


def test_a_run_reports_every_batch_and_every_epoch_and_its_end(run):
    events = events_of(run)
    assert steps_of(events) == list(range(1, 51))
    assert [event.epoch for event in events if isinstance(event, Evaluated)] == [0, 1, 2]
    assert events[-1] is run.ended
    assert run.ended.reason is RunEndReason.FINISHED
    assert run.ended.last.test.count == 100
    assert run.ended.last.test.accuracy > 0.9


def test_the_folder_holds_everything_that_was_reported(run, settings):
    groups = [event for event in events_of(run) if isinstance(event, BatchesFinished)]
    folder = run.started.folder
    description = json.loads((folder / "run.json").read_text())
    assert record_from_json(RunSettings, description["settings"]) == settings
    assert description["parameters"] == run.started.parameter_count
    rows = np.fromfile(folder / "batches.f32", "<f4").reshape(-1, 5)
    np.testing.assert_array_equal(rows[:, 1], np.concatenate([group.rows["loss"] for group in groups]))
    np.testing.assert_array_equal(rows[-1, :1], [2.0])
    epochs = [json.loads(line) for line in (folder / "evaluations.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in epochs] == [0, 1, 2]
    np.testing.assert_array_equal(np.load(folder / "weights.npy"), run.parameters())
    result = json.loads((folder / "result.json").read_text())
    assert result["test_accuracy"] == run.ended.last.test.accuracy


def test_what_was_reported_is_in_the_folder_before_the_run_ends(run):
    reported = []
    while not steps_of(reported):
        reported += run.advance()
    rows = np.fromfile(run.started.folder / "batches.f32", "<f4").reshape(-1, 5)
    assert len(rows) == steps_of(reported)[-1]


def test_a_stopped_run_keeps_the_network_as_it_is(run):
    while run.step < 7:
        run.advance()
    events = [*run.end(RunEndReason.STOPPED), *events_of(run)]
    assert steps_of(events)[-1] == 7
    assert isinstance(events[-1], RunEnded)
    assert (run.ended.reason, run.ended.step, run.ended.epoch) == (RunEndReason.STOPPED, 7, 1)
    assert run.ended.explanation == "stopped by hand at epoch 0.28"
    np.testing.assert_array_equal(np.load(run.started.folder / "weights.npy"), run.parameters())


def test_a_run_stopped_within_an_epoch_is_evaluated_there(run, settings):
    while run.step < 7:
        run.advance()
    events = [*run.end(RunEndReason.STOPPED), *events_of(run)]
    evaluated = [event for event in events if isinstance(event, Evaluated)][-1]
    last = run.ended.last
    assert (last.step, last.epoch) == (evaluated.step, evaluated.position) == (7, 7 / 25)
    assert (last.training, last.validation) == (evaluated.training, evaluated.validation)
    assert (last.training.count, last.validation.count, last.test.count) == (500, 100, 100)
    lines = (run.started.folder / "evaluations.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == [0, 7]


def test_last_weights_of_a_stop_that_are_the_best_are_kept_as_the_best(run):
    while run.step < 20:
        run.advance()
    run.end(RunEndReason.STOPPED)
    events_of(run)
    assert run.ended.best == run.ended.last
    np.testing.assert_array_equal(np.load(run.started.folder / "weights-best.npy"), run.parameters())


def test_what_evaluations_within_epochs_left_out_is_evaluated_at_the_end(folders, tmp_path):
    run = prepared(small_settings("evaluate_every=5", "evaluate_on=validation"), folders, tmp_path)
    while run.step < 12:
        run.advance()
    run.end(RunEndReason.STOPPED)
    events_of(run)
    lines = [json.loads(line) for line in (run.started.folder / "evaluations.jsonl").read_text().splitlines()]
    assert [(line["step"], "train_loss" in line) for line in lines] == [(0, True), (5, False), (10, False), (12, True)]
    assert (run.ended.last.training.count, run.ended.best.training.count) == (500, 500)


def test_a_second_end_leaves_out_the_evaluation_on_the_training_set(run):
    while run.step < 7:
        run.advance()
    run.end(RunEndReason.STOPPED)
    assert run.end(RunEndReason.STOPPED) == []
    events = events_of(run)
    assert not [event for event in events if isinstance(event, Evaluated)]
    assert run.ended.last.training is None
    assert run.ended.summary()["train_accuracy"] is None
    assert (run.ended.last.validation.count, run.ended.last.test.count) == (100, 100)


def test_live_settings_change_and_the_rest_waits(run, settings):
    while run.step < 3:
        run.advance()
    wanted = set_text(set_text(settings, "learning_rate=0.5"), "layers=[dense 99 relu]")
    events = run.change(wanted)
    assert isinstance(events[-1], LiveSettingsChanged)
    assert events[-1].settings == set_text(settings, "learning_rate=0.5")
    rest = [group for group in events_of(run) if isinstance(group, BatchesFinished)]
    assert all((group.rows["learning_rate"] == 0.5).all() for group in rest)
    changes = (run.started.folder / "events.jsonl").read_text().splitlines()
    assert json.loads(changes[0])["settings"]["training"]["optimizer"]["learning_rate"] == 0.5


def test_the_same_settings_give_the_same_network_bit_for_bit(settings, folders, tmp_path):
    weights = []
    for _ in range(2):
        run = prepared(settings, folders, tmp_path)
        events_of(run)
        weights.append(run.parameters())
    np.testing.assert_array_equal(*weights)


def test_two_runs_in_one_second_have_folders_of_their_own(settings, folders, tmp_path):
    runs = [prepared(settings, folders, tmp_path) for _ in range(2)]
    assert runs[0].started.folder != runs[1].started.folder
    for run in runs:
        run.close()


def test_settings_out_of_range_leave_nothing_behind(folders, tmp_path):
    wrong = RunSettings(seed=-1)
    with pytest.raises(SettingError, match="seed: found -1"):
        prepared(wrong, folders, tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def test_missing_data_leaves_nothing_behind(settings, tmp_path):
    with pytest.raises(ValueError, match="not found"):
        prepared(settings, DataFolders(tmp_path, tmp_path), tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def test_a_folder_that_cannot_be_made_is_named(settings, folders, tmp_path):
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(RunFolderError, match=rf"{tmp_path}/runs: cannot be written \(.+\)\. .*--runs-dir"):
        prepared(settings, folders, tmp_path / "runs")


def test_the_runs_folder_is_the_one_named_then_that_of_the_environment(tmp_path, monkeypatch):
    assert runs_folder().parts[-2:] == ("nnstudio", "runs")
    monkeypatch.setenv("NNSTUDIO_RUNS_DIR", str(tmp_path))
    assert runs_folder() == tmp_path
    assert runs_folder(str(tmp_path / "here")) == tmp_path / "here"


def test_a_run_that_diverges_says_so(folders, tmp_path):
    run = prepared(
        small_settings("optimizer=sgd", "learning_rate=10", "layers=[dense 64 linear, dense 64 linear]"),
        folders,
        tmp_path,
    )
    with np.errstate(all="ignore"):
        events_of(run)
    assert run.ended.reason is RunEndReason.DIVERGED
    text = (run.started.folder / "result.json").read_text()
    assert json.loads(text)["reason"] == "diverged"
    assert "NaN" not in text
    assert "Infinity" not in text
    assert np.isfinite(np.load(run.started.folder / "weights.npy")).all()
    assert run.ended.diverged_layer is not None
    assert f"(layer {run.ended.diverged_layer})" in run.ended.explanation


def test_a_change_without_live_settings_is_not_reported(run, settings):
    while run.step < 3:
        run.advance()
    assert run.change(set_text(settings, "layers=[dense 99 relu]")) == []
    assert not (run.started.folder / "events.jsonl").exists()


def test_the_best_weights_are_kept_beside_the_last(run):
    events_of(run)
    assert run.ended.best.epoch > 0
    assert np.load(run.started.folder / "weights-best.npy").shape == run.parameters().shape
