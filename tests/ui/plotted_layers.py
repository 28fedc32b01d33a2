"""Runs whose layers were measured, and the grid that draws their distributions."""

import numpy as np

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.inspection.histograms import HistogramScale
from nnstudio.inspection.layer_statistics import KINDS, LayerStatistics
from nnstudio.runs.events import LayersMeasured
from nnstudio.runs.history import History
from nnstudio.ui.plots.distribution_grid import DistributionGrid
from tests.ui.window import show_in_window

NAMES = {0: "1. Dense", 1: "Output"}


def history_of(*widths, kinds=KINDS):
    """A history measured once per epoch, whose values have the standard deviations ``widths``."""
    history, rng = History(), np.random.default_rng(0)
    scales = {(index, kind): HistogramScale() for index in NAMES for kind in kinds}
    for number, width in enumerate(widths):
        layers = []
        for index in NAMES:
            values = rng.normal(0, width, 4000)
            histograms = {kind: scales[index, kind].count(values * (1 + KINDS.index(kind))) for kind in kinds}
            layers.append(LayerStatistics(index, histograms, 0.1, 0.1, 0.0, 0.0))
        history.add_layers(LayersMeasured(10 * number + 1, number + 0.1, 0.1, tuple(layers)))
    return history


def evaluate(history, epoch, loss):
    metrics = Metrics(loss, 0.5, 10)
    history.add_evaluation(Evaluated(epoch, 10 * epoch, float(epoch), metrics, metrics, 0.0, True))


def shown_grid(qtbot, theme):
    grid = DistributionGrid(theme)
    grid.window_of_test = show_in_window(qtbot, grid, 700, 300)
    return grid


def show(grid, history, look="Heat map"):
    grid.set_history(history, NAMES)
    grid.looks.setCurrentText(look)
    draw(grid)


def draw(grid):
    for _ in NAMES:  # one layer in each frame
        grid.draw_if_changed()


def shown_plot(grid, kind):
    return next(plot for plot in grid.findChildren(kind) if plot.isVisible())
