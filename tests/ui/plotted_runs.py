"""Runs to draw, and a plot that draws them."""

import numpy as np

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.runs.events import BatchesFinished, LayersMeasured
from nnstudio.runs.history import History
from nnstudio.runs.quantities import LOSS
from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from tests.ui.window import show_in_window


def add_batches(history, losses, until):
    """Train batches with these ``losses``, up to the epoch ``until``."""
    losses = np.array(losses, np.float32)
    start = history.positions.values[-1] if history.step else 0.0
    positions = np.linspace(start, until, len(losses) + 1, dtype=np.float32)[1:]
    steps = range(history.step + 1, history.step + 1 + len(losses))
    numbers = zip(steps, positions, losses, strict=True)
    batches = [BatchFinished(step, 1, position, loss, loss / 10, 0.05) for step, position, loss in numbers]
    history.add_batches(BatchesFinished.of(batches, 1.0, 100.0))


def falling_loss():
    """Return the history of three epochs of a thousand batches each."""
    history = History()
    add_batches(history, np.geomspace(2.4, 0.05, 3000), until=3.0)
    return history


def shown_plot(qtbot, theme, history):
    plot = CurvePlot(LOSS, theme)
    plot.window_of_test = show_in_window(qtbot, plot, 400, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    return plot


def shown_measured_plot(qtbot, theme, label, history):
    plot = MeasuredPlot(next(each for each in RUN_CURVES if each.label == label), theme)
    plot.window_of_test = show_in_window(qtbot, plot, 400, 300)
    plot.set_history(history, {0: "1. Dense"})
    plot.draw_if_changed()
    return plot


def grow(plot, history, until, losses=(0.05,)):
    """Train a thousand batches more, up to this epoch, and draw."""
    add_batches(history, np.resize(np.float32(losses), 1000), until=until)
    plot.note_change()
    plot.draw_if_changed()


def evaluated_run():
    """Return the history of three epochs whose loss falls, evaluated before them."""
    history = History()
    add_batches(history, np.geomspace(2.4, 0.05, 5000), until=3.0)
    history.add_evaluation(Evaluated(0, 0, 0.0, Metrics(2.4, 0.1, 10), Metrics(2.41, 0.09, 10), 0.0, True))
    return history


def measure(history, norm, ratio=0.001):
    """Measure the only layer of the run after its newest batch."""
    layer = LayerStatistics(0, {}, norm, ratio, 0.0, 0.0)
    history.add_layers(LayersMeasured(history.step, history.position_of(history.step), norm, (layer,)))


def measured_run():
    """Return the history of three epochs, measured thirty times, whose gradient norm falls from 10 to 0.01."""
    history = History()
    for number, norm in enumerate(np.geomspace(10, 0.01, 30), 1):
        add_batches(history, np.full(100, norm), until=number / 10)
        measure(history, float(norm))
    return history
