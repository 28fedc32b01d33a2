"""The first second: from the start of the process to the window, to the pad's first answer and to the first batch.

Every figure is of a fresh process with empty folders. The window is compared with a bare one of PySide6 and pyqtgraph.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROUNDS = 7
MAXIMUM_RATIO = 2.0
MAXIMUM_SECONDS = 2.0
BARE = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
from tests.benchmarks.painting import wait_for_paint
application = QApplication([])
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
window.setCentralWidget(plot)
window.resize(1280, 800)
window.show()
wait_for_paint(plot.viewport(), lambda: print("up", time.process_time(), flush=True))
"""


class Start(NamedTuple):
    """Seconds from the start of a process until its window is up, of the clock and of the processor."""

    clock: float
    processor: float


def main() -> None:
    """Print the medians of the window and of a bare one, their ratio, and the times after which it can be used."""
    bare, own, batches, strokes = [], [], [], []
    _start("-m", "tests.benchmarks.first_second")  # Python compiles all modules, those of the trainer too
    for _ in range(ROUNDS):  # alternately, so that the machine's fluctuations affect both
        bare.append(_start("-c", BARE)[0])
        start, lines = _start("-m", "tests.benchmarks.first_second")
        own.append(start)
        batches.append(lines["first batch"])
        strokes.append(lines["first stroke"])
    print(f"medians of {ROUNDS} rounds; target of NN Studio / bare: at most {MAXIMUM_RATIO:.0f}")
    for what, one, other in zip(("clock", "processor"), zip(*bare, strict=True), zip(*own, strict=True), strict=True):
        ratio = statistics.median(b / a for a, b in zip(one, other, strict=True))
        medians = f"bare window {statistics.median(one):.2f} s, NN Studio {statistics.median(other):.2f} s"
        print(f"  {what}: {medians}, NN Studio / bare {ratio:.2f}")
    print(f"first batch drawn after Run, pressed at once: {_spread(batches)} (target: at most {MAXIMUM_SECONDS:.0f} s)")
    print(f"first stroke on the pad, drawn as soon as Run was pressed, shown after {_spread(strokes)}")


def _spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f}, longest {max(seconds):.2f} s"


def _start(*program: str) -> tuple[Start, dict[str, float]]:
    """Start ``program`` with empty folders; return how long its window takes, and what it says afterwards."""
    with tempfile.TemporaryDirectory() as home:
        folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("NNSTUDIO_")} | folders
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules from the second start on
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *program],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            said = [process.stdout.readline()]
            seconds = time.perf_counter() - start
            said += process.stdout
        assert process.returncode == 0
        numbers = {name: float(number) for name, number in (line.rsplit(" ", 1) for line in said)}
        return Start(seconds, numbers.pop("up")), numbers


if __name__ == "__main__":
    main()
