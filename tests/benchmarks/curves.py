"""Does a plot cost more in a longer run? Processor time to draw and to paint it anew when batches have come."""

import statistics
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QWidget

from nnstudio.app import create_application
from nnstudio.runs.events import BATCH_ROW, BatchesFinished
from nnstudio.runs.history import History
from nnstudio.runs.quantities import LOSS
from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.runs.run_unit import BATCHES, EPOCHS, TIME
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme, ThemeController

LENGTHS = (10**3, 10**4, 10**5, 2 * 10**6)
AXES = {
    "epochs": RunAxis(EPOCHS),
    "batches": RunAxis(BATCHES),
    "active time": RunAxis(TIME),
    "epochs, logarithmic": RunAxis(EPOCHS, True),
}
NEW = 100
"""Batches that come between two frames: 2,000 a second."""
FRAMES = 40
PER_EPOCH = 60_000


def main() -> None:
    """Print a row for each length of the run: median milliseconds of a frame on each axis."""
    themes = ThemeController()
    themes.choose("light")
    themes.apply(create_application())
    print(f"the loss at 640 × 400 pixels, medians of {FRAMES} frames: draw + paint, ms of processor time")
    for length in LENGTHS:
        history = History(training_count=PER_EPOCH)
        add(history, length)
        plot = CurvePlot(LOSS, themes.theme)
        plot.resize(640, 400)
        plot.show()
        plot.set_history(history)
        texts = [f"{name} {_frames(plot, history, axis)}" for name, axis in AXES.items()]
        print(f"{length:>9,} batches: {' · '.join(texts)}", flush=True)
        plot.close()
        print(
            f"{'':>9}          the learning rate's own plot, draw: {_measured(history, themes.theme):.1f} ms",
            flush=True,
        )


def add(history: History, count: int) -> None:
    """Add ``count`` batches with a falling, noisy loss."""
    steps = np.arange(history.step + 1, history.step + 1 + count)
    rows = np.zeros(count, BATCH_ROW)
    rows["position"] = steps / PER_EPOCH
    rows["loss"] = 2.3 / (1 + steps / 1e4) + np.random.default_rng(history.step).normal(0, 0.1, count)
    rows["seconds"] = steps // 100 * 0.033
    history.add_batches(BatchesFinished(history.step + 1, 1, rows, 0.0))


def _frames(plot: CurvePlot, history: History, axis: RunAxis) -> str:
    plot.set_axis(axis)
    drawn, painted = [], []
    for frame in range(FRAMES + 2):
        add(history, NEW)
        plot.note_change()
        times = [_milliseconds(plot.draw_if_changed), _milliseconds(lambda: _paint(plot))]
        if frame >= 2:  # the first ones set up the axis
            drawn.append(times[0])
            painted.append(times[1])
    return f"{statistics.median(drawn):.1f} + {statistics.median(painted):.1f}"


def _measured(history: History, theme: Theme) -> float:
    """Return the milliseconds in which the plot finds and draws the curve that has to look at every batch."""
    plot = MeasuredPlot(next(each for each in RUN_CURVES if each.key == "learning-rate"), theme)
    plot.resize(400, 260)
    plot.show()
    times = []
    for _ in range(FRAMES):
        plot.set_history(history, {})
        times.append(_milliseconds(plot.draw_if_changed))
    plot.close()
    return statistics.median(times)


def _paint(widget: QWidget) -> None:
    widget.grab()


def _milliseconds(action: Callable[[], None]) -> float:
    start = time.thread_time()
    action()
    return 1000 * (time.thread_time() - start)
