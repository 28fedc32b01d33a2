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

ROUNDS = 7
MAXIMUM_RATIO = 2.0
MAXIMUM_SECONDS = 2.0
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
from tests.benchmarks.first_paint import FirstPaint
application = QApplication([])
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
window.setCentralWidget(plot)
window.resize(1280, 800)
paint = FirstPaint(plot.viewport())
window.show()
paint.wait()
print("up", flush=True)
"""


def main() -> None:
    """Print the medians of the window and of a bare one, their ratio, and the times after which it can be used."""
    bare, own, batches, strokes = [], [], [], []
    for _ in range(ROUNDS):  # alternately, so that the machine's fluctuations affect both
        bare.append(_seconds_until_up("-c", BARE)[0])
        seconds, lines = _seconds_until_up("-m", "tests.benchmarks.first_second")
        own.append(seconds)
        batches.append(lines["first batch"])
        strokes.append(lines["first stroke"])
    ratio = statistics.median(one / other for one, other in zip(own, bare, strict=True))
    print(f"start: bare window {statistics.median(bare):.2f} s, NN Studio {statistics.median(own):.2f} s")
    print(f"  NN Studio / bare: median {ratio:.2f} of {ROUNDS} rounds (target: at most {MAXIMUM_RATIO:.0f})")
    print(f"first batch drawn after Run, pressed at once: {_spread(batches)} (target: at most {MAXIMUM_SECONDS:.0f} s)")
    print(f"first stroke on the pad, drawn as soon as Run was pressed, shown after {_spread(strokes)}")


def _spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f}, longest {max(seconds):.2f} s"


def _seconds_until_up(*program: str) -> tuple[float, dict[str, float]]:
    """Start ``program`` with empty folders; return when it says that its window is up, and what it says afterwards."""
    with tempfile.TemporaryDirectory() as home:
        folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("NNSTUDIO_")} | folders
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *program],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            seconds = time.perf_counter() - start
            said = [line.rsplit(" ", 1) for line in process.stdout]
        assert process.returncode == 0
        return seconds, {name: float(number) for name, number in said}


if __name__ == "__main__":
    main()
