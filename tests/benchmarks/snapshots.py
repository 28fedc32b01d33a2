"""What do weight snapshots cost a run, and how long does a step of the timeline take in the window?"""

import statistics
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from nnstudio.runs import snapshots
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.snapshots import SnapshotSeries
from nnstudio.runs.threads import computing
from nnstudio.session.snapshot import SnapshotReader
from nnstudio.session.state import State
from nnstudio.steps import finish
from nnstudio.ui.main_window import MainWindow
from tests.benchmarks.data import benchmark_folders
from tests.benchmarks.live_rates import networks
from tests.benchmarks.live_window import training_window, wait_until
from tests.ui.window import draw_one

SECONDS = 1.5
ROUNDS = 4
TARGET = 0.03
TRAINED_SECONDS = 2.0
"""Before the run is paused to go through its timeline."""


def main() -> None:
    """Print the batches per second with and without snapshots, what they cost, and the time of a step."""
    print(f"target: at most {TARGET:.0%}, 50 ms to go to a snapshot")
    budget = snapshots.BUDGET
    for name, settings in networks():
        rates: dict[bool, list[float]] = {True: [], False: []}
        counts, times = [], [0.0]
        for number in range(ROUNDS):
            for is_taken in (number % 2 == 0, number % 2 == 1):
                snapshots.BUDGET = budget if is_taken else 0
                rate, read = _rate(settings)
                rates[is_taken].append(rate)
                if is_taken:
                    counts.append(len(read))
                    times += read
        snapshots.BUDGET = budget
        cost = 1 - statistics.median(one / other for one, other in zip(rates[True], rates[False], strict=True))
        print(
            f"{name}: without {statistics.median(rates[False]):,.0f} batches/s, with "
            f"{statistics.median(rates[True]):,.0f}: {cost:+.1%}; {statistics.median(counts):.0f} snapshots in "
            f"{SECONDS:g} s; at most {1000 * max(times):.1f} ms to read one with its histograms",
            flush=True,
        )
        with training_window(settings, benchmark_folders()) as window:
            _scrub(window)


def _scrub(window: MainWindow) -> None:
    """Go through the timeline of a paused run, view by view, with a drawing on the pad."""
    wait_until(lambda: window.session.history.seconds > TRAINED_SECONDS)
    draw_one(window)
    window.run_actions.pause.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    timeline = window.models.timeline
    for title in ("Live", "Inside", "Errors"):
        window.views.show_view(title)
        wait_until(lambda: window.models.reader.prediction is not None)
        times = []
        for index in range(len(timeline.places)):
            begun = time.perf_counter()
            timeline.go_to(index)
            window._frames.draw_now()
            QApplication.processEvents()
            times.append(1000 * (time.perf_counter() - begun))
        print(
            f"  {title}: {len(times)} steps, each {statistics.median(times):.0f} ms (median), at most {max(times):.0f}",
            flush=True,
        )


def _rate(settings: RunSettings) -> tuple[float, list[float]]:
    """Return the batches per second, and the seconds that it takes to read each snapshot."""
    with tempfile.TemporaryDirectory() as scratch, computing(settings, (28, 28), 10):
        run = finish(prepare(settings, benchmark_folders(), Path(scratch)))
        while run.step == 0:
            run.advance()
        start, first = time.perf_counter(), run.step
        while (elapsed := time.perf_counter() - start) < SECONDS:
            run.advance()
        run.close()
        network = open_run(run.started.folder).network
        series, reader, times = SnapshotSeries(run.started.folder, network, settings), SnapshotReader(network), []
        for place in series.places():
            begun = time.perf_counter()
            reader.read(place.step, series.read(place).parameters)
            times.append(time.perf_counter() - begun)
        return (run.step - first) / elapsed, times
