"""The distributions of every layer over a run, in each look, as a person chooses and reads them."""

import numpy as np
import pytest
from PySide6.QtCore import QSettings

from nnstudio.inspection.histograms import HistogramScale
from nnstudio.inspection.layer_statistics import KINDS, LayerStatistics
from nnstudio.runs.events import LayersMeasured
from nnstudio.runs.history import History
from nnstudio.runs.run_unit import BATCHES, EPOCHS, TIME
from nnstudio.ui.plots.distribution_grid import EMPTY
from nnstudio.ui.plots.distribution_looks import LOOKS, SLICES, NowAndBefore, PercentileBands, Ridge
from nnstudio.ui.plots.distribution_series import DistributionSeries, Moments
from nnstudio.ui.plots.run_axis import RunAxis
from tests.ui.plotted_layers import NAMES, draw, history_of, show, shown_grid, shown_plot
from tests.ui.plotted_runs import add_batches


@pytest.fixture
def grid(qtbot, themes):
    return shown_grid(qtbot, themes.theme)


def test_without_measurements_it_says_what_will_appear(grid):
    show(grid, History())
    assert grid.texts == []
    assert EMPTY in [label.text() for label in grid.findChildren(type(grid._empty)) if label.isVisible()]


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_names_every_layer_with_its_newest_values(grid, look):
    show(grid, history_of(1.0, 2.0, 3.0), look)
    assert [text.split(":")[0] for text in grid.texts] == ["1. Dense", "Output"]
    assert all("σ 3" in text or "σ 2.9" in text for text in grid.texts)
    assert grid.legend


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_values_can_be_seen_in_every_look(grid, look, kind):
    show(grid, history_of(1.0, 2.0), look)
    grid.kinds.setCurrentText(kind.capitalize())
    draw(grid)
    assert len(grid.texts) == 2


@pytest.mark.parametrize("look", LOOKS)
def test_looks_differ_and_change_when_there_is_more(grid, look):
    history = history_of(1.0, 2.0, 0.5)
    show(grid, history, look)
    before = grid.grab().toImage()
    show(grid, history_of(1.0, 2.0, 0.5, 4.0), look)
    assert grid.grab().toImage() != before
    for other in LOOKS:
        if other != look:
            show(grid, history, other)
            assert grid.grab().toImage() != before


@pytest.mark.parametrize("look", LOOKS)
def test_one_measurement_is_enough_for_every_look(grid, look):
    show(grid, history_of(1.0), look)
    assert len(grid.texts) == 2


@pytest.mark.parametrize("look", LOOKS)
def test_values_that_are_all_unknown_or_equal_do_no_harm(grid, look):
    history = history_of(1.0)
    scale = HistogramScale()
    for number, values in enumerate((np.zeros(9), np.full(9, np.nan))):
        histograms = dict.fromkeys(KINDS, scale.count(values))
        layers = tuple(LayerStatistics(index, histograms, 0.0, 0.0, 0.0, 0.0) for index in NAMES)
        history.layers = [LayersMeasured(number + 1, float(number), 0.1, layers)]
        show(grid, history, look)
        assert len(grid.texts) == 2


def test_a_layer_without_such_values_is_left_out(grid):
    show(grid, history_of(1.0, kinds=("weights", "activations")))
    grid.kinds.setCurrentText("Biases")
    draw(grid)
    assert grid.texts == []


def test_a_ridge_has_the_newest_in_front_and_never_too_many(grid):
    show(grid, history_of(*np.linspace(1, 3, 40)), "Ridge")
    ridge = shown_plot(grid, Ridge)
    slices = [item for item in ridge.slices if item.isVisible()]
    assert len(slices) == SLICES
    bottoms = [item.path().boundingRect().top() for item in slices]
    assert bottoms == sorted(bottoms, reverse=True), "time runs downwards"
    assert [item.zValue() for item in slices] == sorted(item.zValue() for item in slices)
    assert bottoms[-1] == pytest.approx(-39.1)


def test_bands_hold_half_and_nine_tenths_of_the_values(grid):
    show(grid, history_of(1.0, 1.0, 1.0), "Percentiles")
    outer, inner = (item.path().boundingRect() for item in shown_plot(grid, PercentileBands).areas)
    assert outer.height() == pytest.approx(2 * 1.645, abs=0.25)
    assert inner.height() == pytest.approx(2 * 0.674, abs=0.25)


def test_now_and_before_are_the_newest_and_the_first(grid):
    show(grid, history_of(1.0, 5.0, 0.25), "Now against before")
    plot = shown_plot(grid, NowAndBefore)
    now, before = (int(np.count_nonzero(item.getData()[1])) for item in (plot.now, plot.before))
    assert now < before
    assert "first batch, epoch 0.10" in grid.legend


def test_the_choice_comes_back_at_the_next_start(grid, tmp_path):
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    grid.kinds.setCurrentText("Updates")
    grid.looks.setCurrentText("Ridge")
    grid.compared.setCurrentText("Best validation")
    grid.save(settings)
    for box in (grid.kinds, grid.looks, grid.compared):
        box.setCurrentIndex(0)
    grid.restore(settings)
    chosen = [box.currentText() for box in (grid.kinds, grid.looks, grid.compared)]
    assert chosen == ["Updates", "Ridge", "Best validation"]


def test_an_unknown_choice_is_passed_over(grid, tmp_path):
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    settings.setValue("distribution_as", "Spiral")
    grid.restore(settings)
    assert grid.looks.currentText() == "Heat map"


def test_nothing_is_drawn_while_it_is_hidden(grid):
    grid.hide()
    show(grid, history_of(1.0))
    assert grid.texts == []


def test_slices_are_evenly_spaced_on_the_axis_and_end_with_the_newest():
    history = History()
    positions = np.concatenate([np.linspace(0, 0.1, 50), np.linspace(1, 10, 50)])
    histogram = HistogramScale().count(np.ones(3))
    layers = (LayerStatistics(0, {"weights": histogram}, 0.0, 0.0, 0.0, 0.0),)
    for number, position in enumerate(positions):
        history.add_layers(LayersMeasured(number + 1, float(position), 0.1, layers))
    series = DistributionSeries(0, "weights")
    series.follow(Moments.of(history, RunAxis()))
    chosen = positions[series.evenly(11)]
    assert chosen[-1] == 10
    assert np.abs(chosen - np.arange(11)).max() < 0.11


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "axis",
    [RunAxis(BATCHES), RunAxis(TIME), RunAxis(EPOCHS, is_logarithmic=True)],
    ids=["batches", "time", "logarithmic epochs"],
)
def test_every_look_follows_the_horizontal_axis_of_the_other_plots(grid, look, axis):
    history = history_of(1.0, 2.0, 3.0)
    add_batches(history, np.full(21, 1.0), until=2.1)
    show(grid, history, look)
    before = grid.grab().toImage()
    grid.set_axis(axis)
    draw(grid)
    assert len(grid.texts) == 2
    if look == "Now against before":
        assert ("batch 1" if axis.unit is BATCHES else "time" if axis.unit is TIME else "epoch 0.10") in grid.legend
        return
    has_no_such_axis = look == "Ridge" and axis.unit is EPOCHS  # never logarithmic
    assert (grid.grab().toImage() == before) == has_no_such_axis


def test_a_measurement_that_is_not_of_now_says_when_it_was(grid):
    history = history_of(1.0, 2.0)
    add_batches(history, np.full(50, 1.0), until=5.0)
    show(grid, history)
    assert all(text.endswith(" · epoch 1.10") for text in grid.texts)


def test_negative_numbers_have_a_true_minus_sign(grid):
    show(grid, history_of(1.0))
    assert "5\u202f%\u00a0−" in grid.spreads[0]
    assert not any("-" in text for text in (*grid.texts, *grid.spreads))


@pytest.mark.parametrize("look", LOOKS)
def test_a_legend_is_true_in_the_light_and_in_the_dark_theme(grid, look):
    show(grid, history_of(1.0), look)
    assert not {"dark", "darker", "light"} & set(grid.legend.lower().replace(",", "").replace(":", "").split())
