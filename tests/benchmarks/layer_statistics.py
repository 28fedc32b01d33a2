"""What do the statistics of the layers cost? Runs with and without them, alternately, in one process."""

import statistics
import tempfile
import time
from pathlib import Path

from nnstudio.runs.events import LayersMeasured
from nnstudio.runs.layer_recorder import LayerRecorder
from nnstudio.runs.preparation import prepare
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.threads import computing
from nnstudio.steps import finish
from tests.benchmarks.data import benchmark_folders
from tests.benchmarks.live_rates import networks

SECONDS = 3.0
ROUNDS = 15
TARGET = 0.03


def main() -> None:
    """Print the batches per second with and without statistics, and the fraction that they cost."""
    print(f"target: at most {TARGET:.0%}")
    is_due = LayerRecorder.is_due
    for name, settings in networks():
        rates: dict[bool, list[float]] = {True: [], False: []}
        measured = 0
        for number in range(ROUNDS):
            for is_measured in (number % 2 == 0, number % 2 == 1):
                LayerRecorder.is_due = is_due if is_measured else _never
                rate, count = _rate(settings)
                rates[is_measured].append(rate)
                measured += count
        LayerRecorder.is_due = is_due
        cost = 1 - statistics.median(one / other for one, other in zip(rates[True], rates[False], strict=True))
        print(
            f"{name}: without {statistics.median(rates[False]):,.0f} batches/s, with "
            f"{statistics.median(rates[True]):,.0f}: {cost:+.1%}; {measured / ROUNDS / SECONDS:.1f} measurements/s",
            flush=True,
        )


def _never(_recorder: LayerRecorder, _seconds: float) -> bool:
    return False


def _rate(settings: RunSettings) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as scratch, computing(settings, (28, 28), 10):
        run = finish(prepare(settings, benchmark_folders(), Path(scratch)))
        while run.step == 0:
            run.advance()
        start, first, measured = time.perf_counter(), run.step, 0
        while (elapsed := time.perf_counter() - start) < SECONDS:
            measured += sum(isinstance(event, LayersMeasured) for event in run.advance())
        run.close()
        return (run.step - first) / elapsed, measured
