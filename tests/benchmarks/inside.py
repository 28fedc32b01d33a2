"""What does the Inside view cost? Its redraw, and batches per second with it in front against headless."""

import statistics
import time

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from nnstudio.cli.window_self_test import draw_digit
from nnstudio.runs.settings import RunSettings
from nnstudio.ui.inside.inside_view import InsideView
from nnstudio.ui.inside.network_page import MOST_LINES
from tests.benchmarks.data import benchmark_folders, benchmark_settings
from tests.benchmarks.live_training import HEARTBEAT, NETWORKS, SECONDS, headless_rate
from tests.benchmarks.live_window import training_window, wait_until

ROUNDS = 3
REDRAWS = 100


def main() -> None:
    """Print the redraw of each network, both rates with their ratio, and how steadily the window's thread beats."""
    for name, text in NETWORKS.items():
        settings = benchmark_settings(*text, "optimizer=sgd 0.01", "epochs=endless", "threads=1")
        headless, live, beats = [], [], []
        for _ in range(ROUNDS):
            headless.append(headless_rate(settings))
            rate, intervals = _rate_with_inside(settings)
            live.append(rate)
            beats += intervals
        ratio = statistics.median(one / other for one, other in zip(live, headless, strict=True))
        print(f"{name}: headless {statistics.median(headless):,.0f} batches/s, Inside {statistics.median(live):,.0f}")
        print(f"  Inside / headless: median {ratio:.1%} of {ROUNDS} rounds of {SECONDS:.0f} s")
        p50, p99, maximum = np.percentile(beats, [50, 99, 100])
        print(f"  heartbeat of {HEARTBEAT} ms: median {p50:.1f}, 99th percentile {p99:.1f}, longest {maximum:.1f} ms")
        for lines, milliseconds in _redraws(settings).items():
            print(f"  redraw with {lines} lines: {milliseconds:.1f} ms", flush=True)


def _rate_with_inside(settings: RunSettings) -> tuple[float, list[float]]:
    intervals: list[float] = []
    clock = QElapsedTimer()
    timer = QTimer(interval=HEARTBEAT, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: intervals.append(clock.nsecsElapsed() / 1e6) or clock.start())
    with training_window(settings, benchmark_folders()) as window:
        window.views.setCurrentWidget(window.view(InsideView))
        view = window.view(InsideView).network
        draw_digit(window.pad.canvas, 3)
        wait_until(lambda: view.measurement is not None, 60)
        start, first = time.perf_counter(), window.session.history.step
        clock.start()
        timer.start()
        QTest.qWait(round(1000 * SECONDS))
        rate = (window.session.history.step - first) / (time.perf_counter() - start)
        timer.stop()
    return rate, intervals


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
