"""How long after a movement of the pen do the bars show the new prediction? In the real window, during training.

Two times are reported: of the clock, and of the processor in the window's thread, which other programs do not lengthen.
"""

import math
import time

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ui.main_window import MainWindow
from tests.benchmarks.data import benchmark_folders, benchmark_settings
from tests.benchmarks.live_window import training_window
from tests.benchmarks.painting import PaintWatch

STROKES, POINTS = 12, 60
"""Movements of one stroke, and how many strokes are drawn."""
LONG = 500
"""Points of the ink that the last movements add to."""
BETWEEN = 8
"""Milliseconds between two movements, as of a mouse that reports 125 times a second."""
TARGET = 12


def main() -> None:
    """Print median and 99th percentile for short ink and for ink of 500 points, in every view."""
    print(f"target: 99th percentile below {TARGET} ms")
    settings = benchmark_settings("layers=[dense 128 relu, dense 64 relu]", "epochs=endless", "threads=1")
    with training_window(settings, benchmark_folders()) as window:
        QTest.qWait(1000)  # the first networks come, and everything has been painted once
        for index in range(window.views.count()):
            window.views.setCurrentIndex(index)
            name = window.views.tabText(index)
            QTest.qWait(500)
            short = [each for _ in range(STROKES) for each in _stroke(window, POINTS)]
            _report(f"{name} view, ink of up to {POINTS} points", short)
            long = [each for _ in range(3) for each in _stroke(window, LONG + 100)[LONG:]]
            _report(f"{name} view, ink of {LONG} points and more", long)


def _report(name: str, latencies: list[tuple[float, float]]) -> None:
    print(f"{name}, {len(latencies)} movements:")
    for what, times in zip(("clock", "processor"), zip(*latencies, strict=True), strict=True):
        median, late, longest = np.percentile(times, [50, 99, 100])
        print(f"  {what}: median {median:.1f}, 99th percentile {late:.1f}, longest {longest:.1f} ms", flush=True)


def _stroke(window: MainWindow, points: int) -> list[tuple[float, float]]:
    """Draw a curly stroke of ``points`` points; return milliseconds, of clock and processor, to each new prediction."""
    canvas, watch = window.pad.canvas, PaintWatch(window.pad.bars)
    canvas.clear()
    latencies = []
    _send(window, QEvent.Type.MouseButtonPress, 0.0)
    for number in range(1, points):
        QTest.qWait(BETWEEN)
        start, busy = time.perf_counter(), time.thread_time()
        _send(window, QEvent.Type.MouseMove, number / points)
        watch.wait_from(start)
        latencies.append((1000 * (watch.shown - start), 1000 * (watch.busy - busy)))
    _send(window, QEvent.Type.MouseButtonRelease, 1.0)
    window.pad.bars.removeEventFilter(watch)
    return latencies


def _send(window: MainWindow, kind: QEvent.Type, along: float) -> None:
    canvas = window.pad.canvas
    x, y = 0.5 + 0.35 * math.sin(9 * along), 0.1 + 0.8 * along
    index = canvas.area.topLeft() + QPointF(x, y) * canvas.area.width()
    left = Qt.MouseButton.LeftButton
    where = canvas.mapToGlobal(index)
    QApplication.sendEvent(canvas, QMouseEvent(kind, index, where, left, left, Qt.KeyboardModifier.NoModifier))


if __name__ == "__main__":
    main()
