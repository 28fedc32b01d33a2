"""How far a run is, counted in epochs, batches, samples or active time."""

import math

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.runs.events import BatchesFinished
from nnstudio.runs.history import History
from nnstudio.runs.run_unit import BATCHES, EPOCHS, RUN_UNITS, SAMPLES, TIME, clock, counted

COUNT = 1000


def add(history, samples, seconds):
    """Add a group of batches of so many ``samples`` each, reported after so many active ``seconds``."""
    trained = round(COUNT * float(history.positions.values[-1])) if history.step else 0
    steps = range(history.step + 1, history.step + 1 + len(samples))
    positions = (trained + np.cumsum(samples)) / COUNT
    batches = [BatchFinished(step, 1, position, 1.0, 0.5, 0.1) for step, position in zip(steps, positions, strict=True)]
    history.add_batches(BatchesFinished.of(batches, seconds, 100.0))


@pytest.fixture
def history():
    """Ten batches of 100 samples in two groups, then ten of 50, because the batch size was changed live."""
    history = History(training_count=COUNT)
    add(history, [100] * 4, 0.8)
    add(history, [100] * 6, 1.4)
    add(history, [50] * 10, 6.4)
    return history


@pytest.mark.parametrize(
    ("unit", "after_10", "after_20"), [(EPOCHS, 1.0, 1.5), (BATCHES, 10, 20), (SAMPLES, 1000, 1500), (TIME, 1.4, 6.4)]
)
def test_samples_and_time_are_right_though_the_batch_size_was_changed(history, unit, after_10, after_20):
    x = unit.of_batches(history, np.array([9, 19]))
    np.testing.assert_allclose(x, [after_10, after_20], rtol=1e-6)
    np.testing.assert_allclose(unit.of(history, [1.0, 1.5]), [after_10, after_20], rtol=1e-6)


def test_the_batches_of_a_group_are_spread_over_its_time(history):
    np.testing.assert_allclose(history.times.values[:4], [0.2, 0.4, 0.6, 0.8], rtol=1e-6)
    np.testing.assert_allclose(history.times.values[9:12], [1.4, 1.9, 2.4], rtol=1e-6)


def test_a_recorded_run_that_is_read_at_once_has_the_same_times(history):
    read = History(training_count=COUNT)
    rows = np.empty(
        history.step, [(name, "<f4") for name in ("position", "loss", "accuracy", "learning_rate", "seconds")]
    )
    for name in rows.dtype.names:
        rows[name] = history.series(name).values
    read.add_batches(BatchesFinished(1, 2, rows, 0.0))
    np.testing.assert_allclose(read.times.values, history.times.values, rtol=1e-6)


def test_a_run_that_is_trained_on_goes_on_where_it_was(history):
    kept = history.as_of(10, 0)
    add(kept, [100] * 2, 2.4)
    np.testing.assert_allclose(kept.times.values[9:], [1.4, 1.9, 2.4], rtol=1e-6)
    assert SAMPLES.of_batches(kept, np.array([11])) == pytest.approx(1200)
    assert history.times.values[11] == pytest.approx(2.4), "the history before is not changed"


@pytest.mark.parametrize("unit", RUN_UNITS, ids=lambda unit: unit.key)
@pytest.mark.parametrize("other", RUN_UNITS, ids=lambda unit: unit.key)
def test_every_unit_is_converted_into_every_other_and_back(history, unit, other):
    x = unit.of_batches(history, np.arange(20))
    there = other.converted(history, x, unit)
    np.testing.assert_allclose(there, other.of_batches(history, np.arange(20)), rtol=1e-5)
    np.testing.assert_allclose(unit.converted(history, there, other), x, rtol=1e-5)


def test_between_two_batches_the_time_is_interpolated(history):
    assert TIME.of(history, 1.025) == pytest.approx(1.65)
    assert TIME.of(history, 0.05) == pytest.approx(0.1)
    assert BATCHES.of(history, 1.0001) == 10


def test_outside_the_run_its_mean_pace_is_assumed(history):
    np.testing.assert_allclose(TIME.of(history, [0.0, 3.0, -0.15]), [0.0, 12.8, -0.64], rtol=1e-6)


@pytest.mark.parametrize("unit", RUN_UNITS, ids=lambda unit: unit.key)
def test_the_batches_before_a_place_are_those_that_had_ended(history, unit):
    ends = unit.of_batches(history, np.arange(20))
    assert unit.batches_before(history, ends).tolist() == list(range(20))
    assert unit.batches_before(history, [-1.0, float(ends[-1]) * 2]).tolist() == [0, 20]


@pytest.mark.parametrize("unit", RUN_UNITS, ids=lambda unit: unit.key)
def test_a_run_without_batches_is_at_its_start(unit):
    assert unit.of(History(), 0.0) == 0
    assert unit.batches_before(History(), [0.0, 1.0]).tolist() == [0, 0]
    assert unit.text(0.0) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (41, "0:41"), (725, "12:05"), (3723, "1:02:03"), (0.5, "0:00.5"), (90.25, "1:30.25"), (-5, "−0:05")],
)
def test_time_is_written_as_on_a_clock(seconds, text):
    assert clock(seconds) == text


def test_a_time_that_is_read_out_has_tenths():
    assert clock(59.96, 1) == "1:00.0"
    assert TIME.text(62.04) == "time 1:02.0"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (650, "650"),
        (8300, "8 300"),
        (10 ** math.log10(2000), "2 000"),
        (15_000, "15k"),
        (1_250_000, "1.25M"),
        (0.5, "0.5"),
    ],
)
def test_counts_at_an_axis_are_short(number, text):
    assert counted(number).replace("\u202f", " ") == text


def test_every_unit_says_what_x_is():
    said = [unit.text(1500.25).replace("\u202f", " ") for unit in RUN_UNITS]
    assert said == ["epoch 1500.25", "batch 1 500", "1 500 samples", "time 25:00.2"]
