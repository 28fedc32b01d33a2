"""What the Errors view costs: batches per second with it in front against headless, and how long a judgement takes."""

import statistics
import time

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest

from nnstudio.runs.settings import RunSettings
from nnstudio.ui.errors.errors_view import ErrorsView
from tests.benchmarks.data import benchmark_folders, benchmark_settings
from tests.benchmarks.live_training import HEARTBEAT, NETWORKS, SECONDS, headless_rate
from tests.benchmarks.live_window import training_window, wait_until

ROUNDS = 3


def main() -> None:
    """Print both rates, their ratio, the judgements in each second, and how steadily the window's thread beats."""
    for name, text in NETWORKS.items():
        settings = benchmark_settings(*text, "optimizer=sgd 0.01", "epochs=endless", "threads=1")
        ratios, beats, judgements = [], [], 0
        for _ in range(ROUNDS):  # alternately, so that the machine's fluctuations affect both
            headless = headless_rate(settings)
            rate, intervals, count = _rate(settings)
            ratios.append(rate / headless)
            beats += intervals
            judgements += count
        p50, p99, maximum = np.percentile(beats, [50, 99, 100])
        print(f"{name}: Errors in front / headless: median {statistics.median(ratios):.1%} of {ROUNDS} rounds")
        print(
            f"  {judgements / ROUNDS / SECONDS:.2f} judgements a second; heartbeat of {HEARTBEAT} ms: "
            f"median {p50:.1f}, 99th percentile {p99:.1f}, longest {maximum:.1f} ms",
            flush=True,
        )


def _rate(settings: RunSettings) -> tuple[float, list[float], int]:
    intervals: list[float] = []
    clock = QElapsedTimer()
    timer = QTimer(interval=HEARTBEAT, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: intervals.append(clock.nsecsElapsed() / 1e6) or clock.start())
    seen: list[object] = []
    with training_window(settings, benchmark_folders()) as window:
        view = window.view(ErrorsView)
        window.views.setCurrentWidget(view)
        wait_until(lambda: view.judged is not None)  # the pictures are loaded
        window.models.judge.changed.connect(lambda: seen.append(view.judged))
        history = window.session.history
        start, first = time.perf_counter(), history.step
        clock.start()
        timer.start()
        QTest.qWait(round(1000 * SECONDS))
        rate = (history.step - first) / (time.perf_counter() - start)
        timer.stop()
    return rate, intervals, len(seen)
