"""The layers are measured beside training, written into the run's folder and read from there."""

import json
import math

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.inspection.layer_statistics import KINDS
from nnstudio.runs import layer_recorder
from nnstudio.runs.events import LayersMeasured
from nnstudio.runs.layer_file import FILE, event_of, last_measurement, line_of
from nnstudio.runs.layer_recorder import ADVANCE, LARGEST_SHARE, LayerRecorder
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.training_on import prepare_to_train_on
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings

SETTINGS = small_settings("layers=[dense 16 relu, dense 8 tanh]", "epochs=2")


def run_through(run):
    """Train to the end; return what was measured."""
    events = []
    while run.ended is None:
        events += run.advance()
    run.close()
    return [event for event in events if isinstance(event, LayersMeasured)]


def numbers(events):
    return [json.dumps(line_of(event)) for event in events]


@pytest.fixture
def measured(folders, tmp_path, monkeypatch):
    """A run that is over, with its measurements, however long these take."""
    monkeypatch.setattr(layer_recorder, "ADVANCE", math.inf)
    run = finish(prepare(SETTINGS, folders, tmp_path))
    return run, run_through(run)


def test_the_first_step_is_measured_and_later_ones_follow(measured):
    _, events = measured
    assert events[0].step == 1
    assert len(events) > 1
    steps = [event.step for event in events]
    assert steps == sorted(set(steps))
    assert set(events[0].layers[0].histograms) == set(KINDS)


def test_what_was_measured_comes_back_with_the_run(measured):
    run, events = measured
    history = read_recorded_run(open_run(run.started.folder)).history
    assert numbers(history.layers) == numbers(events)


def test_measurements_without_percentiles_come_from_older_runs(measured):
    _, events = measured
    line = line_of(events[-1])
    described = [layer[kind] for layer in line["layers"] for kind in KINDS]
    assert all(len(each.pop("percentiles")) == 5 for each in described)
    assert event_of(line).layers[0].histograms["weights"].percentiles is None
    described[0]["percentiles"] = [0.0]
    with pytest.raises(ValueError, match="1 percentiles instead of 5"):
        event_of(line)


def test_measuring_leaves_the_training_as_it_is(measured, folders, tmp_path, monkeypatch):
    run, _ = measured
    monkeypatch.setattr(LayerRecorder, "is_due", lambda *_: False)
    other = finish(prepare(SETTINGS, folders, tmp_path / "other"))
    assert run_through(other) == []
    np.testing.assert_array_equal(run.parameters(), other.parameters())


def test_the_update_of_the_first_step_is_the_learning_rate_times_the_gradient(folders, tmp_path):
    settings = set_text(set_text(SETTINGS, "optimizer=sgd"), "learning_rate=0.25")
    run = finish(prepare(settings, folders, tmp_path))
    first = run_through(run)[0]
    for layer in first.layers:
        update, gradient = layer.histograms["updates"], layer.histograms["gradients"]
        assert update.standard_deviation == pytest.approx(0.25 * gradient.standard_deviation, rel=1e-3)


def test_a_run_that_trains_on_measures_on_with_the_same_ranges(measured, folders):
    run, events = measured
    folder = run.started.folder
    more = finish(prepare_to_train_on(folder, set_text(SETTINGS, "epochs=4"), folders))
    later = run_through(more)
    assert later[0].step > events[-1].step
    assert later[0].layers[0].histograms["weights"].limit >= events[-1].layers[0].histograms["weights"].limit
    history = read_recorded_run(open_run(folder)).history
    assert numbers(history.layers) == numbers([*events, *later])


def test_what_was_measured_after_the_checkpoint_is_cut_off(measured, folders):
    run, events = measured
    folder = run.started.folder
    beyond = line_of(events[-1]) | {"step": run.step + 1}
    with (folder / FILE).open("a") as file:
        file.write(json.dumps(beyond) + "\n")
    finish(prepare_to_train_on(folder, set_text(SETTINGS, "epochs=4"), folders)).close()
    assert last_measurement(folder).step == events[-1].step


def test_a_line_that_was_cut_off_by_a_kill_is_left_out(measured):
    run, events = measured
    path = run.started.folder / FILE
    path.write_bytes(path.read_bytes()[:-40])
    assert numbers(read_recorded_run(open_run(run.started.folder)).history.layers) == numbers(events[:-1])
    assert last_measurement(run.started.folder) is None


@pytest.mark.parametrize("damage", [{"layers": 3}, {"step": "x"}, {"layers": [{"index": 0}]}])
def test_a_line_of_something_else_ends_what_is_read(measured, damage):
    run, events = measured
    path = run.started.folder / FILE
    lines = path.read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | damage)
    path.write_text("\n".join(lines))
    assert numbers(read_recorded_run(open_run(run.started.folder)).history.layers) == numbers(events[:1])


def test_histograms_have_64_bins(measured):
    line = line_of(measured[1][0])
    line["layers"][0]["weights"]["counts"].pop()
    with pytest.raises(ValueError, match="63"):
        event_of(line)


def test_numbers_that_are_not_finite_are_kept_as_such(measured):
    line = line_of(measured[1][0])
    line["layers"][0]["update_ratio"] = line["probe_loss"] = None
    event = event_of(line)
    assert np.isnan(event.layers[0].update_ratio)
    assert np.isnan(event.probe_loss)


class Clock:
    """A clock that a measurement moves by ``cost`` seconds."""

    def __init__(self, cost):
        self.cost, self.now = cost, 0.0

    def __call__(self):
        self.now += self.cost
        return self.now


class Counted:
    """A training of one step after another, as far as the recorder looks at it."""

    def __init__(self, run):
        self.training = run._training

    def measured_steps(self, cost, seconds_per_step, steps):
        recorder = LayerRecorder(self.training, self.training._training, Clock(cost))
        measured = []
        for step in range(1, steps + 1):
            self.training.step = step - 1
            if recorder.is_due(step * seconds_per_step):
                recorder.prepare()
                if recorder.measure(BatchFinished(step, 1, 0.1, 1.0, 0.5, 0.1)) is not None:
                    measured.append(step)
        return measured


@pytest.fixture
def counted(folders, tmp_path):
    """A training whose steps are only counted."""
    run = finish(prepare(SETTINGS, folders, tmp_path))
    yield Counted(run)
    run.close()


def test_measuring_takes_a_small_share_of_the_time(counted):
    cost, seconds, steps = 0.01, 0.001, 5000
    measured = counted.measured_steps(cost, seconds, steps)
    assert cost * len(measured) <= ADVANCE + LARGEST_SHARE * seconds * steps
    assert cost * len(measured) > LARGEST_SHARE * seconds * steps


def test_the_first_step_is_measured_even_if_that_takes_more_than_the_share_and_the_next_one_waits(counted):
    measured = counted.measured_steps(1.0, 0.01, 5000)
    assert measured == [1]


def test_measurements_become_rarer_in_a_long_run(counted):
    measured = counted.measured_steps(0.0, 1.0, 3000)
    assert measured[:50] == list(range(1, 51))
    gaps = np.diff(measured)
    assert gaps[-1] == pytest.approx(30, abs=1)
    assert len(measured) < 500


def test_a_batch_without_a_step_is_not_measured(counted):
    recorder = LayerRecorder(counted.training, counted.training._training)
    recorder.prepare()
    assert recorder.measure(BatchFinished(1, 1, 0.1, float("nan"), 0.5, 0.1)) is None
