"""A run is read back from its folder as the window saw it, also one that was killed while it wrote."""

import json
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.network import Network
from nnstudio.runs.events import (
    BatchesFinished,
    LiveSettingsChanged,
    Origin,
    RunContinued,
    RunEnded,
    RunEndReason,
    RunStarted,
)
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.history import History
from nnstudio.runs.recorded_run import continued_history, interrupted_end, read_recorded_run
from nnstudio.runs.result import Result
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.spec.paths import set_text
from tests.conftest import small_settings

SETTINGS = small_settings("layers=[dense 3 relu]")
FASTER = set_text(SETTINGS, "learning_rate=0.5")
COUNT = Network(SETTINGS.network, (4,), 2).layout.count
GOOD, BAD = Metrics(0.25, 0.9, 500), Metrics(0.5, 0.8, 100)
ORIGIN = Origin("20261121-120000-mnist-3", 12, 3, Metrics(1.0, 0.5, 3), Metrics(0.3, 0.95, 90))
RELEASED = Path(__file__).parent / "released" / "run"


@pytest.fixture
def writer(tmp_path):
    """A run that is being written: two batches, an evaluation and a change of the learning rate."""
    folder = tmp_path / "run"
    folder.mkdir()
    writer = RunWriter(folder)
    writer.weights(np.zeros(COUNT, np.float32))
    writer.started(RunStarted(SETTINGS, folder, (4,), ("cat", "dog"), COUNT, 500, 100, 90, ORIGIN))
    rows = [BatchFinished(1, 1, 0.5, 0.7, 0.6, 0.1), BatchFinished(2, 1, 1.0, math.nan, 0.8, 0.5)]
    writer.batches(BatchesFinished.of(rows, 1.5, 100.0))
    writer.live_settings(LiveSettingsChanged(FASTER, 1))
    writer.evaluation(
        Evaluated(1, 2, 1.0, GOOD, BAD, 0.125, True, Metrics(0.1, 1.0, 7)), 1.5, np.zeros(COUNT, np.float32)
    )
    yield writer
    writer.close()


def ended(folder):
    test = Metrics(0.4, 0.85, 90)
    return RunEnded(
        reason=RunEndReason.STOPPED,
        explanation="you stopped it",
        step=2,
        epoch=1,
        position=1.0,
        last=Result(1.0, 2, None, BAD, test, 0.125),
        best=Result(0.5, 1, GOOD, BAD, test, 0.25, Metrics(0.1, 1.0, 7)),
        diverged_layer=None,
        input_shape=(4,),
        classes=2,
        seconds=1.5,
        seconds_per_epoch=1.5,
        batches_per_second=100.0,
        folder=folder,
    )


def read(writer):
    return read_recorded_run(open_run(writer.folder))


def test_batches_evaluations_and_changes_come_back(writer):
    history = read(writer).history
    assert history.step == 2
    np.testing.assert_array_equal(history.positions.values, np.float32([0.5, 1.0]))
    assert math.isnan(history.series("loss").values[1])
    assert history.seconds == 1.5
    assert history.evaluations == [Evaluated(1, 2, 1.0, GOOD, BAD, 0.125, True, Metrics(0.1, 1.0, 7))]
    assert [(change.step, change.position) for change in history.changes] == [(1, 0.5)]


def test_the_settings_are_those_after_the_last_change(writer):
    recorded = read(writer)
    assert recorded.settings == FASTER
    assert recorded.started.settings == SETTINGS


def test_the_description_comes_back_with_where_fine_tuning_started(writer):
    started = read(writer).started
    assert (started.training_count, started.validation_count, started.test_count) == (500, 100, 90)
    assert (started.origin.run, started.origin.learned_digits, started.origin.held_out) == (ORIGIN.run, 12, 3)
    assert (started.origin.my_digits_before.accuracy, started.origin.my_digits_before.count) == (0.5, 3)
    assert (started.origin.test_before.accuracy, started.origin.test_before.count) == (0.95, 90)


def test_the_end_comes_back(writer):
    writer.ended(ended(writer.folder))
    assert read(writer).ended == ended(writer.folder)


def test_the_end_of_a_run_that_went_back_to_its_best_weights_comes_back(writer):
    best = ended(writer.folder).best
    writer.ended(replace(ended(writer.folder), last=best, best=best))
    recorded = read(writer).ended
    assert (recorded.step, recorded.position) == (2, 1.0)
    assert recorded.last == recorded.best == best


def with_changed_lines(file, change):
    """Replace the object in ``file`` by what ``change`` returns for it."""
    file.write_text(json.dumps(change(json.loads(file.read_text()))) + "\n")


def without_best_metrics(line):
    """Return the result of an older run, which had no metrics of its best weights on the test set."""
    return {name: value for name, value in line.items() if not re.match("best_(?!epoch)", name)}


def test_the_best_of_an_older_run_is_its_best_evaluation_and_unknown_on_the_test_set(writer):
    writer.ended(ended(writer.folder))
    with_changed_lines(writer.folder / "result.json", without_best_metrics)
    best = read(writer).ended.best
    assert best == Result(1.0, 2, GOOD, BAD, best.test, 0.125, Metrics(0.1, 1.0, 7))
    assert [math.isnan(best.test.loss), math.isnan(best.test.accuracy), best.test.count] == [True, True, 90]


def test_an_older_run_that_ended_with_its_best_weights_knows_them_on_the_test_set(writer):
    writer.ended(ended(writer.folder))
    with_changed_lines(writer.folder / "result.json", lambda line: without_best_metrics(line) | {"best_epoch": 1.0})
    recorded = read(writer).ended
    assert recorded.best == recorded.last == ended(writer.folder).last


def test_a_time_per_epoch_that_was_not_recorded_is_nought(writer):
    writer.ended(ended(writer.folder))
    with_changed_lines(
        writer.folder / "result.json",
        lambda line: {name: value for name, value in line.items() if name != "seconds_per_epoch"},
    )
    assert read(writer).ended.seconds_per_epoch == 0


def test_metrics_on_digits_whose_number_was_not_recorded_are_on_nought_digits(writer):
    with_changed_lines(
        writer.folder / "evaluations.jsonl",
        lambda line: {name: value for name, value in line.items() if name != "my_digits_count"},
    )
    assert read(writer).history.evaluations[0].extra == Metrics(0.1, 1.0, 0)
    (writer.folder / "evaluations.jsonl").unlink()
    writer.ended(ended(writer.folder))
    assert read(writer).ended.best.my_digits == Metrics(0.1, 1.0, 0)


def test_columns_are_read_by_the_names_in_the_description_and_one_that_is_not_there_is_unknown(writer):
    with_changed_lines(writer.folder / "run.json", lambda line: line | {"batch_columns": ["loss", "other", "position"]})
    np.array([[0.7, 9, 0.5], [0.6, 9, 1]], "<f4").tofile(writer.folder / "batches.f32")
    history = read(writer).history
    np.testing.assert_array_equal(history.series("loss").values, np.float32([0.7, 0.6]))
    np.testing.assert_array_equal(history.positions.values, np.float32([0.5, 1]))
    assert np.isnan(history.series("accuracy").values).all()


def test_a_run_of_a_single_batch_comes_back(writer):
    np.array([1.0, 0.7, 0.6, 0.1, 1.5], "<f4").tofile(writer.folder / "batches.f32")
    assert read(writer).history.step == 1


def test_a_history_that_is_shown_in_full_goes_on_without_its_folder(writer):
    recorded = read(writer)
    shutil.rmtree(writer.folder)
    history = continued_history(recorded.history, RunContinued(recorded.started, 2, 1, 0))
    assert (history.step, len(history.evaluations)) == (2, 1)


@pytest.mark.parametrize("part", ["batches", "evaluations"])
def test_a_history_that_is_shown_in_part_goes_on_as_its_folder_knows_it(writer, part):
    recorded, shown = read(writer), History()
    if part == "batches":
        rows = [BatchFinished(1, 1, 0.5, 0.7, 0.6, 0.1), BatchFinished(2, 1, 1.0, math.nan, 0.8, 0.5)]
        shown.add_batches(BatchesFinished.of(rows, 1.5, 100.0))
    else:
        shown.add_evaluation(recorded.history.evaluations[0])
    history = continued_history(shown, RunContinued(recorded.started, 2, 1, 0))
    assert (history.step, len(history.evaluations)) == (2, 1)


def test_a_run_that_was_killed_while_it_wrote_has_what_was_complete_and_no_end(writer):
    with (writer.folder / "batches.f32").open("ab") as file:
        file.write(b"\0" * 7)
    with (writer.folder / "evaluations.jsonl").open("a") as file:
        file.write('{"epoch": 2, "posi')
    recorded = read(writer)
    assert recorded.history.step == 2
    assert len(recorded.history.evaluations) == 1
    assert recorded.ended is None


def test_the_end_of_a_run_that_was_killed_has_what_was_measured_by_then(writer):
    writer.batches(BatchesFinished.of([BatchFinished(3, 2, 1.25, 0.4, 0.9, 0.5)], 2.5, 100.0))
    worse = Metrics(0.75, 0.7, 100)
    writer.evaluation(Evaluated(2, 3, 1.25, None, worse, 0.5, False), 2.5, np.zeros(COUNT, np.float32))
    recorded = read(writer)
    recorded.history.best_by = "accuracy"
    assert interrupted_end(recorded).best_by == "accuracy"
    end = interrupted_end(read(writer))
    assert [math.isnan(end.last.test.loss), math.isnan(end.last.test.accuracy)] == [True, True]
    assert replace(end, last=replace(end.last, test=BAD), best=replace(end.best, test=BAD)) == RunEnded(
        reason=RunEndReason.STOPPED,
        explanation="interrupted at epoch 1.25, before the run was over",
        step=3,
        epoch=2,
        position=1.25,
        last=Result(1.25, 3, None, worse, BAD, 0.5),
        best=Result(1.0, 2, GOOD, BAD, BAD, 0.125, Metrics(0.1, 1.0, 7)),
        diverged_layer=None,
        input_shape=(4,),
        classes=2,
        seconds=2.5,
        seconds_per_epoch=2.0,
        batches_per_second=1.2,
        folder=writer.folder,
    )


def test_a_run_that_was_killed_at_its_best_ends_with_it(writer):
    end = interrupted_end(read(writer))
    assert end.best is end.last
    (writer.folder / "batches.f32").unlink()
    end = interrupted_end(read(writer))
    assert (end.position, end.epoch, end.seconds_per_epoch, end.batches_per_second) == (0, 0, 0, 0)
    (writer.folder / "evaluations.jsonl").unlink()
    assert interrupted_end(read(writer)) is None


def test_a_run_without_batches_has_an_empty_history(writer):
    (writer.folder / "batches.f32").unlink()
    (writer.folder / "evaluations.jsonl").unlink()
    (writer.folder / "events.jsonl").unlink()
    history = read(writer).history
    assert (history.step, history.evaluations, history.changes) == (0, [], [])


def error_of(writer):
    """Return the text of the error that reading raises."""
    with pytest.raises(SavedRunError) as raised:
        read(writer)
    return str(raised.value)


@pytest.mark.parametrize("missing", ["training_pictures", "my_digits_held_out"])
def test_a_description_that_lacks_something_is_named(writer, missing):
    file = writer.folder / "run.json"
    content = json.loads(file.read_text())
    del content[missing]
    file.write_text(json.dumps(content))
    expected = f"not a run's description ('{missing}'). Expected: run.json as a run writes it."
    assert error_of(writer) == f"{file}: {expected}"


def test_an_evaluation_that_is_none_is_named(writer):
    file = writer.folder / "evaluations.jsonl"
    file.write_text('{"position": 1.0}\n')
    assert error_of(writer) == f"{file}: not an evaluation ('epoch'). Expected: lines as a run writes them."


def test_batches_that_cannot_be_read_are_named(writer):
    file = writer.folder / "batches.f32"
    file.unlink()
    file.mkdir()
    error = error_of(writer)
    assert error.startswith(f"{file}: cannot be read (")
    assert error.endswith("). Expected: rows of single-precision numbers.")


def test_a_result_that_cannot_be_read_leaves_the_run_without_an_end(writer):
    (writer.folder / "result.json").write_text("{}")
    assert read(writer).ended is None


def test_a_run_in_the_released_format_is_read(tmp_path):
    shutil.copytree(RELEASED, tmp_path / "run")
    recorded = read_recorded_run(open_run(tmp_path / "run"))
    assert recorded.history.step == recorded.ended.step == 30
    assert recorded.ended.reason is RunEndReason.STOPPED
    end = recorded.ended
    assert (end.best.epoch, end.last.test.accuracy) == (2.0, 0.12)
    assert math.isnan(end.best.test.accuracy)  # an older run did not evaluate its best weights on the test set
    assert end.best.validation == recorded.history.best_evaluation.validation
    assert end.explanation.startswith("stopped by hand at epoch")
