"""How much memory window and trainer take together, and what a million batches add."""

import psutil

from tests.benchmarks.data import benchmark_folders, benchmark_settings
from tests.benchmarks.live_window import training_window, wait_until

BATCHES = 1_000_000
SETTLED = 5_000


def main() -> None:
    """Print the resident memory of both processes when training has settled, and a million batches later."""
    text = ("layers=[dense 20 relu, dense 7 relu, dense 5 relu]", "batch_size=8", "optimizer=sgd 0.01")
    with training_window(benchmark_settings(*text, "epochs=endless"), benchmark_folders()) as window:
        session = window.session
        assert session.trainer_process_id is not None
        processes = {"window": psutil.Process(), "trainer": psutil.Process(session.trainer_process_id)}
        start = 0.0
        for steps in (SETTLED, SETTLED + BATCHES):
            wait_until(lambda steps=steps: session.history.step >= steps)
            megabytes = {name: process.memory_info().rss / 1e6 for name, process in processes.items()}
            total = sum(megabytes.values())
            parts = ", ".join(f"{name} {size:.0f}" for name, size in megabytes.items())
            growth = f", {total - start:+.0f} MB since" if start else ""
            print(f"after {session.history.step:,} batches: {total:.0f} MB resident ({parts}){growth}", flush=True)
            start = total
