"""How long does it take to list ten thousand runs, to notice changes among them, and to overlay ten long ones?"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnstudio.runs.run_metadata import set_metadata
from nnstudio.runs.store.run_store import RunStore
from nnstudio.steps import finish
from tests.runs.store.made_runs import make_long, make_many

COUNT = 10_000
LIMIT = 1.0
"""Seconds of processor time in which they are to be listed, once they have been read for the first time."""
OVERLAID, LONG, OVERLAY_LIMIT = 10, 100_000, 0.5
"""Runs that are drawn over each other, their batches, and the seconds in which that is to be done."""


def main() -> None:
    """Print a row for each way to list them, and one for comparing."""
    overlay()
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder)
        make_many(runs, COUNT)
        time.sleep(2.5)  # so long a folder counts as one that may change once more
        first = RunStore(runs)
        read = _seconds(lambda: finish(first.load()))
        print(f"{COUNT:,} runs, seconds of processor time: for the first time {read:.2f}", end="")
        print(f", writing the index {_seconds(first.save):.2f}")
        store = RunStore(runs)
        listed = _seconds(lambda: finish(store.load()))
        print(f"with the index {listed:.2f} (at most {LIMIT})", flush=True)
        print(f"a look at what has changed {_seconds(store.poll):.3f}", end="")
        set_metadata(runs / "run-00007", is_starred=True)
        print(f", found after {_seconds(lambda: _until(store)):.3f}")


def _until(store: RunStore) -> None:
    while not store.poll():
        pass


def _seconds(action: Callable[[], Any]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def overlay() -> None:
    """Print how long it takes to read ten long runs and to draw their curves over each other."""
    from nnstudio.app import create_application
    from nnstudio.session.compared_runs import read_compared_run
    from nnstudio.ui.runs.overlay_plot import OverlayGroup, OverlayPlot
    from nnstudio.ui.runs.overlay_quantities import BATCHES, OVERLAY_QUANTITIES
    from nnstudio.ui.theme import ThemeController

    themes = ThemeController()
    themes.choose("light")
    themes.apply(create_application())
    with tempfile.TemporaryDirectory() as folder:
        folders = [make_long(Path(folder), f"run-{number}", LONG) for number in range(OVERLAID)]
        plot = OverlayPlot(themes.theme)
        plot.resize(640, 340)
        plot.show()
        plot.choose(OVERLAY_QUANTITIES[1], BATCHES, is_logarithmic=False)

        def show() -> None:
            runs = [read_compared_run(each.name, each, has_layers=False) for each in folders]
            plot.show_groups(tuple(OverlayGroup(run.key, look, (run,)) for look, run in enumerate(runs)))
            plot.draw_if_changed()
            plot.grab()

        taken = _seconds(show)
        plot.close()
    print(f"{OVERLAID} runs of {LONG:,} batches, read and overlaid: {taken:.2f} (at most {OVERLAY_LIMIT})")
