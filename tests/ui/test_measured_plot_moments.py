"""A plot of what is measured seldom says of when its values are."""

import numpy as np
import pytest

from nnstudio.runs.history import History
from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.runs.run_unit import BATCHES
from nnstudio.ui.plots.measured_curve import FEW
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from nnstudio.ui.plots.run_axis import RunAxis
from tests.ui.plotted_layers import NAMES, history_of
from tests.ui.plotted_runs import add_batches
from tests.ui.window import show_in_window


@pytest.fixture
def shown(qtbot, themes):
    """Shows the plot called ``label`` with a history."""

    def build(label, history):
        curves = next(each for each in RUN_CURVES if each.label == label)
        plot = MeasuredPlot(curves, themes.theme)
        plot.window_of_test = show_in_window(qtbot, plot, 500, 300)
        plot.set_history(history, NAMES)
        plot.draw_if_changed()
        return plot

    return build


def measured(until):
    """A history of layers measured at 0.1, 1.1 and 2.1 epochs, and batches ``until`` another one."""
    history = history_of(1.0, 2.0, 3.0)
    add_batches(history, np.full(round(10 * until), 1.0), until=until)
    return history


def test_an_old_value_names_its_epoch(shown):
    plot = shown("Gradient norm", measured(until=4.0))
    assert plot.text == "1. Dense 0.1000, Output 0.1000, epoch 2.10"


def test_the_newest_value_names_none(shown):
    assert shown("Gradient norm", measured(until=2.1)).text == "1. Dense 0.1000, Output 0.1000"


def test_the_moment_counts_in_the_unit_of_the_axis(shown):
    plot = shown("Gradient norm", measured(until=4.0))
    plot.set_axis(RunAxis(BATCHES))
    plot.draw_if_changed()
    assert plot.text.endswith(", batch 21")


def test_a_value_far_from_the_crosshair_names_its_epoch(shown):
    plot = shown("Gradient norm", measured(until=4.0))
    plot.show_crosshair(1.5)
    assert plot.text.endswith(", epoch 1.10")
    plot.show_crosshair(1.1)
    assert "epoch" not in plot.text


def test_few_measurements_have_a_dot_each_and_many_have_none(shown):
    assert shown("Gradient norm", measured(until=4.0)).dots == [3, 3]
    assert shown("Gradient norm", history_of(*[1.0] * (FEW + 1))).dots == [0, 0]


def test_what_is_known_of_every_batch_has_no_dots(shown):
    assert shown("Learning rate", measured(until=4.0)).dots == [0]


def test_without_measurements_it_says_what_will_appear(shown):
    plot = shown("Gradient norm", History())
    assert (plot.text, plot.dots) == ("", [])
