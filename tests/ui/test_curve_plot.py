import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.history import History
from nnstudio.runs.quantities import ACCURACY, LEARNING_RATE, LOSS
from nnstudio.ui.plots.axis_range import round_above, round_below
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.curve_plot import CurvePlot
from tests.ui.plot_mouse import viewport_of, zoom_to
from tests.ui.plotted_runs import add_batches, evaluated_run
from tests.ui.window import show_in_window


@pytest.fixture
def history():
    return evaluated_run()


@pytest.fixture
def plot(qtbot, themes, history):
    plot = CurvePlot(LOSS, themes.theme)
    plot.window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    return plot


def test_the_whole_history_is_drawn(plot):
    assert plot.drawn_step == 5000


def test_the_legend_names_my_digits_only_if_there_are_any(plot, history):
    plot.show_reading(plot.newest_reading(5000, 1))
    assert "my digits" not in plot.findChild(CurveLegend).text
    my_digits = Metrics(0.321, 0.9, 4)
    history.add_evaluation(Evaluated(1, 10, 1.0, Metrics(2.0, 0.3, 10), Metrics(2.1, 0.2, 10), 0.0, True, my_digits))
    plot.show_reading(plot.newest_reading(5000, 2))
    assert "my digits 0.3210" in plot.findChild(CurveLegend).text


def test_the_legend_shows_the_smoothed_batch_and_the_nearest_evaluation(plot, history):
    add_batches(history, [9.0, *[0.05] * 99], until=4.0)
    history.add_evaluation(Evaluated(3, 9, 3.0, Metrics(0.06, 0.3, 10), Metrics(0.07, 0.2, 10), 0.0, True))
    plot.note_change()
    plot.draw_if_changed()
    reading = plot.reading_at(3.0101)
    assert 0.05 < reading.batch < 2
    assert (reading.training, reading.validation) == (0.06, 0.07)
    assert plot.reading_at(0.1).validation == 2.41


def test_a_huge_loss_on_my_digits_does_not_flatten_the_other_curves(plot, history):
    before = plot.limits[1]
    my_digits = Metrics(40.0, 0.2, 4)
    history.add_evaluation(Evaluated(1, 10, 3.0, Metrics(0.3, 0.3, 10), Metrics(0.4, 0.2, 10), 0.0, True, my_digits))
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits[1][1] <= before[1]
    assert any(symbol for _, symbol in plot.marked_edges)


def test_my_digits_are_a_curve_over_the_evaluations_that_included_them(plot, history):
    assert len(plot.my_digits_points) == 0
    my_digits = Metrics(0.5, 0.9, 4)
    history.add_evaluation(Evaluated(1, 10, 1.0, Metrics(2.0, 0.3, 10), Metrics(2.1, 0.2, 10), 0.0, True, my_digits))
    plot.note_change()
    plot.draw_if_changed()
    np.testing.assert_allclose(plot.my_digits_points, [[1.0, 0.5]])


def test_the_axes_show_the_run_with_round_limits_but_for_its_beginning(plot):
    (left, right), (bottom, top) = plot.limits
    assert right == pytest.approx(3.0 * 1.02)
    assert left < 0
    assert (bottom, top) == (0.0, pytest.approx(1.02 * 2.0))
    marks = plot.marked_edges
    assert {sign for _, sign in marks} == {"▲"}
    assert all(position < 0.3 for position, _ in marks)


def test_the_axes_move_only_when_the_run_leaves_them(plot, history):
    before = plot.limits
    add_batches(history, [0.05], until=3.0)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits == before
    add_batches(history, [0.05], until=3.2)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits[0][1] == pytest.approx(4.0 * 1.02)


def test_a_diverging_loss_leaves_the_plot_and_not_the_others_its_axis(plot, history):
    add_batches(history, np.geomspace(0.05, 5e11, 2000), until=5.0)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits[1][1] <= 7 * 1.02
    assert max(plot.marked_edges)[0] > 3


def test_the_first_batch_is_a_dot_on_an_axis_for_twenty(qtbot, themes):
    plot, history = CurvePlot(LOSS, themes.theme), History()
    window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    add_batches(history, [2.4], until=1 / 782)
    plot.draw_if_changed()
    assert plot.limits[0][1] > 19 / 782
    assert plot.dots == 1
    assert window.isVisible()


def test_a_logarithmic_axis_shows_the_beginning_too(plot):
    plot.set_logarithmic(True)
    plot.draw_if_changed()
    bottom, top = plot.limits[1]
    assert math.log10(0.02) < bottom < math.log10(0.05)
    assert top > math.log10(2.4)
    plot.set_logarithmic(False)
    plot.draw_if_changed()
    assert plot.limits[1] == (0.0, pytest.approx(1.02 * 2.0))


def test_losses_that_are_not_finite_or_zero_leave_the_axes_usable(plot, history):
    add_batches(history, [np.nan, np.inf, 0.0], until=3.0)
    for is_logarithmic in (True, False):
        plot.set_logarithmic(is_logarithmic)
        plot.draw_if_changed()
        assert np.isfinite(plot.limits).all()
    assert "×" in {sign for _, sign in plot.marked_edges}


@pytest.fixture
def good_history():
    history = History()
    add_batches(history, 10 * (1 - np.geomspace(0.5, 0.011, 5000)), until=10.0)  # accuracy is a tenth of it
    for epoch in range(11):
        metrics = Metrics(0.1, 0.98 if epoch else 0.1, 10)
        history.add_evaluation(Evaluated(epoch, 500 * epoch, epoch, metrics, metrics, 0.0, True))
    return history


def test_accuracy_ends_at_100_percent_and_begins_where_the_run_is_after_its_first_tenth(qtbot, themes, good_history):
    plot = CurvePlot(ACCURACY, themes.theme)
    window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(good_history)
    plot.draw_if_changed()
    bottom, top = plot.limits[1]
    assert 0.5 < bottom < 0.7
    assert 1 < top < 1.01
    assert "▼" in {sign for _, sign in plot.marked_edges}
    assert window.isVisible()


def test_the_logarithmic_axis_of_accuracy_is_that_of_the_error(qtbot, themes, good_history):
    plot = CurvePlot(ACCURACY, themes.theme)
    window = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(good_history)
    plot.set_logarithmic(True)
    plot.draw_if_changed()
    plot.show_reading(plot.reading_at(10.0))
    said = plot.findChild(CurveLegend).text.replace("\u202f", " ")
    assert "validation 2.00 %" in said
    assert plot.guessing == pytest.approx(0.9)
    assert math.log10(0.005) < plot.limits[1][0] < math.log10(0.0111)
    assert window.isVisible()


def test_a_double_click_and_fit_show_the_whole_run_again(plot, qtbot):
    before = plot.limits
    zoom_to(plot, (1.0, 2.0), (0.0, 1.0))
    assert plot.limits != before
    viewport = viewport_of(plot)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    plot.draw_if_changed()
    assert plot.limits == before


def test_markers_of_many_epochs_do_not_touch(qtbot, themes):
    plot, history = CurvePlot(LOSS, themes.theme), History()
    window = show_in_window(qtbot, plot, 400, 300)
    add_batches(history, np.full(2000, 0.5), until=200.0)
    metrics = Metrics(0.5, 0.9, 10)
    for epoch in range(201):
        history.add_evaluation(Evaluated(epoch, 10 * epoch, epoch, metrics, metrics, 0.0, True))
    plot.set_history(history)
    plot.draw_if_changed()
    assert 10 <= plot.markers <= 33
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
    plot.show_reading(plot.newest_reading(5000, 1))
    assert "batch 0.0500" in legend.text
    assert "validation" not in legend.text + legend.toolTip()
    assert window.isVisible()


def test_an_empty_plot_shows_one_epoch(qtbot, themes):
    plot = CurvePlot(LOSS, themes.theme)
    window = show_in_window(qtbot, plot, 320, 300)
    plot.draw_if_changed()
    assert plot.limits[0][1] == pytest.approx(1.02)
    assert window.isVisible()


@pytest.mark.parametrize(("value", "limit"), [(2.31, 2.5), (1, 1), (1.01, 1.5), (9.1, 10), (0.02, 0.02), (130, 150)])
def test_round_limits(value, limit):
    assert round_above(value) == pytest.approx(limit)


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_a_value_without_a_round_limit_gets_a_default(value):
    assert round_above(value) == 1
    assert round_below(value) == 0.1


def test_an_earlier_run_is_a_grey_curve_behind_until_it_is_removed(plot, history):
    earlier = History()
    add_batches(earlier, np.full(300, 0.7), until=3.0)
    assert not plot.ghost.is_visible
    plot.ghost.show(earlier)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.ghost.is_visible
    np.testing.assert_allclose(plot.ghost.points.y, 0.7, rtol=1e-5)
    plot.set_logarithmic(True)
    plot.draw_if_changed()
    np.testing.assert_allclose(plot.ghost.points.y, math.log10(0.7), rtol=1e-5)
    plot.ghost.show(None)
    assert not plot.ghost.is_visible
