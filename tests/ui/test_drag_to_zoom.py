"""A rectangle that is dragged in a plot becomes what is seen; with Shift or the middle button a drag moves it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.runs.run_unit import EPOCHS
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme.theme import load_themes
from tests.ui.plot_mouse import LEFT, canvas_of, drag, hold_and_move, move, pan, place_of, viewport_of, zoom_to
from tests.ui.plotted_runs import falling_loss, grow, shown_plot

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def history():
    return falling_loss()


@pytest.fixture
def plot(qtbot, themes, history):
    return shown_plot(qtbot, themes.theme, history)


@pytest.mark.parametrize("is_x_logarithmic", [False, True], ids=["linear x", "logarithmic x"])
@pytest.mark.parametrize("is_y_logarithmic", [False, True], ids=["linear y", "logarithmic y"])
def test_a_drag_shows_its_rectangle_on_every_axis(plot, is_x_logarithmic, is_y_logarithmic):
    plot.set_axis(RunAxis(EPOCHS, is_x_logarithmic))
    plot.set_logarithmic(is_y_logarithmic)
    plot.draw_if_changed()
    (left, right), (bottom, top) = plot.limits
    width, height = right - left, top - bottom
    wanted = (left + 0.4 * width, left + 0.7 * width), (bottom + 0.2 * height, bottom + 0.6 * height)
    zoom_to(plot, *wanted)
    assert plot.limits == (pytest.approx(wanted[0], abs=0.01 * width), pytest.approx(wanted[1], abs=0.01 * height))


def test_a_rectangle_can_be_dragged_from_any_corner(plot):
    wanted = (1.0, 2.0), (0.2, 0.8)
    canvas = canvas_of(plot)
    drag(plot, place_of(canvas, 2.0, 0.2), place_of(canvas, 1.0, 0.8))
    assert plot.limits == (pytest.approx(wanted[0], abs=0.03), pytest.approx(wanted[1], abs=0.02))


def test_a_rectangle_ends_at_the_edges_of_the_plot(plot):
    before = plot.limits
    drag(plot, place_of(canvas_of(plot), 1.0, 0.5), QPoint(2000, 2000))
    assert plot.limits[0] == (pytest.approx(1.0, abs=0.03), pytest.approx(before[0][1]))
    assert plot.limits[1] == (pytest.approx(before[1][0]), pytest.approx(0.5, abs=0.02))


def test_a_level_drag_zooms_along_the_run_and_a_steep_one_to_the_values(plot):
    before = plot.limits
    canvas = canvas_of(plot)
    drag(plot, place_of(canvas, 1.0, 0.5), place_of(canvas, 2.0, 0.5))
    assert plot.limits == (pytest.approx((1.0, 2.0), abs=0.03), before[1])
    along = plot.limits[0]
    drag(plot, place_of(canvas, 1.5, 0.5), place_of(canvas, 1.5, 1.0))
    assert plot.limits == (along, pytest.approx((0.5, 1.0), abs=0.02))


def test_a_drag_of_few_pixels_changes_nothing_and_the_run_is_followed(plot, history):
    before = plot.limits
    start = viewport_of(plot).rect().center()
    drag(plot, start, start + QPoint(5, 0))
    assert plot.limits == before
    grow(plot, history, 7.0)
    assert plot.limits[0][1] == pytest.approx(7.14)


def test_with_the_middle_button_or_shift_a_drag_moves_what_is_seen(plot):
    zoom_to(plot, (1.0, 2.0), (0.2, 0.8))
    before = plot.limits
    canvas = canvas_of(plot)
    by = place_of(canvas, 1.3, 0.5) - place_of(canvas, 1.5, 0.5)
    pan(plot, by)
    moved = pytest.approx((before[0][0] + 0.2, before[0][1] + 0.2), abs=0.01)
    assert plot.limits == (moved, pytest.approx(before[1]))
    start = viewport_of(plot).rect().center()
    drag(plot, start, start - by, keys=SHIFT)
    assert plot.limits == (pytest.approx(before[0], abs=0.01), pytest.approx(before[1]))


def test_a_drag_on_an_axis_moves_what_is_seen_along_it(plot):
    zoom_to(plot, (1.0, 2.0), (0.2, 0.8))
    before = plot.limits
    viewport = viewport_of(plot)
    below = QPoint(viewport.width() // 2, viewport.height() - 8)
    drag(plot, below, below + QPoint(-40, -30))
    assert plot.limits[0][0] > before[0][0]
    assert plot.limits[0][1] - plot.limits[0][0] == pytest.approx(before[0][1] - before[0][0])
    assert plot.limits[1] == before[1]


def test_the_plot_stands_still_below_a_rectangle_that_is_being_dragged(plot, history):
    canvas, before = canvas_of(plot), plot.limits
    empty = canvas.grab().toImage()
    hold_and_move(plot, place_of(canvas, 1.0, 0.8), place_of(canvas, 2.0, 0.2))
    grow(plot, history, 9.0)
    assert plot.limits == before
    assert canvas.grab().toImage() != empty, "the rectangle is drawn"
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=place_of(canvas, 2.0, 0.2))
    plot.draw_if_changed()
    assert plot.limits == (pytest.approx((1.0, 2.0), abs=0.03), pytest.approx((0.2, 0.8), abs=0.02))
    assert plot.drawn_step == history.step


@pytest.mark.parametrize("end", ["hidden", "released elsewhere"])
def test_a_drag_whose_end_is_not_seen_is_forgotten(plot, history, end):
    canvas = canvas_of(plot)
    hold_and_move(plot, place_of(canvas, 1.0, 0.8), place_of(canvas, 2.0, 0.2))
    if end == "hidden":
        plot.hide()
        plot.show()
    else:
        move(plot, place_of(canvas, 2.5, 0.2), Qt.MouseButton.NoButton)
    grow(plot, history, 7.0)
    assert plot.limits[0][1] == pytest.approx(7.14)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=place_of(canvas, 2.0, 0.2))
    plot.draw_if_changed()
    assert plot.limits[0][1] == pytest.approx(7.14)


@pytest.mark.parametrize("is_logarithmic", [False, True], ids=["linear", "logarithmic"])
def test_a_plot_can_be_zoomed_into_as_long_as_there_is_something_to_divide(plot, is_logarithmic):
    plot.set_axis(RunAxis(EPOCHS, is_logarithmic))
    plot.set_logarithmic(is_logarithmic)
    plot.draw_if_changed()
    middle = viewport_of(plot).rect().center()
    for _ in range(12):
        drag(plot, middle, middle + QPoint(8, 8))
        assert not plot.grab().isNull()
    (left, right), (bottom, top) = plot.limits
    assert left < right
    assert bottom < top


@pytest.mark.parametrize("key", ["light", "dark"])
def test_the_rectangle_has_the_accent_of_the_theme(plot, key):
    theme = load_themes()[key]
    plot.set_theme(theme)
    canvas = canvas_of(plot)
    edge = place_of(canvas, 1.0, 0.5)
    hold_and_move(plot, place_of(canvas, 1.0, 0.8), place_of(canvas, 2.0, 0.2))
    picture = canvas.grab().toImage()
    assert theme.color("accent") in [picture.pixelColor(edge.x() + offset, edge.y()) for offset in (-1, 0, 1)]
