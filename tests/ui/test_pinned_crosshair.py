"""The crosshair is pinned by a click or by Enter, shows the values of everything there, and is let go again."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.number_text import significant
from nnstudio.session.state import State
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.plot_canvas import PlotCanvas
from tests.ui.plot_mouse import place_of
from tests.ui.test_live_view import run_to_its_end

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def live(window):
    """The live view of the whole window."""
    return window.view(LiveView)


@pytest.fixture
def learned(window, live, wait_until):
    """The live view after a run of two epochs, with the plot of the penalty."""
    window.workspace.set("training.penalties.l2", 0.01)
    live.choice.actions_by_label["Penalty"].setChecked(True)
    run_to_its_end(window, wait_until)
    (penalty,) = live.measured.plots
    wait_until(lambda: live.loss.limits[0][1] > 2 and live.loss.drawn_step == window.session.history.step)
    wait_until(lambda: live.accuracy.limits[0] == live.loss.limits[0])
    wait_until(lambda: len(penalty.text) > 0 and penalty.canvas.limits[0][1] > 2)
    return live


def click(canvas, x, offset=0):
    QTest.mouseClick(canvas.viewport(), LEFT, pos=place_of(canvas, x) + QPoint(offset, 0))


def said(plot):
    return plot.findChild(CurveLegend).text.replace("\u202f", " ")


def canvases(live):
    return [each for each in live.findChildren(PlotCanvas) if each.isVisible()]


def test_a_click_pins_the_crosshair_in_every_plot_and_shows_the_values_there(learned, window):
    click(learned.loss.canvas, 1.0)
    assert all(each.is_pinned for each in canvases(learned))
    assert len({each.crosshair for each in canvases(learned)}) == 1
    assert learned.loss.crosshair == pytest.approx(1.0, abs=0.02)
    for plot in (learned.loss, learned.accuracy):
        assert "pinned" in said(plot)
        assert plot.canvas.accessibleDescription() == plot.findChild(CurveLegend).text
    evaluation = window.session.history.evaluations[1]
    assert f"validation {significant(evaluation.validation.loss)}" in said(learned.loss)
    (penalty,) = learned.measured.plots
    assert penalty.text == f"penalty {penalty.curves.text(evaluation.penalty)}"


def test_a_pinned_crosshair_looks_different(learned):
    before = learned.loss.canvas.grab().toImage()
    click(learned.loss.canvas, 1.0)
    pinned = learned.loss.canvas.grab().toImage()
    click(learned.loss.canvas, 1.0)
    free = learned.loss.canvas.grab().toImage()
    assert before != pinned
    assert pinned != free


def test_the_pointer_does_not_move_what_is_pinned_and_a_click_elsewhere_does(learned):
    click(learned.loss.canvas, 1.0)
    pinned = learned.loss.crosshair
    learned.accuracy.canvas.pointer_moved.emit(0.3)
    learned.accuracy.canvas.pointer_moved.emit(None)
    assert learned.loss.crosshair == pinned
    click(learned.accuracy.canvas, 0.5)
    assert learned.loss.crosshair == pytest.approx(0.5, abs=0.02)
    assert learned.loss.canvas.is_pinned


def test_a_click_on_the_pinned_place_lets_it_go(learned):
    (penalty,) = learned.measured.plots
    click(penalty.canvas, 1.0)
    assert learned.loss.canvas.is_pinned
    click(penalty.canvas, penalty.canvas.crosshair, offset=3)
    assert not any(each.is_pinned for each in canvases(learned))
    assert "pinned" not in said(learned.loss)
    learned.loss.canvas.pointer_moved.emit(None)
    assert learned.loss.crosshair is None


def test_a_double_click_fits_the_plot_and_pins_nothing(learned):
    viewport, place = learned.loss.canvas.viewport(), place_of(learned.loss.canvas, 1.0)
    QTest.mouseClick(viewport, LEFT, pos=place)
    QTest.mouseDClick(viewport, LEFT, pos=place)
    assert not learned.loss.canvas.is_pinned


def test_a_right_click_pins_nothing(learned):
    QTest.mouseClick(learned.loss.canvas.viewport(), Qt.MouseButton.RightButton, pos=place_of(learned.loss.canvas, 1.0))
    assert not learned.loss.canvas.is_pinned


def test_the_keys_move_the_crosshair_of_a_focused_plot_and_pin_it(learned, window):
    canvas = learned.accuracy.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert learned.loss.crosshair == pytest.approx(2.0), "it begins at the newest batch"
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
    left, right = learned.loss.limits[0]
    assert learned.loss.crosshair == pytest.approx(2.0 - 0.05 * (right - left))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert learned.loss.crosshair == pytest.approx(2.0 - 0.04 * (right - left))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert learned.loss.canvas.is_pinned
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert learned.loss.crosshair is None


def test_with_shift_the_keys_move_it_by_a_batch(learned, window):
    learned.controls.units.setCurrentIndex(1)
    canvas = learned.loss.canvas
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    steps = window.session.history.step
    assert learned.loss.crosshair == steps
    QTest.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Left, SHIFT)
    assert learned.loss.crosshair == steps - 2
    QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    assert learned.loss.crosshair == steps - 1


def test_a_pin_stays_at_its_moment_on_another_axis(learned, window):
    click(learned.loss.canvas, 1.0)
    x = learned.loss.crosshair
    learned.controls.units.setCurrentIndex(1)
    assert learned.loss.crosshair == pytest.approx(window.session.history.step * x / 2, abs=1)
    assert learned.loss.canvas.is_pinned
    learned.controls.axes.logarithmic_x.trigger()
    learned.controls.units.setCurrentIndex(0)
    assert 10**learned.loss.crosshair == pytest.approx(x, abs=0.05)


@pytest.mark.usefixtures("run_endlessly")
def test_escape_lets_the_pin_go_before_it_ends_a_run(window, live, wait_until):
    wait_until(lambda: live.loss.drawn_step > 0)
    live.loss.canvas.clicked.emit(0.01, 0.001)
    window.centralWidget().setFocus()
    QTest.keyClick(window.centralWidget(), Qt.Key.Key_Escape)
    assert not live.loss.canvas.is_pinned
    assert window.session.state is State.RUNNING
    QTest.keyClick(window.centralWidget(), Qt.Key.Key_Escape)
    wait_until(lambda: window.session.state is State.STOPPED)


def test_escape_lets_the_pin_go_before_it_leaves_the_presentation(learned, window):
    window.display.presentation.action.trigger()
    click(learned.loss.canvas, 1.0)
    QTest.keyClick(learned.loss.canvas, Qt.Key.Key_Escape)
    assert not learned.loss.canvas.is_pinned
    assert window.display.presentation.action.isChecked()
    QTest.keyClick(learned.loss.canvas, Qt.Key.Key_Escape)
    assert not window.display.presentation.action.isChecked()


def test_what_is_pinned_out_of_sight_does_not_take_escape(learned, window):
    click(learned.loss.canvas, 1.0)
    window.display.presentation.action.trigger()
    window.views.setCurrentIndex(1)
    QTest.keyClick(window.centralWidget(), Qt.Key.Key_Escape)
    assert not window.display.presentation.action.isChecked()


def test_the_next_run_begins_without_a_pin(learned, window, wait_until):
    click(learned.loss.canvas, 1.0)
    run_to_its_end(window, wait_until)
    assert not learned.loss.canvas.is_pinned


def test_a_plot_that_is_chosen_later_shows_the_pin_too(learned):
    click(learned.loss.canvas, 1.0)
    learned.choice.actions_by_label["Gap"].setChecked(True)
    gap = learned.measured.plots[-1]
    assert gap.canvas.is_pinned
    assert gap.canvas.crosshair == learned.loss.crosshair
