"""A run is read back from its folder as the window saw it, also one that was killed while it wrote."""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.network import Network
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, Origin, RunEnded, RunEndReason, RunStarted
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.recorded_run import read_recorded_run
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
    assert started.origin.test_before.accuracy == 0.95


def test_the_end_comes_back(writer):
    writer.ended(ended(writer.folder))
    assert read(writer).ended == ended(writer.folder)


def test_a_run_that_was_killed_while_it_wrote_has_what_was_complete_and_no_end(writer):
    with (writer.folder / "batches.f32").open("ab") as file:
        file.write(b"\0" * 7)
    with (writer.folder / "evaluations.jsonl").open("a") as file:
        file.write('{"epoch": 2, "posi')
    recorded = read(writer)
    assert recorded.history.step == 2
    assert len(recorded.history.evaluations) == 1
    assert recorded.ended is None


def test_a_run_without_batches_has_an_empty_history(writer):
    (writer.folder / "batches.f32").unlink()
    (writer.folder / "evaluations.jsonl").unlink()
    (writer.folder / "events.jsonl").unlink()
    history = read(writer).history
    assert (history.step, history.evaluations, history.changes) == (0, [], [])


@pytest.mark.parametrize("missing", ["training_pictures", "my_digits_held_out"])
def test_a_description_that_lacks_something_is_named(writer, missing):
    file = writer.folder / "run.json"
    content = json.loads(file.read_text())
    del content[missing]
    file.write_text(json.dumps(content))
    with pytest.raises(SavedRunError, match=r"run\.json"):
        read(writer)


def test_an_evaluation_that_is_none_is_named(writer):
    (writer.folder / "evaluations.jsonl").write_text('{"epoch": "many"}\n')
    with pytest.raises(SavedRunError, match=r"evaluations\.jsonl"):
        read(writer)


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
