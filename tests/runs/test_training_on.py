"""A run that is over trains on in its folder, bit for bit as if it had had that many epochs from the start."""

import json
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, RunContinued, RunEndReason
from nnstudio.runs.folder import RunFolderError, RunWriter
from nnstudio.runs.history import History
from nnstudio.runs.live_changes import settings_at
from nnstudio.runs.more_epochs import settings_to_train_on
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.training_on import prepare_to_train_on
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_run import events_of, prepared

SETTINGS = small_settings("optimizer=adam 0.01", "layers=[dense 16 relu, batch_norm, dropout 0.3]", "epochs=4")
"""Of a run that has much state besides its weights."""
NAMES = ("weights.npy", "weights-best.npy", "evaluations.jsonl")


@pytest.fixture(scope="module")
def data(_small_mnist_folder, tmp_path_factory):
    return DataFolders(_small_mnist_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    """A run of `SETTINGS` in one piece."""
    run = prepared(SETTINGS, data, tmp_path_factory.mktemp("runs"))
    events_of(run)
    return run


def trained_on(folder, wanted, data):
    run = finish(prepare_to_train_on(folder, wanted, data))
    return run, [*run.opening, *events_of(run)]


def stopped_at(settings, data, runs, step):
    run = prepared(settings, data, runs)
    while run.step < step:
        run.advance()
    run.end(RunEndReason.STOPPED)
    events_of(run)
    return run


def without_times(folder):
    rows = np.fromfile(folder / "batches.f32", "<f4").reshape(-1, 5)[:, :4]
    lines = [json.loads(line) for line in (folder / "evaluations.jsonl").read_text().splitlines()]
    return rows, [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def assert_same_files(folder, expected):
    for name in ("weights.npy", "weights-best.npy"):
        np.testing.assert_array_equal(np.load(folder / name), np.load(expected / name), err_msg=name)
    (rows, lines), (expected_rows, expected_lines) = without_times(folder), without_times(expected)
    np.testing.assert_array_equal(rows, expected_rows)
    assert lines == expected_lines


@pytest.fixture(params=["finished after 2 epochs", "stopped after 1 batch", "stopped in epoch 3", "stopped at 75"])
def shorter(request, data, tmp_path):
    """The run of `SETTINGS`, over before its fourth epoch."""
    steps = {"stopped after 1 batch": 1, "stopped in epoch 3": 57, "stopped at 75": 75}
    if request.param in steps:
        return stopped_at(SETTINGS, data, tmp_path, steps[request.param])
    run = prepared(set_text(SETTINGS, "epochs=2"), data, tmp_path)
    events_of(run)
    return run


def test_it_ends_as_a_run_that_had_all_epochs_from_the_start(shorter, whole, data):
    folder = shorter.started.folder
    run, _ = trained_on(folder, SETTINGS, data)
    assert run.started.folder == folder
    assert_same_files(folder, whole.started.folder)
    assert (run.ended.reason, run.ended.step) == (RunEndReason.FINISHED, 100)
    assert (run.ended.last, run.ended.best) == (whole.ended.last, whole.ended.best)
    assert json.loads((folder / "result.json").read_text())["epochs"] == 4
    seconds = np.fromfile(folder / "batches.f32", "<f4").reshape(-1, 5)[:, 4]
    assert (np.diff(seconds) >= 0).all()


def history_of(history, events, settings):
    for event in events:
        match event:
            case BatchesFinished():
                history.add_batches(event)
            case Evaluated():
                history.add_evaluation(event)
            case LiveSettingsChanged():
                history.add_change(event, settings)
    return history


def test_its_history_is_one_curve(data, tmp_path):
    run = prepared(SETTINGS, data, tmp_path)
    events = []
    while run.step < 60:
        events += run.advance()
    events += [*run.end(RunEndReason.STOPPED), *events_of(run)]
    before = history_of(History(), events, SETTINGS)
    _, (continued, *rest) = trained_on(run.started.folder, set_text(SETTINGS, "epochs=5"), data)
    assert isinstance(continued, RunContinued)
    history = history_of(before.until(continued), rest, SETTINGS)
    assert history.step == 125
    assert (np.diff(history.positions.values) > 0).all()
    assert [event.position for event in history.evaluations] == [0, 1, 2, 3, 4, 5]
    assert [(change.step, change.text) for change in history.changes] == [(60, "epochs 4 → 5")]
    assert [event.position for event in before.evaluations] == [0, 1, 2, 2.4]  # the copy alone was changed
    with pytest.raises(ValueError, match="the history ends at step 0, before step 60"):
        History().until(continued)


def test_more_epochs_are_a_live_change_that_the_folder_keeps(data, tmp_path):
    run = prepared(set_text(SETTINGS, "epochs=2"), data, tmp_path)
    events_of(run)
    folder, description = run.started.folder, (run.started.folder / "run.json").read_bytes()
    _, events = trained_on(folder, set_text(SETTINGS, "learning_rate=0.005"), data)
    (change,) = [event for event in events if isinstance(event, LiveSettingsChanged)]
    assert (change.step, change.settings.training.epochs) == (50, 4)
    assert (folder / "run.json").read_bytes() == description
    assert settings_at(50, folder, open_run(folder).settings) == change.settings
    rates = np.fromfile(folder / "batches.f32", "<f4").reshape(-1, 5)[:, 3]
    np.testing.assert_array_equal(np.unique(rates), np.float32([0.005, 0.01]))


def test_a_run_can_be_trained_on_again_and_again(whole, data, tmp_path):
    run = stopped_at(SETTINGS, data, tmp_path, 20)
    folder = run.started.folder
    for epochs in (2, 3, 4):
        trained_on(folder, set_text(SETTINGS, f"epochs={epochs}"), data)
    assert_same_files(folder, whole.started.folder)


def test_a_run_that_was_killed_goes_on_from_its_checkpoint_and_what_came_later_is_cut_off(whole, data, tmp_path):
    run = prepared(SETTINGS, data, tmp_path)
    while run.step < 60:
        run.advance()
    run.change(set_text(SETTINGS, "learning_rate=0.5"))
    for _ in range(3):
        run.advance()
    run.close()
    trained_on(run.started.folder, SETTINGS, data)
    assert_same_files(run.started.folder, whole.started.folder)


def test_an_early_stopped_run_gets_its_whole_patience_again(data, tmp_path):
    settings = small_settings("epochs=30", "learning_rate=8", "stopping=early loss 2")
    run = prepared(settings, data, tmp_path)
    events_of(run)
    assert run.ended.reason is RunEndReason.STOPPED_EARLY
    again, events = trained_on(run.started.folder, set_text(settings, f"epochs={run.epoch + 20}"), data)
    assert again.epoch >= run.epoch + 2
    assert events[0].patience_from == positions_of(run).index(run.ended.position)


def test_a_run_that_reached_its_target_trains_all_further_epochs(data, tmp_path):
    settings = set_text(SETTINGS, "stopping=target 0.05")
    run = prepared(settings, data, tmp_path)
    events_of(run)
    assert run.ended.reason is RunEndReason.STOPPED_EARLY
    again, _ = trained_on(run.started.folder, set_text(settings, f"epochs={run.epoch + 3}"), data)
    assert (again.ended.reason, again.epoch) == (RunEndReason.FINISHED, run.epoch + 3)


def positions_of(run):
    """Return the positions of the evaluations in the folder of ``run``."""
    lines = (run.started.folder / "evaluations.jsonl").read_text().splitlines()
    return [json.loads(line)["position"] for line in lines]


def test_a_run_stopped_early_within_an_epoch_goes_on_from_there(data, tmp_path):
    rule = ("stopping=early accuracy 3", "stopping.unit=evaluations", "evaluate_every=4", "evaluate_on=validation")
    settings = small_settings("epochs=30", "learning_rate=8", *rule)
    run = prepared(settings, data, tmp_path)
    events_of(run)
    assert run.step % 25
    again = finish(prepare_to_train_on(run.started.folder, settings, data))
    assert again.step == run.step
    again.close()


def test_the_evaluation_at_a_stop_does_not_count_any_more(data, tmp_path):
    run = stopped_at(SETTINGS, data, tmp_path, 30)
    assert positions_of(run) == [0, 1, 1.2]
    _, events = trained_on(run.started.folder, SETTINGS, data)
    assert events[0].evaluations == 2
    assert positions_of(run) == [0, 1, 2, 3, 4]
    assert [event.position for event in events if isinstance(event, Evaluated)] == [2, 3, 4]


def test_a_folder_without_all_batches_is_refused_and_left_as_it_is(data, tmp_path):
    folder = stopped_at(SETTINGS, data, tmp_path, 30).started.folder
    with (folder / "batches.f32").open("r+b") as file:
        file.truncate(20 * 20)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(SavedRunError, match=r"batches\.f32: 20 batches\. Expected: at least 30"):
        finish(prepare_to_train_on(folder, SETTINGS, data))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_folder_that_another_process_writes_is_refused(data, tmp_path):
    folder = stopped_at(SETTINGS, data, tmp_path, 30).started.folder
    writer = RunWriter(folder)
    with pytest.raises(RunFolderError, match="another process is training this run"):
        finish(prepare_to_train_on(folder, SETTINGS, data))
    writer.close()
    finish(prepare_to_train_on(folder, SETTINGS, data)).close()


def test_no_other_process_writes_into_a_folder_while_its_data_is_being_loaded(data, tmp_path):
    folder = stopped_at(SETTINGS, data, tmp_path, 30).started.folder
    steps = prepare_to_train_on(folder, SETTINGS, data)
    next(steps)
    with pytest.raises(RunFolderError, match="another process is training this run"):
        RunWriter(folder)
    steps.close()
    RunWriter(folder).close()


@pytest.mark.parametrize(("position", "more", "epochs"), [(10.0, 1, 11), (10.0, 20, 30), (3.4, 1, 4), (3.4, 0, 0)])
def test_more_epochs_count_from_the_one_that_the_run_is_in(position, more, epochs):
    assert settings_to_train_on(SETTINGS, SETTINGS, position, more).training.epochs == epochs


def test_live_settings_are_taken_over_unless_the_form_shows_quite_another_run():
    slower = set_text(SETTINGS, "learning_rate=0.001")
    assert settings_to_train_on(SETTINGS, slower, 4.0, 1) == set_text(slower, "epochs=5")
    other = replace(slower, seed=7)
    assert settings_to_train_on(SETTINGS, other, 4.0, 1) == set_text(SETTINGS, "epochs=5")
