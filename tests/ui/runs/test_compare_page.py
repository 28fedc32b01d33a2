"""Checked runs beside each other: curves, bands over seeds, accuracies, differences, and the run that trains."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.ui.plots.run_numbers import Points
from nnstudio.ui.runs.compare_page import EMPTY
from nnstudio.ui.runs.overlay_quantities import OVERLAY_QUANTITIES, SETS, band_of
from tests.runs.store.made_runs import begin_run, make_run, train
from tests.session.scripted_trainer import batches, ended, evaluated, started
from tests.ui.runs.conftest import tiny
from tests.ui.window import button_of

SLOW, FAST = "learning rate 0.05, seed 0", "learning rate 0.5, seed 2"


@pytest.fixture
def page(shown):
    return shown.view.compared


@pytest.fixture
def plot(page):
    return page.overlay.plot


@pytest.fixture
def compare(shown, plot, until):
    """Check runs, show the page, and wait until all their curves are drawn."""

    def compare(*keys):
        shown.checked.set_checked(keys, True)
        shown.view.tabs.setCurrentIndex(1)
        until(lambda: len([1 for each in plot.drawn.values() if len(each.x)]) == len(keys))

    return compare


def test_without_checked_runs_it_says_how_to_check_some(shown, page):
    shown.view.tabs.setCurrentIndex(1)
    assert page.text == EMPTY
    button_of(page, "Choose runs").click()
    assert shown.view.tabs.currentIndex() == 0


def test_compare_checks_the_selected_runs_and_shows_them(shown, plot, until):
    shown.page.table.selectAll()
    button_of(shown.page, "Compare").click()
    assert shown.view.tabs.currentIndex() == 1
    until(lambda: len(plot.drawn) == 3)


def test_the_curves_of_the_validation_set_are_laid_over_each_other(compare, plot):
    compare("first", "fast")
    assert set(plot.drawn) == {SLOW, FAST}
    np.testing.assert_allclose(plot.drawn[SLOW].x, [1, 2])
    np.testing.assert_allclose(plot.drawn[SLOW].y, [0.5, 0.8])
    assert plot.text == f"{SLOW} 80.00\u202f%, {FAST} 30.00\u202f%"


def test_any_quantity_over_any_unit(compare, page, plot, until):
    compare("first", "fast")
    page.overlay.unit.setCurrentText("batches")
    until(lambda: plot.drawn[SLOW].x[-1] == 20)
    page.overlay.quantity.setCurrentText("Loss")
    page.overlay.curve.setCurrentText(SETS[2])
    until(lambda: len(plot.drawn[SLOW].x) == 20)
    page.overlay.quantity.setCurrentText("Learning rate")
    until(lambda: plot.drawn[SLOW].y[-1] == pytest.approx(0.05))
    page.overlay.quantity.setCurrentText("Gap")
    until(lambda: plot.drawn[SLOW].y[-1] == 0)


@pytest.mark.parametrize("index", range(len(OVERLAY_QUANTITIES)))
def test_every_quantity_can_be_shown_though_nothing_of_it_was_recorded(compare, page, plot, until, index):
    compare("first")
    page.overlay.quantity.setCurrentIndex(index)
    until(lambda: not plot._is_changed)
    assert len(OVERLAY_QUANTITIES) == 2 + len(RUN_CURVES)


def test_the_vertical_axis_can_be_logarithmic(compare, page, plot, until):
    compare("first")
    page.overlay.logarithmic.setChecked(True)
    until(lambda: plot.canvas.limits[1][1] < 0)


def test_the_legend_has_the_values_under_the_pointer(compare, plot):
    compare("first", "fast")
    plot.canvas.pointer_moved.emit(1.1)
    assert plot.text == f"{SLOW} 50.00\u202f%, {FAST} 40.00\u202f%"
    plot.canvas.pointer_moved.emit(None)
    assert plot.text.endswith("30.00\u202f%")


def test_seeds_are_joined_to_their_mean_with_a_band(compare, page, plot, until):
    compare("first", "second", "fast")
    page.overlay.joins_seeds.setChecked(True)
    until(lambda: plot.bands == 1)
    assert list(plot.drawn) == ["learning rate 0.05", "learning rate 0.5"]
    np.testing.assert_allclose(plot.drawn["learning rate 0.05"].y, [0.55, 0.85])
    assert "learning rate 0.05 84.00 ± 7.07\u202f%" in page.bars.text


def test_bars_say_the_accuracies(compare, page):
    compare("first", "fast")
    assert page.bars.text == f"{SLOW} 79.00\u202f%, {FAST} 39.00\u202f%"
    assert not page.bars.grab().isNull()


def test_a_table_has_what_differs_and_the_results(compare, page):
    compare("first", "fast")
    lines = {line.label: line.texts for line in page.differences.model_of_lines.lines}
    assert lines["learning rate"] == ("0.05", "0.5")
    assert "batch size" not in lines
    assert lines["why it ended"] == ("it finished", "it stopped")
    assert page.differences.copied_text().splitlines()[0] == f"Setting or result\t{SLOW}\t{FAST}"


def test_a_run_keeps_its_colour_when_others_are_unchecked(compare, shown, plot, until):
    compare("first", "second", "fast")
    shown.checked.set_checked(["first"], False)
    until(lambda: len(plot.drawn) == 2)
    assert [group.look for group in plot._groups] == [1, 2]


def test_a_damaged_run_is_left_out_and_it_is_said(shown, compare, page, plot, runs, until):
    (runs / "fast" / "weights.npy").write_bytes(b"")
    compare("first")
    shown.checked.set_checked(["fast"], True)
    until(lambda: "fast is left out" in page.text)
    assert len(plot.drawn) == 1
    shown.checked.set_checked(["fast"], False)
    assert page.text == ""


def test_a_run_that_another_process_trains_is_followed(shown, compare, page, plot, runs, until, monkeypatch):
    monkeypatch.setattr("nnstudio.session.compared_runs.READ_AGAIN", 0)
    writer = begin_run(runs, "live", tiny("seed=7"), minutes=9)
    train(writer, 0.6)
    until(lambda: shown.library.run("live") is not None)
    compare("live", "first")
    train(writer, 0.7, first_epoch=2)
    until(lambda: any(len(each.x) == 2 and each.y[-1] == pytest.approx(0.7) for each in plot.drawn.values()))
    writer.close()


def test_the_run_that_trains_here_is_laid_over_saved_ones_live(shown, compare, plot, runs, until, trainers):
    folder = make_run(runs, "here", tiny("seed=9"), 0.6, minutes=9)
    until(lambda: shown.library.run("here") is not None)
    shown.session.run(tiny("seed=9"))
    trainers[-1].say(started(tiny("seed=9"), folder), batches(1, 1.0, 0.9), evaluated(1, 2))
    until(lambda: bool(shown.session.history.evaluations))
    compare("first", "here")
    trainers[-1].say(batches(3, 0.8, 0.7), evaluated(2, 4))
    until(lambda: sorted(len(each.x) for each in plot.drawn.values()) == [2, 2])
    trainers[-1].say(batches(5, 0.8), evaluated(3, 5), ended(step=5, folder=folder))
    until(lambda: sorted(len(each.x) for each in plot.drawn.values()) == [2, 3])


def test_the_plot_is_zoomed_by_a_drag_and_shows_all_after_a_double_click(compare, plot, until):
    compare("first", "fast")
    whole = plot.canvas.limits
    plot.canvas.set_limits((0.5, 1.0), (0.4, 0.5))
    plot.canvas._on_zoomed()
    until(lambda: not plot._is_changed)
    assert plot.canvas.limits == ((0.5, 1.0), (0.4, 0.5))
    QTest.mouseDClick(plot.canvas.viewport(), Qt.MouseButton.LeftButton)
    until(lambda: plot.canvas.limits == whole)


def test_a_list_that_changes_elsewhere_leaves_the_zoom_and_the_selection(shown, compare, page, plot, runs, until):
    compare("first", "fast")
    plot.canvas.set_limits((0.5, 1.0), (0.4, 0.5))
    plot.canvas._on_zoomed()
    page.differences.selectAll()
    make_run(runs, "late", tiny("seed=8"), minutes=20)
    until(lambda: shown.library.run("late") is not None)
    until(lambda: not plot._is_changed)
    assert plot.canvas.limits == ((0.5, 1.0), (0.4, 0.5))
    assert page.differences.selectedIndexes()


def test_themes_and_looks_beyond_the_colours_are_drawn(shown, compare, plot, runs, until, themes):
    for number in range(8):
        make_run(runs, f"more-{number}", tiny(f"batch_size={number + 1}"), minutes=20 + number)
    until(lambda: shown.library.run("more-7") is not None)
    compare(*(f"more-{number}" for number in range(8)))
    themes.choose("dark")
    until(lambda: not plot._is_changed)
    assert len({(line.curve.opts["pen"].color().name(), line.curve.opts["pen"].style()) for line in plot._lines}) == 8


def test_a_band_is_where_all_curves_are():
    first, second = Points(np.array([0.0, 1, 2]), np.array([1.0, 2, 3])), Points(np.array([1.0, 3]), np.array([4.0, 6]))
    x, mean, deviation = band_of([first, second])
    assert (x[0], x[-1]) == (1.0, 2.0)
    assert (mean[0], mean[-1]) == (3.0, 4.0)
    np.testing.assert_allclose(deviation, np.sqrt(2))


def test_curves_that_share_nothing_have_no_band():
    empty = Points(np.empty(0), np.empty(0))
    apart = Points(np.array([0.0, 1]), np.array([1.0, 1])), Points(np.array([2.0, 3]), np.array([1.0, 1]))
    assert band_of([apart[0], empty]) is None
    assert band_of(list(apart)) is None
