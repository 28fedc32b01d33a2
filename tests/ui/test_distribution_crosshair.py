"""The crosshair in the distributions of the layers, and the moment that now is compared with."""

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.number_text import significant, with_minus
from nnstudio.runs.quantities import LOSS
from nnstudio.runs.run_unit import BATCHES, EPOCHS
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.distribution_looks import LOOKS, HeatMap, NowAndBefore, PercentileBands, Ridge
from nnstudio.ui.plots.distribution_series import DistributionSeries, Moments
from nnstudio.ui.plots.readout import Readout
from nnstudio.ui.plots.run_axis import RunAxis
from tests.ui.plot_mouse import LEFT, place_of
from tests.ui.plotted_layers import draw, evaluate, history_of, show, shown_grid, shown_plot
from tests.ui.plotted_runs import add_batches


@pytest.fixture
def grid(qtbot, themes):
    return shown_grid(qtbot, themes.theme)


def outline(grid):
    """Return the deviation of the distribution that now is compared with."""
    edges, heights = shown_plot(grid, NowAndBefore).before.getData()
    middles = (edges[1:] + edges[:-1]) / 2
    return math.sqrt(np.average(middles**2, weights=heights))


def compare(grid, label):
    grid.compared.setCurrentText(label)
    draw(grid)
    return outline(grid)


def test_now_can_be_compared_with_another_moment(grid):
    history = history_of(1.0, 2.0, 3.0, 4.0)
    for epoch, loss in enumerate((2.0, 1.0, 0.1, 1.5)):
        evaluate(history, epoch, loss)
    show(grid, history, "Now against before")
    assert compare(grid, "First batch") == pytest.approx(1, rel=0.15)
    assert compare(grid, "An epoch ago") == pytest.approx(3, rel=0.15)
    assert compare(grid, "Best validation") == pytest.approx(3, rel=0.15)
    assert "best validation, epoch 2.10" in grid.legend
    grid.show_crosshair(1.0, is_pinned=True)
    assert compare(grid, "Pinned crosshair") == pytest.approx(2, rel=0.15)
    assert "pinned crosshair, epoch 1.10" in grid.legend
    grid.show_crosshair(3.0, is_pinned=True)
    draw(grid)
    assert outline(grid) == pytest.approx(4, rel=0.15), "it follows the pin"


@pytest.mark.parametrize(
    ("label", "remark"),
    [
        ("An epoch ago", "No epoch is over yet"),
        ("Best validation", "No epoch is over yet"),
        ("Pinned crosshair", "Pin the crosshair: click in a plot over the run"),
    ],
)
def test_a_moment_that_there_is_not_yet_is_the_first_batch_and_says_why(grid, label, remark):
    show(grid, history_of(1.0), "Now against before")
    grid.show_crosshair(0.05, is_pinned=False)
    assert compare(grid, label) == pytest.approx(1, rel=0.15)
    assert f"first batch, epoch 0.10 · {remark}" in grid.legend


def test_what_now_is_compared_with_is_chosen_only_where_it_is_drawn(grid):
    show(grid, history_of(1.0))
    assert not grid.compared.isVisible()
    grid.looks.setCurrentText("Now against before")
    assert grid.compared.isVisible()


@pytest.mark.parametrize(
    "axis",
    [RunAxis(), RunAxis(BATCHES), RunAxis(EPOCHS, is_logarithmic=True)],
    ids=["epochs", "batches", "logarithmic epochs"],
)
@pytest.mark.parametrize("look", LOOKS)
def test_the_crosshair_names_the_values_at_its_moment(grid, look, axis):
    history = history_of(1.0, 2.0, 3.0)
    add_batches(history, np.full(21, 1.0), until=2.1)
    grid.set_axis(axis)
    show(grid, history, look)
    newest = grid.texts, grid.spreads
    at = float(axis.of(history, 1.2))
    grid.show_crosshair(at)
    series = DistributionSeries(0, "weights")
    series.follow(Moments.of(history, axis))
    low, _, median, _, high = (with_minus(significant(value, 3)) for value in series.percentiles([1])[0])
    place = "batch 11" if axis.unit is BATCHES else "epoch 1.10"
    assert grid.texts[0].startswith(f"1. Dense: median {median}, σ ")
    assert grid.texts[0].endswith(f" · {place}")
    spread = grid.spreads[0].replace("\u202f", " ").replace("\u00a0", " ")
    assert spread.startswith(f"5 % {low} · 25 %")
    assert spread.endswith(f"95 % {high}")
    grid.show_crosshair(None)
    assert (grid.texts, grid.spreads) == newest


@pytest.mark.parametrize("look", [HeatMap, PercentileBands, Ridge])
@pytest.mark.parametrize("is_pinned", [False, True], ids=["free", "pinned"])
def test_the_crosshair_is_drawn_where_time_has_an_axis(grid, look, is_pinned):
    history = history_of(1.0, 2.0, 3.0)
    add_batches(history, np.full(21, 1.0), until=2.1)
    show(grid, history, next(name for name, each in LOOKS.items() if each is look))
    plot = shown_plot(grid, look)
    without = plot.grab().toImage()
    grid.show_crosshair(1.1, is_pinned)
    assert plot.grab().toImage() != without
    assert plot.crosshair == (-1.1 if look is Ridge else 1.1), "in a ridge time runs downwards"
    assert plot.is_pinned == is_pinned
    grid.show_crosshair(None)
    assert plot.crosshair is None


def test_a_plot_that_is_drawn_later_has_the_crosshair_too(grid):
    show(grid, history_of(1.0, 2.0))
    grid.show_crosshair(0.1, is_pinned=True)
    grid.looks.setCurrentText("Percentiles")
    draw(grid)
    assert shown_plot(grid, PercentileBands).is_pinned
    assert "epoch 0.10" in grid.texts[0]


def test_another_run_begins_without_a_crosshair(grid):
    show(grid, history_of(1.0, 2.0))
    grid.show_crosshair(0.1, is_pinned=True)
    show(grid, history_of(3.0))
    assert shown_plot(grid, HeatMap).crosshair is None
    assert "epoch" not in grid.texts[0]


@pytest.mark.parametrize("look", LOOKS)
def test_the_pointer_and_the_keys_work_where_the_horizontal_axis_is_that_of_the_run(grid, look, themes):
    loss = CurvePlot(LOSS, themes.theme)
    history = history_of(1.0, 2.0, 3.0)
    add_batches(history, np.full(21, 1.0), until=2.1)
    grid.readout = Readout([loss], [grid], grid)
    loss.setParent(grid.window())
    loss.set_history(history)
    grid.readout.set_history(history)
    show(grid, history, look)
    plot = shown_plot(grid, LOOKS[look])
    QTest.mouseClick(plot.viewport(), LEFT, pos=place_of(plot, 1.0))
    QTest.keyClick(plot, Qt.Key.Key_Left)
    is_of_run = look in ("Heat map", "Percentiles")
    assert (loss.crosshair is not None) == is_of_run
    if is_of_run:
        assert 0.9 < loss.crosshair < 1.0
        assert plot.crosshair == loss.crosshair
