"""Does watching cost anything? Batches per second with a view in front against headless, in one run."""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest

from nnstudio.data.folders import DataFolders
from nnstudio.runs.preparation import prepare
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.threads import computing
from nnstudio.steps import finish
from nnstudio.ui.main_window import MainWindow
from tests.benchmarks.data import benchmark_folders, benchmark_settings
from tests.benchmarks.live_window import training_window

SECONDS = 4.0
HEARTBEAT = 10
NETWORKS = {
    "784-128-64-10, batch 32": ("layers=[dense 128 relu, dense 64 relu]", "batch_size=32"),
    "784-20-7-5-10, batch 32": ("layers=[dense 20 relu, dense 7 relu, dense 5 relu]", "batch_size=32"),
    "784-500-300-100-10, batch 60": ("layers=[dense 500 relu, dense 300 relu, dense 100 relu]", "batch_size=60"),
}


def networks() -> Iterator[tuple[str, RunSettings]]:
    """Yield the name and the settings of an endless run of each network."""
    for name, text in NETWORKS.items():
        yield name, benchmark_settings(*text, "optimizer=sgd 0.01", "epochs=endless", "threads=1")


def compare(name: str, settings: RunSettings, view: str, show: Callable[[MainWindow], None], rounds: int) -> None:
    """Print both rates, their ratio, and how steadily the window's thread beats.

    ``show`` brings the view with the name ``view`` to the front of a window that trains, and waits until it is alive.
    """
    headless, live, beats = [], [], []
    for _ in range(rounds):  # alternately, so that the machine's fluctuations affect both
        headless.append(_headless_rate(settings))
        rate, intervals = _live_rate(settings, show)
        live.append(rate)
        beats += intervals
    ratio = statistics.median(one / other for one, other in zip(live, headless, strict=True))
    print(f"{name}: headless {statistics.median(headless):,.0f} batches/s, {view} {statistics.median(live):,.0f}")
    print(f"  {view} / headless: median {ratio:.1%} of {rounds} rounds of {SECONDS:.0f} s")
    p50, p99, maximum = np.percentile(beats, [50, 99, 100])
    print(
        f"  heartbeat of {HEARTBEAT} ms: median {p50:.1f}, 99th percentile {p99:.1f}, longest {maximum:.1f} ms",
        flush=True,
    )


def _headless_rate(settings: RunSettings) -> float:
    """Return the batches per second of `train_headless` in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(train_headless, (settings, benchmark_folders()))


def train_headless(settings: RunSettings, folders: DataFolders) -> float:
    """Train as ``nnstudio train`` does and return the batches per second of wall-clock time."""
    with tempfile.TemporaryDirectory() as scratch, computing(settings, (28, 28), 10):
        run = finish(prepare(settings, folders, Path(scratch)))
        while run.step == 0:
            run.advance()
        start, first = time.perf_counter(), run.step
        while (elapsed := time.perf_counter() - start) < SECONDS:
            run.advance()
        run.close()
        return (run.step - first) / elapsed


def _live_rate(settings: RunSettings, show: Callable[[MainWindow], None]) -> tuple[float, list[float]]:
    intervals: list[float] = []
    clock = QElapsedTimer()
    timer = QTimer(interval=HEARTBEAT, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: intervals.append(clock.nsecsElapsed() / 1e6) or clock.start())
    with training_window(settings, benchmark_folders()) as window:
        show(window)
        history = window.session.history
        start, first = time.perf_counter(), history.step
        clock.start()
        timer.start()
        QTest.qWait(round(1000 * SECONDS))
        rate = (history.step - first) / (time.perf_counter() - start)
        timer.stop()
    return rate, intervals
