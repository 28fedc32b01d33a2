"""Zooming, panning and the range of values, as a person uses them: wheel, drag, double click, keys and menus."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.runs.history import History
from nnstudio.runs.quantities import ACCURACY
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.fixed_ranges import FixedRanges
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.plots.plot_canvas import PlotCanvas
from nnstudio.ui.plots.value_range import ValueRange
from tests.ui.plot_mouse import LEFT, drag, pan, viewport_of, zoom_to
from tests.ui.plotted_runs import add_batches, falling_loss, grow, shown_plot
from tests.ui.test_live_view import run_to_its_end
from tests.ui.window import show_in_window

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def history():
    return falling_loss()


@pytest.fixture
def plot(qtbot, themes, history):
    return shown_plot(qtbot, themes.theme, history)


def turn_wheel(plot, clicks):
    viewport = viewport_of(plot)
    place = QPointF(viewport.rect().center())
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    plot.draw_if_changed()


def pan_with_shift(plot):
    start = viewport_of(plot).rect().center()
    drag(plot, start, start + QPoint(-60, 20), keys=SHIFT)


CHANGES = {
    lambda plot: zoom_to(plot, (1.0, 2.0), (0.1, 0.5)): "rectangle",
    lambda plot: pan(plot, QPoint(-60, 20)): "middle button",
    pan_with_shift: "Shift",
    lambda plot: turn_wheel(plot, 4): "wheel",
}


@pytest.mark.parametrize("kind", ValueRange)
@pytest.mark.parametrize("change", CHANGES, ids=CHANGES.get)
def test_new_data_never_moves_what_the_user_has_zoomed_or_panned_to(plot, history, kind, change):
    plot.set_range(kind)
    plot.draw_if_changed()
    before = plot.limits
    change(plot)
    zoomed = plot.limits
    assert zoomed != before
    for until in (4.0, 9.0, 30.0):
        grow(plot, history, until)
    assert plot.limits[0] == zoomed[0]
    if not kind.fits_what_is_seen:
        assert plot.limits[1] == zoomed[1]


def test_a_double_click_follows_the_run_again(plot, history):
    turn_wheel(plot, 4)
    grow(plot, history, 4.0)
    QTest.mouseDClick(viewport_of(plot), LEFT, pos=viewport_of(plot).rect().center())
    plot.draw_if_changed()
    assert plot.limits[0][1] == pytest.approx(4.08)
    grow(plot, history, 7.0)
    assert plot.limits[0][1] == pytest.approx(7.14)


def test_nobody_can_pan_to_before_the_start(plot):
    pan(plot, QPoint(150, 0))
    assert plot.limits[0][0] == pytest.approx(-0.06)


def test_nobody_can_zoom_out_to_losses_below_0_or_far_beyond_the_end(plot):
    turn_wheel(plot, -40)
    (left, right), (bottom, _) = plot.limits
    assert bottom == pytest.approx(0)
    assert (left, right) == pytest.approx((-0.06, 3.06 + 0.312))


def test_a_logarithmic_axis_can_be_zoomed_below_1(plot):
    plot.set_logarithmic(True)
    plot.draw_if_changed()
    turn_wheel(plot, -4)
    assert plot.limits[1][0] < 0


def test_a_free_range_fits_every_value_that_is_seen(plot, history):
    history.series("loss").values[1500] = 2.9
    plot.set_smoothing(0.0)
    plot.draw_if_changed()
    assert plot.limits[1][1] < 2.9, "a spike leaves the plot at first"
    plot.set_range(ValueRange.FREE)
    plot.draw_if_changed()
    bottom, top = plot.limits[1]
    assert -0.2 < bottom < 0.05
    assert 2.9 < top < 3.2
    for _ in range(3):
        turn_wheel(plot, 4)
    (left, right), (bottom, top) = plot.limits
    seen = history.series("loss").values[int(1000 * left) : int(1000 * right)]
    assert bottom <= seen.min()
    assert top >= seen.max()
    assert top - bottom < 2 * (seen.max() - seen.min())


def test_in_a_free_range_the_mouse_moves_along_the_run_alone(plot):
    plot.set_range(ValueRange.FREE)
    plot.draw_if_changed()
    pan(plot, QPoint(0, 60))
    bottom, top = plot.limits[1]
    assert bottom < 0.05
    assert top > 2.4


def test_a_range_from_zero_begins_there_and_ends_at_a_round_value(qtbot, themes, history):
    plot = CurvePlot(ACCURACY, themes.theme)
    plot.window_of_test = show_in_window(qtbot, plot, 400, 300)
    plot.set_history(history)
    plot.set_range(ValueRange.ZERO)
    plot.draw_if_changed()
    assert plot.limits[1] == pytest.approx((0.0, 1.02))


def test_a_range_from_zero_shows_the_beginning_of_the_loss_too(plot):
    plot.set_range(ValueRange.ZERO)
    plot.draw_if_changed()
    assert plot.limits[1] == pytest.approx((0.0, 1.02 * 2.5))
    plot.set_logarithmic(True)
    plot.draw_if_changed()
    assert math.isfinite(plot.limits[1][0]), "a logarithmic axis has no zero"


def test_a_fixed_range_stays_for_new_data_and_the_next_run_until_the_user_fits_it(plot, history):
    plot.set_range(ValueRange.FIXED)
    plot.draw_if_changed()
    before = plot.limits[1]
    grow(plot, history, 5.0, losses=(9.0,))
    assert plot.limits == (pytest.approx((-0.1, 5.1)), before)
    other = History()
    add_batches(other, np.full(100, 0.001), until=1.0)
    plot.set_history(other)
    plot.draw_if_changed()
    assert plot.limits[1] == before
    plot.show_all()
    plot.draw_if_changed()
    assert plot.limits[1] != before
    fitted = plot.limits[1]
    add_batches(other, np.full(100, 4.0), until=2.0)
    plot.note_change()
    plot.draw_if_changed()
    assert plot.limits[1] == fitted


@pytest.fixture
def live(window):
    """The live view of the whole window."""
    return window.view(LiveView)


def entry(live, text):
    (action,) = [each for each in live.controls.axes.menu().actions() if each.text() == text]
    return action


def test_the_menu_has_both_logarithmic_axes_separately(window, live, wait_until):
    live.choice.actions_by_label["Gradient norm"].setChecked(True)
    run_to_its_end(window, wait_until)
    entry(live, "Logarithmic x").trigger()
    (gradients,) = live.measured.plots
    wait_until(lambda: live.accuracy.limits[0] == live.loss.limits[0] and live.loss.limits[0][0] < -1)
    wait_until(lambda: gradients.findChild(PlotCanvas).limits[0] == live.loss.limits[0])
    assert not live.is_logarithmic
    QTest.keyClick(window, Qt.Key.Key_L)
    assert entry(live, "Logarithmic y").isChecked()
    entry(live, "Logarithmic x").trigger()
    wait_until(lambda: live.loss.limits[0][1] > 1)
    assert live.is_logarithmic


def test_the_range_is_chosen_in_the_menu_for_all_plots_and_comes_back(window, live, wait_until, tmp_path):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    live.choice.actions_by_label["Cost"].setChecked(True)
    run_to_its_end(window, wait_until)
    (cost,) = live.measured.plots
    wait_until(lambda: cost.findChild(PlotCanvas).limits[1][0] == 0)
    entry(live, "y: all that is seen").trigger()
    wait_until(lambda: cost.findChild(PlotCanvas).limits[1][0] < 0)
    assert live.controls.axes.value_range is ValueRange.FREE
    live.save(settings)
    entry(live, "y: what matters").trigger()
    live.restore(settings)
    assert entry(live, "y: all that is seen").isChecked()


def test_fixed_values_come_back_at_the_next_start(window, live, wait_until, tmp_path):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    live.choice.actions_by_label["Cost"].setChecked(True)
    run_to_its_end(window, wait_until)
    (cost,) = live.measured.plots
    wait_until(lambda: live.loss.drawn_step == window.session.history.step and cost.points == {"loss + penalty": 3})
    zoom_to(live.loss, live.loss.limits[0], (0.5, 1.5))
    entry(live, "y: fixed").trigger()
    fixed = [each.canvas.limits[1] for each in (live.loss, live.accuracy, cost)]
    live.save(settings)
    entry(live, "y: what matters").trigger()
    live.fit()
    wait_until(lambda: live.loss.limits[1] != fixed[0])
    live.restore(settings)
    assert entry(live, "y: fixed").isChecked()
    run_to_its_end(window, wait_until)
    wait_until(lambda: live.loss.drawn_step == window.session.history.step and cost.points == {"loss + penalty": 3})
    assert [each.canvas.limits[1] for each in (live.loss, live.accuracy, cost)] == fixed


@pytest.fixture
def measured(qtbot, themes):
    """Measured plots without a window, none of them chosen."""
    frames, parent = FrameTimer(), QWidget()
    qtbot.addWidget(parent)
    plots = MeasuredPlots(themes.theme, frames, {}, parent)
    plots.set_range(ValueRange.FIXED)
    yield plots
    frames.stop()


def test_fixed_values_wait_for_a_plot_that_is_chosen_later(measured, ui_settings):
    ui_settings.setValue("fixed/Gap", "-0.5 0.25")
    ranges = FixedRanges({}, measured)
    ranges.restore(ui_settings)
    ranges.save(ui_settings)
    assert ui_settings.value("fixed/Gap") == "-0.5 0.25", "it is not forgotten before"
    measured.build("Gap".__eq__)
    assert measured.plot("Gap").canvas.limits[1] == (-0.5, 0.25)


@pytest.mark.parametrize("saved", ["", "1 2 3", "nan 1", "2 1", "much"])
def test_fixed_values_that_are_no_range_are_chosen_anew(plot, measured, ui_settings, saved):
    plot.set_range(ValueRange.FIXED)
    ui_settings.setValue("fixed/Loss", saved)
    FixedRanges({"Loss": plot}, measured).restore(ui_settings)
    plot.draw_if_changed()
    assert plot.limits[1] == pytest.approx((0.0, 2.04))


def test_every_entry_of_the_menu_says_what_it_does(live):
    actions = [each for each in live.controls.axes.menu().actions() if not each.isSeparator()]
    assert all(len(each.toolTip()) > len(each.text()) for each in actions)
    live.toggle_logarithmic()
    assert "logarithmic axis has none" in entry(live, "y: from zero").toolTip()
