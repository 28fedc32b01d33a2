"""Bands in the background show where epochs begin and end, as long as they can be told apart."""

import math

import numpy as np
import pytest

from nnstudio.runs.history import History
from nnstudio.runs.quantities import LOSS
from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.runs.run_unit import BATCHES
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from nnstudio.ui.plots.plot_canvas import PlotCanvas
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.small_plot import SmallPlot
from tests.ui.plotted_runs import add_batches
from tests.ui.window import show_in_window


def history_until(epochs):
    history = History()
    add_batches(history, np.full(500, 1.0), until=epochs)
    return history


@pytest.fixture
def plot(qtbot, themes):
    plot = CurvePlot(LOSS, themes.theme)
    plot.window_of_test = show_in_window(qtbot, plot, 500, 300)
    return plot


def shown(plot, epochs):
    plot.set_history(history_until(epochs))
    plot.draw_if_changed()
    return plot.bands.bands


def zoom(plot, left, right):
    box = plot.findChild(PlotCanvas).getPlotItem().getViewBox()
    box.setXRange(left, right, padding=0)
    box.sigRangeChangedManually.emit([True, True])
    plot.draw_if_changed()


def test_every_other_epoch_is_shaded(plot):
    assert shown(plot, 6) == [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]


def test_epochs_too_narrow_to_see_are_not_shaded(plot):
    assert shown(plot, 300) == []


def test_zoomed_in_they_can_be_seen_again_and_are_the_same_ones(plot):
    shown(plot, 300)
    zoom(plot, 100.5, 104.5)
    assert plot.bands.bands == [(101.0, 102.0), (103.0, 104.0)]


def test_a_band_of_which_only_a_part_is_in_sight_is_drawn(plot):
    shown(plot, 6)
    zoom(plot, 3.5, 4.5)
    assert plot.bands.bands == [(3.0, 4.0)]


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_bands_can_be_seen_behind_the_curves_in_every_theme(plot, themes, theme):
    themes.choose(theme)
    plot.set_theme(themes.theme)
    shown(plot, 2)
    with_bands = plot.grab().toImage()
    plot.bands.draw(*plot.limits, np.empty(0))
    assert plot.grab().toImage() != with_bands


def test_small_plots_have_bands_too(qtbot, themes):
    plot = MeasuredPlot(next(each for each in RUN_CURVES if each.label == "Learning rate"), themes.theme)
    plot.window_of_test = show_in_window(qtbot, plot, 400, 260)
    plot.set_history(history_until(4), {})
    plot.draw_if_changed()
    assert plot.findChild(SmallPlot).bands.bands == [(1.0, 2.0), (3.0, 4.0)]


def test_epochs_are_shaded_where_they_are_on_any_axis(plot):
    shown(plot, 4)
    batches = plot.drawn_step // 4
    plot.set_axis(RunAxis(BATCHES))
    plot.draw_if_changed()
    assert plot.bands.bands == [(batches, 2 * batches), (3 * batches, 4 * batches)]
    plot.set_axis(RunAxis(BATCHES, is_logarithmic=True))
    plot.draw_if_changed()
    assert plot.bands.bands[0] == pytest.approx((math.log10(batches), math.log10(2 * batches)))
