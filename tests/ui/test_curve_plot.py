import math

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.runs.events import BatchesFinished
from nnstudio.runs.history import History
from nnstudio.runs.quantities import ACCURACY, LEARNING_RATE, LOSS
from nnstudio.ui.plots.axis_range import decade_below, round_above
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.curve_plot import CurvePlot
from tests.ui.window import show_in_window


def add_batches(history, losses, until):
    losses = np.array(losses, np.float32)
    start = history.positions.values[-1] if history.step else 0.0
    positions = np.linspace(start, until, len(losses) + 1, dtype=np.float32)[1:]
    steps = range(history.step + 1, history.step + 1 + len(losses))
    numbers = zip(steps, positions, losses, strict=True)
    batches = [BatchFinished(step, 1, position, loss, loss / 10, 0.05) for step, position, loss in numbers]
    history.add_batches(BatchesFinished.of(batches, 1.0, 100.0))


@pytest.fixture
def history():
    history = History()
    add_batches(history, np.geomspace(2.4, 0.05, 5000), until=3.0)
    history.add_evaluation(Evaluated(0, 0, 0.0, Metrics(2.4, 0.1, 10), Metrics(2.41, 0.09, 10), 0.0, True))
    return history


@pytest.fixture
def plot(qtbot, themes, history):
    plot = CurvePlot(LOSS, themes.theme)
    plot.window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    return plot


def test_the_whole_history_is_drawn(plot):
    assert plot.drawn_step == 5000


def test_the_legend_names_my_digits_only_if_there_are_any(qtbot, themes, history):
    legend = CurveLegend(LOSS)
    qtbot.addWidget(legend)
    legend.show_at(history, themes.theme, None)
    assert "my digits" not in legend.text()
    my_digits = Metrics(0.321, 0.9, 4)
    history.add_evaluation(Evaluated(1, 10, 1.0, Metrics(2.0, 0.3, 10), Metrics(2.1, 0.2, 10), 0.0, True, my_digits))
    legend.show_at(history, themes.theme, None)
    assert "my digits 0.321" in legend.text()


def test_my_digits_are_a_curve_over_the_evaluations_that_included_them(plot, history):
    assert len(plot.my_digits_points) == 0
    my_digits = Metrics(0.5, 0.9, 4)
    history.add_evaluation(Evaluated(1, 10, 1.0, Metrics(2.0, 0.3, 10), Metrics(2.1, 0.2, 10), 0.0, True, my_digits))
    plot.note_change()
    plot.draw_if_changed()
    np.testing.assert_allclose(plot.my_digits_points, [[1.0, 0.5]])


def test_the_axes_show_the_whole_run_with_round_limits(plot):
    (left, right), (bottom, top) = plot.limits
    assert right == pytest.approx(3.0 * 1.02)
    assert left < 0
    assert (bottom, top) == (0.0, 2.5)


def test_the_axes_move_only_when_the_run_leaves_them(plot, history):
    before = plot.limits
    add_batches(history, [0.05], until=3.0)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits == before
    add_batches(history, [4.2], until=3.2)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits[0][1] == pytest.approx(4.0 * 1.02)
    assert plot.limits[1][1] == 5.0


def test_a_logarithmic_axis_spans_whole_decades(plot):
    plot.set_logarithmic(True)
    plot.draw_if_changed()
    assert plot.limits[1] == pytest.approx((-2, math.log10(2.5)))
    plot.set_logarithmic(False)
    plot.draw_if_changed()
    assert plot.limits[1] == (0.0, 2.5)


def test_losses_that_are_not_finite_or_zero_leave_the_axes_usable(plot, history):
    add_batches(history, [np.nan, np.inf, 0.0], until=3.0)
    for is_logarithmic in (True, False):
        plot.set_logarithmic(is_logarithmic)
        plot.draw_if_changed()
        assert np.isfinite(plot.limits).all()


def test_accuracy_has_natural_limits(qtbot, themes, history):
    plot = CurvePlot(ACCURACY, themes.theme)
    window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    assert plot.limits[1] == pytest.approx((0, 1.02))
    assert window.isVisible()


def test_a_quantity_without_evaluations_is_a_curve_of_the_batches_alone(qtbot, themes, history):
    plot = CurvePlot(LEARNING_RATE, themes.theme)
    window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    assert plot.drawn_step == 5000
    assert plot.guessing is None
    assert 0.05 < plot.limits[1][1] <= 0.1
    (legend,) = plot.findChildren(CurveLegend)
    assert "batch 0.05" in legend.text()
    assert "validation" not in legend.text() + legend.toolTip()
    assert window.isVisible()


def test_an_empty_plot_shows_one_epoch(qtbot, themes):
    plot = CurvePlot(LOSS, themes.theme)
    window = show_in_window(qtbot, plot, 320, 300)
    plot.draw_if_changed()
    assert plot.limits[0][1] == pytest.approx(1.02)
    assert window.isVisible()


@pytest.mark.parametrize(("value", "limit"), [(2.31, 2.5), (1, 1), (1.01, 1.5), (9, 10), (0.02, 0.02), (130, 150)])
def test_round_limits(value, limit):
    assert round_above(value) == pytest.approx(limit)


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_a_value_without_a_round_limit_gets_a_default(value):
    assert round_above(value) == 1
    assert decade_below(value) == 0.1
