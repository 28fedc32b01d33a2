"""What does the Inside view cost? Its redraw, and batches per second with it in front against headless."""

import statistics
import time

from PySide6.QtGui import QImage

from nnstudio.cli.window_self_test import draw_digit
from nnstudio.runs.settings import RunSettings
from nnstudio.ui.inside.inside_view import InsideView
from nnstudio.ui.inside.network_page import MOST_LINES
from nnstudio.ui.main_window import MainWindow
from tests.benchmarks.data import benchmark_folders
from tests.benchmarks.live_rates import compare, networks
from tests.benchmarks.live_window import training_window, wait_until

ROUNDS = 3
REDRAWS = 100


def main() -> None:
    """Compare for each network, and print its redraw."""
    for name, settings in networks():
        compare(name, settings, "Inside", _show, ROUNDS)
        for lines, milliseconds in _redraws(settings).items():
            print(f"  redraw with {lines} lines: {milliseconds:.1f} ms", flush=True)


def _show(window: MainWindow) -> None:
    view = window.view(InsideView)
    window.views.setCurrentWidget(view)
    draw_digit(window.pad.canvas, 3)
    wait_until(lambda: view.network.measurement is not None, 60)


def _redraws(settings: RunSettings) -> dict[int, float]:
    """Return the median time to read the activity, choose the connections and paint, by the number of lines."""
    with training_window(settings, benchmark_folders()) as window:
        window.views.setCurrentWidget(window.view(InsideView))
        view = window.view(InsideView).network
        draw_digit(window.pad.canvas, 3)
        wait_until(lambda: view.activity is not None, 60)
        window.run_actions.stop.trigger()
        wait_until(lambda: not window.session.is_active)
        taken = {}
        for value in (view.slider.value(), MOST_LINES):
            view.slider.setValue(value)
            image = QImage(view.canvas.size(), QImage.Format.Format_RGB32)
            times = []
            for _ in range(REDRAWS):
                start = time.perf_counter()
                view.show_activity()
                view.canvas.render(image)
                times.append(time.perf_counter() - start)
            taken[view.canvas.lines.count] = 1000 * statistics.median(times)
    return taken
