"""The horizontal axis of all plots counts epochs, batches, samples or active time, with round ends and ticks."""

import math

import numpy as np
import pytest

from nnstudio.runs.history import History
from nnstudio.runs.run_unit import BATCHES, EPOCHS, RUN_UNITS, SAMPLES, TIME
from nnstudio.ui.plots.axis_range import round_clock_above
from nnstudio.ui.plots.axis_ticks import clock_step, linear_ticks, whole_step
from nnstudio.ui.plots.run_axis import RunAxis
from tests.ui.plotted_runs import add_batches


@pytest.fixture
def history():
    """Three epochs of 50,000 samples in 2,346 batches, which took 100 seconds."""
    history = History(training_count=50_000)
    add_batches(history, np.full(2346, 1.0), until=3.0)
    return history


@pytest.mark.parametrize(("unit", "end"), [(EPOCHS, 3), (BATCHES, 2500), (SAMPLES, 150_000), (TIME, 1)])
def test_an_axis_ends_at_a_round_value(history, unit, end):
    axis = RunAxis(unit)
    assert axis.end(history, history.step) == pytest.approx(end)
    assert axis.limits(history, history.step) == pytest.approx((-0.02 * end, 1.02 * end))


@pytest.mark.parametrize(("unit", "end"), [(EPOCHS, 1), (BATCHES, 20), (SAMPLES, 50_000), (TIME, 1)])
def test_an_axis_without_batches_has_an_end_too(unit, end):
    assert RunAxis(unit).end(History(training_count=50_000), 0) == end
    low, high = RunAxis(unit, True).limits(History(training_count=50_000), 0)
    assert math.isfinite(low)
    assert low < high


@pytest.mark.parametrize("unit", RUN_UNITS, ids=lambda unit: unit.key)
def test_a_logarithmic_axis_begins_at_the_first_batch(history, unit):
    axis = RunAxis(unit, True)
    low, high = axis.limits(history, history.step)
    first = float(unit.of_batches(history, np.array([0]))[0])
    assert low < math.log10(first) < low + 0.1
    assert high > math.log10(axis.end(history, history.step))
    assert np.isnan(axis.of(history, 0.0)), "the start of a run has no logarithm"


def test_the_part_of_a_run_that_is_seen_stays_the_same_on_another_axis(history):
    epochs, batches = RunAxis(EPOCHS), RunAxis(BATCHES)
    assert batches.converted(history, (1.0, 2.0), epochs) == pytest.approx((782, 1564))
    assert epochs.converted(history, (782, 1564), batches) == pytest.approx((1.0, 2.0), rel=1e-5)
    logarithmic = RunAxis(EPOCHS, True)
    assert logarithmic.converted(history, (1.0, 2.0), epochs) == pytest.approx((0.0, math.log10(2)))
    whole = logarithmic.limits(history, history.step)
    assert logarithmic.converted(history, (-0.5, 2.0), epochs) == pytest.approx((whole[0], math.log10(2)))


@pytest.mark.parametrize(
    ("seconds", "end"),
    [(0.3, 0.3), (7, 8), (12, 15), (61, 90), (3500, 3600), (3700, 5400), (5500, 7200), (1e5, 108000)],
)
def test_an_axis_of_time_ends_where_a_clock_is_round(seconds, end):
    assert round_clock_above(seconds) == pytest.approx(end)


@pytest.mark.parametrize(
    ("wanted", "step"), [(0.03, 0.05), (0.7, 1), (3, 5), (12, 15), (40, 60), (61, 120), (700, 900), (4000, 7200)]
)
def test_ticks_of_time_are_round_on_a_clock(wanted, step):
    assert clock_step(wanted) == pytest.approx(step)


def test_ticks_of_time_include_every_half_minute():
    assert linear_ticks(0, 125, 5, step_above=clock_step) == [0, 30, 60, 90, 120]


def test_there_is_no_tick_between_two_batches():
    assert linear_ticks(3, 5, 8, step_above=whole_step) == [3, 4, 5]
