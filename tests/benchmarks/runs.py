"""How long does it take to list ten thousand runs, and to notice what changes among them?"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnstudio.runs.run_metadata import set_metadata
from nnstudio.runs.store.run_store import RunStore
from nnstudio.steps import finish
from tests.runs.store.made_runs import make_many

COUNT = 10_000
LIMIT = 1.0
"""Seconds of processor time in which they are to be listed, once they have been read for the first time."""


def main() -> None:
    """Print a row for each way to list them."""
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
