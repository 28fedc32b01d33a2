"""What becomes of the files of a run that trains on in its folder."""

import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.inspection.novelty_file import FILES as DETECTORS
from nnstudio.runs.events import BATCH_COLUMNS, BATCH_ROW, RunEndReason
from nnstudio.runs.live_changes import settings_at
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.training_on import prepare_to_train_on
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_checkpoints import Clock
from tests.runs.test_run import events_of, prepared

SETTINGS = small_settings("epochs=4")


@pytest.fixture(scope="module")
def data(_small_mnist_folder, tmp_path_factory):
    return DataFolders(_small_mnist_folder, tmp_path_factory.mktemp("cache"))


def train_to(run, step):
    while run.step < step:
        run.advance()


def stopped_at(data, runs, step):
    """Return the folder of a run that was stopped after ``step`` batches, and not evaluated any more."""
    run = prepared(SETTINGS, data, runs)
    train_to(run, step)
    run.end(RunEndReason.STOPPED)
    run.close()
    return run.started.folder


def changed_steps(folder):
    """Return the steps of the changes of live settings in the folder."""
    return [json.loads(line)["step"] for line in (folder / "events.jsonl").read_text().splitlines()]


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def change_description(folder, change):
    """Replace the description of the run in ``folder`` by what ``change`` returns for it."""
    file = folder / "run.json"
    file.write_text(json.dumps(change(json.loads(file.read_text()))))


def test_changes_after_the_checkpoint_are_cut_off_and_all_others_stay(data, tmp_path):
    run = prepared(SETTINGS, data, tmp_path)
    for step, rate in ((10, 0.02), (25, 0.03), (28, 0.5)):
        train_to(run, step)
        run.change(set_text(SETTINGS, f"learning_rate={rate}"))
        if step == 25:
            while run.step == 25:  # to the checkpoint at the end of the epoch and one batch further
                run.advance()
    run.close()  # as if it was killed
    folder = run.started.folder
    assert changed_steps(folder) == [10, 25, 28]
    wanted = settings_at(25, folder, SETTINGS)
    finish(prepare_to_train_on(folder, wanted, data)).close()
    assert changed_steps(folder) == [10, 25]
    assert read_recorded_run(open_run(folder)).settings == wanted == set_text(SETTINGS, "learning_rate=0.03")


def test_a_change_just_before_the_stop_stays(data, tmp_path):
    run = prepared(SETTINGS, data, tmp_path)
    train_to(run, 3)
    slower = set_text(SETTINGS, "learning_rate=0.005")
    run.change(slower)
    run.end(RunEndReason.STOPPED)
    run.close()
    finish(prepare_to_train_on(run.started.folder, slower, data)).close()
    assert changed_steps(run.started.folder) == [3]


def test_a_change_that_a_kill_cut_short_is_not_in_the_way_of_the_next(data, tmp_path):
    folder = stopped_at(data, tmp_path, 3)
    (folder / "events.jsonl").write_text('{"step": 3, "setti')
    slower = set_text(SETTINGS, "learning_rate=0.005")
    finish(prepare_to_train_on(folder, slower, data)).close()
    assert changed_steps(folder) == [3]
    assert read_recorded_run(open_run(folder)).settings == slower


def test_a_run_without_all_its_evaluations_is_refused(data, tmp_path):
    folder = stopped_at(data, tmp_path, 3)
    (folder / "evaluations.jsonl").unlink()
    with pytest.raises(SavedRunError, match=r"evaluations\.jsonl: 0 evaluations\. Expected: at least 1\.$"):
        finish(prepare_to_train_on(folder, SETTINGS, data))


def test_a_run_that_was_killed_before_its_first_evaluation_begins_with_it(data, tmp_path):
    run = prepared(SETTINGS, data, tmp_path)
    run.close()
    again = finish(prepare_to_train_on(run.started.folder, SETTINGS, data))
    train_to(again, 1)
    again.close()
    assert [event.step for event in read_recorded_run(open_run(run.started.folder)).history.evaluations] == [0]


def test_a_run_that_trains_on_has_no_end_and_no_detectors_until_it_ends_again(data, tmp_path):
    run = prepared(set_text(SETTINGS, "epochs=1"), data, tmp_path)
    events_of(run)
    folder, ending = run.started.folder, {"result.json", *DETECTORS.values()}
    assert ending <= contents(folder).keys()
    finish(prepare_to_train_on(folder, SETTINGS, data)).close()
    assert not ending & contents(folder).keys()


@pytest.mark.parametrize("step", [0, 3, 30])
def test_the_time_of_training_goes_on_where_it_was(data, tmp_path, step):
    whole, run = (finish(prepare(SETTINGS, data, tmp_path, clock=Clock(1.0))) for _ in range(2))
    train_to(whole, step + 2)
    train_to(run, step)
    run.end(RunEndReason.STOPPED)
    run.close()
    again = finish(prepare_to_train_on(run.started.folder, SETTINGS, data, Clock(1.0)))
    train_to(again, step + 2)
    for each in (whole, again):
        each.flush()
        each.close()
    files = (each.started.folder / "batches.f32" for each in (whole, again))
    expected, seconds = (np.fromfile(file, BATCH_ROW)["seconds"] for file in files)
    np.testing.assert_array_equal(seconds, expected)


def test_a_run_with_other_columns_is_refused_and_left_as_it_is(data, tmp_path):
    folder = stopped_at(data, tmp_path, 3)
    change_description(folder, lambda content: content | {"batch_columns": ["position", "loss"]})
    before = contents(folder)
    with pytest.raises(SavedRunError) as raised:
        finish(prepare_to_train_on(folder, SETTINGS, data))
    expected = f"{folder / 'run.json'}: the columns ['position', 'loss']. Expected: {list(BATCH_COLUMNS)}."
    assert str(raised.value) == expected
    assert contents(folder) == before


def test_an_older_run_whose_description_has_no_columns_has_the_usual_ones(data, tmp_path):
    folder = stopped_at(data, tmp_path, 3)
    change_description(folder, lambda content: {name: content[name] for name in content if name != "batch_columns"})
    run = finish(prepare_to_train_on(folder, SETTINGS, data))
    assert run.step == 3
    run.close()
