"""A measured plot is zoomed, panned and given a range of values like those of loss and accuracy."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.runs.history import History
from nnstudio.runs.run_unit import BATCHES
from nnstudio.ui.plots import measured_plot
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.value_range import ValueRange
from tests.ui.plot_mouse import LEFT, drag, hold_and_move, pan, place_of, viewport_of, zoom_to
from tests.ui.plotted_runs import add_batches, measure, measured_run, shown_measured_plot

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _drawn_at_once(monkeypatch):
    """Draw whenever something changed, not four times a second."""
    monkeypatch.setattr(measured_plot, "INTERVAL", 0)


@pytest.fixture
def history():
    return measured_run()


@pytest.fixture
def plot(qtbot, themes, history):
    """The plot of the gradient norm, whose axis is logarithmic."""
    return shown_measured_plot(qtbot, themes.theme, "Gradient norm", history)


@pytest.fixture
def loss(qtbot, themes, history):
    """The plot of the loss on the probe, which falls like the gradient norm on a linear axis."""
    return shown_measured_plot(qtbot, themes.theme, "Loss on the probe", history)


def grow(plot, history, until, norm=0.01):
    """Train on, measure once more, and draw."""
    add_batches(history, [norm] * 100, until=until)
    measure(history, norm)
    plot.note_change()
    plot.draw_if_changed()


def turn_wheel(plot):
    viewport = viewport_of(plot)
    place = QPointF(viewport.rect().center())
    there, no_button = QPointF(viewport.mapToGlobal(place.toPoint())), Qt.MouseButton.NoButton
    turned, no_key, phase = QPoint(0, 480), Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(viewport, QWheelEvent(place, there, QPoint(), turned, no_button, no_key, phase, False))
    plot.draw_if_changed()


def test_a_drag_shows_its_rectangle(plot):
    zoom_to(plot, (1.0, 2.0), (-1.5, 0.5))
    assert plot.canvas.limits == (pytest.approx((1.0, 2.0), abs=0.03), pytest.approx((-1.5, 0.5), abs=0.05))


def test_with_the_middle_button_or_shift_a_drag_moves_what_is_seen(plot):
    zoom_to(plot, (1.0, 2.0), (-1.5, 0.5))
    before = plot.canvas.limits
    by = place_of(plot.canvas, 1.3, -0.5) - place_of(plot.canvas, 1.5, -0.5)
    pan(plot, by)
    assert plot.canvas.limits[0] == pytest.approx((before[0][0] + 0.2, before[0][1] + 0.2), abs=0.01)
    start = viewport_of(plot).rect().center()
    drag(plot, start, start - by, keys=SHIFT)
    assert plot.canvas.limits[0] == pytest.approx(before[0], abs=0.01)


@pytest.mark.parametrize("kind", ValueRange)
def test_new_data_never_moves_what_the_user_has_zoomed_to_until_a_double_click(plot, history, kind):
    plot.set_range(kind)
    plot.draw_if_changed()
    zoom_to(plot, (1.0, 2.0), (-1.5, 0.5))
    zoomed = plot.canvas.limits
    grow(plot, history, 9.0, norm=100.0)
    assert plot.canvas.limits[0] == zoomed[0]
    if not kind.fits_what_is_seen:
        assert plot.canvas.limits[1] == zoomed[1]
    QTest.mouseDClick(viewport_of(plot), LEFT, pos=viewport_of(plot).rect().center())
    plot.draw_if_changed()
    assert plot.canvas.limits[0][1] == pytest.approx(9.18)


def test_the_plot_stands_still_below_a_rectangle_that_is_being_dragged(plot, history):
    before = plot.canvas.limits
    hold_and_move(plot, place_of(plot.canvas, 1.0, 0.5), place_of(plot.canvas, 2.0, -1.5))
    grow(plot, history, 9.0)
    assert plot.canvas.limits == before
    QTest.mouseRelease(viewport_of(plot), LEFT, pos=place_of(plot.canvas, 2.0, -1.5))
    plot.draw_if_changed()
    assert plot.canvas.limits[0] == pytest.approx((1.0, 2.0), abs=0.03)
    assert plot.points == {"1. Dense": 31}


def test_a_range_of_all_that_is_seen_fits_the_part_that_was_zoomed_to(loss):
    loss.set_range(ValueRange.FREE)
    loss.draw_if_changed()
    assert loss.canvas.limits[1][1] > 10
    zoom_to(loss, (1.9, 2.8), loss.canvas.limits[1])
    assert loss.canvas.limits[1][1] < 0.3


def test_a_fixed_range_is_that_of_the_first_values_and_stays_for_the_next_run(loss, history):
    loss.set_range(ValueRange.FIXED)
    loss.draw_if_changed()
    before = loss.canvas.limits[1]
    grow(loss, history, 5.0, norm=50.0)
    other = History()
    loss.set_history(other, {})
    grow(loss, other, 1.0)
    assert loss.canvas.limits[1] == before
    loss.show_all()
    loss.draw_if_changed()
    assert loss.canvas.limits[1][1] < 0.1, "a fit chooses it anew"


def test_a_fixed_range_that_is_chosen_before_there_are_values_waits_for_them(qtbot, themes):
    history = History()
    plot = shown_measured_plot(qtbot, themes.theme, "Loss on the probe", history)
    plot.set_range(ValueRange.FIXED)
    plot.draw_if_changed()
    grow(plot, history, 1.0, norm=7.0)
    fixed = plot.canvas.limits[1]
    assert fixed == pytest.approx((0.0, 7.14))
    grow(plot, history, 2.0, norm=90.0)
    assert plot.canvas.limits[1] == fixed


def test_a_logarithmic_axis_is_taken_up_where_it_makes_sense(loss, plot, qtbot, themes, history):
    for each in (loss, plot):
        each.set_logarithmic(True)
        each.draw_if_changed()
    assert loss.canvas.limits[1] == pytest.approx((np.log10(0.01), 1.0), abs=0.1)
    loss.set_logarithmic(False)
    loss.draw_if_changed()
    assert loss.canvas.limits[1][0] == 0
    plot.set_logarithmic(False)
    assert plot.is_logarithmic, "norms span decades"
    dead = shown_measured_plot(qtbot, themes.theme, "Dead units", history)
    dead.set_logarithmic(True)
    assert not dead.is_logarithmic, "fractions are often 0"


def test_the_part_that_was_zoomed_to_stays_when_x_counts_batches(plot):
    zoom_to(plot, (1.0, 2.0), plot.canvas.limits[1])
    left, right = plot.canvas.limits[0]
    plot.set_axis(RunAxis(BATCHES))
    plot.draw_if_changed()
    assert plot.canvas.limits[0] == pytest.approx((1000 * left, 1000 * right), abs=1)


def test_the_wheel_zooms_in_a_plot_that_was_clicked_and_else_scrolls_the_view(plot):
    before = plot.canvas.limits
    plot.canvas.clearFocus()
    turn_wheel(plot)
    assert plot.canvas.limits == before
    QTest.mouseClick(viewport_of(plot), LEFT, pos=viewport_of(plot).rect().center())
    turn_wheel(plot)
    assert plot.canvas.limits[0][1] - plot.canvas.limits[0][0] < before[0][1] - before[0][0]


def test_what_the_mouse_does_is_said(plot):
    assert "A drag zooms" in plot.whatsThis()
    assert plot.whatsThis().startswith(plot.curves.help)
