"""A plot of the batches on every horizontal axis: what is seen stays the same part of the run."""

import math

import numpy as np
import pytest

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.history import Change
from nnstudio.runs.quantities import LOSS
from nnstudio.runs.run_unit import BATCHES, EPOCHS, RUN_UNITS
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.run_axis import RunAxis
from tests.ui.plot_mouse import zoom_to
from tests.ui.plotted_runs import evaluated_run
from tests.ui.window import show_in_window


@pytest.fixture
def history():
    return evaluated_run()


@pytest.fixture
def plot(qtbot, themes, history):
    plot = CurvePlot(LOSS, themes.theme)
    plot.window_of_test = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    return plot


def test_the_part_of_the_run_that_was_zoomed_to_stays_when_x_counts_batches(plot, history):
    zoom_to(plot, (1.0, 2.0), (0.0, 1.0))
    (left, right), vertical = plot.limits
    plot.set_axis(RunAxis(BATCHES))
    plot.draw_if_changed()
    assert plot.limits == (pytest.approx((left * 5000 / 3, right * 5000 / 3), abs=1), pytest.approx(vertical))
    plot.set_axis(RunAxis(EPOCHS, is_logarithmic=True))
    plot.draw_if_changed()
    assert plot.limits[0] == pytest.approx((math.log10(left), math.log10(right)), abs=1e-3)


@pytest.mark.parametrize("unit", RUN_UNITS, ids=lambda unit: unit.key)
@pytest.mark.parametrize("is_logarithmic", [False, True], ids=["linear", "logarithmic"])
def test_the_whole_run_is_seen_on_every_axis(plot, history, unit, is_logarithmic):
    history.add_evaluation(Evaluated(3, 5000, 3.0, Metrics(0.06, 0.3, 10), Metrics(0.07, 0.2, 10), 0.0, True))
    history.changes.append(Change(2500, 1.5, "learning rate 0.05 → 0.01"))
    plot.set_axis(RunAxis(unit, is_logarithmic))
    plot.draw_if_changed()
    (left, right), _ = plot.limits
    first, newest = plot.axis.coordinates(unit.of_batches(history, np.array([0, 4999])))
    assert left <= first < newest <= right
    assert newest > left + 0.6 * (right - left)
    assert plot.reading_at(float(plot.axis.of(history, 1.5))).validation in (2.41, 0.07)
    assert plot.events.changes == [pytest.approx(float(plot.axis.of(history, 1.5)))]


def test_a_plot_is_painted_at_any_moment_while_its_axes_change(plot, history):
    for unit in (*RUN_UNITS, *reversed(RUN_UNITS)):
        for is_logarithmic in (False, True):
            plot.set_axis(RunAxis(unit, is_logarithmic))
            plot.set_logarithmic(is_logarithmic)
            assert not plot.grab().isNull(), "before the next frame draws the curves"
            plot.draw_if_changed()
            assert not plot.grab().isNull()
