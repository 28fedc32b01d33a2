"""Does a run get slower as it learns? Batches per second late in a run beside those early in it, on one BLAS thread.

Numbers that become ever smaller can cost a processor more time (`nnstudio.engine.denormals`). Each run has a process of
its own, and the runs of the optimizers take turns. Real MNIST is needed: on random pixels most units die.
"""

import importlib.util
import multiprocessing
import os
import statistics
import time
from unittest import mock

import numpy as np

from nnstudio.engine.activations import Relu
from nnstudio.engine.optimizers import Adam, Momentum, Sgd
from tests.benchmarks.data import benchmark_settings
from tests.benchmarks.engine_speed import COMPETITORS, ONE_THREAD, Workload, training_data

ROUNDS = 5
EARLY, LATE = slice(100, 1000), slice(4000, 5000)
STRETCH = 50
"""Batches timed together: long beside the clock's steps, short beside what else the machine does."""
TOLERANCE = 0.03
OPTIMIZERS = (Adam(0.001), Momentum(0.05, 0.9), Sgd(0.1))
RIVALS = ("PyTorch", "JAX jit")
"""They have no momentum in this benchmark."""

Times = dict[str, tuple[float, float]]
"""By clock: the seconds per batch, early and late."""


def main() -> None:
    """Print batches per second early and late, by the wall's clock and by processor time, and what is out of bounds."""
    if benchmark_settings().data.dataset.key != "mnist":
        print("real MNIST is not there; nothing is measured")
        return
    rivals = [name for name in RIVALS if importlib.util.find_spec(COMPETITORS[name][0])]
    cases = [("engine", optimizer) for optimizer in OPTIMIZERS]
    cases += [(name, optimizer) for name in rivals for optimizer in OPTIMIZERS if not isinstance(optimizer, Momentum)]
    rounds: list[list[Times]] = [[] for _ in cases]
    for _ in range(ROUNDS):
        for times, (name, optimizer) in zip(rounds, cases, strict=True):
            times.append(_run(name, Workload((784, 128, 64, 10), Relu(), 64, optimizer)))
    print(
        f"784-128-64-10 ReLU, batch 64, batches per second in batches {EARLY.start:,} to {EARLY.stop:,} → "
        f"{LATE.start:,} to {LATE.stop:,}: medians of {STRETCH} batches at a time, and of {ROUNDS} runs"
    )
    for times, (name, optimizer) in zip(rounds, cases, strict=True):
        print(f"{name}, {optimizer.label}: {' · '.join(_compared(clock, times) for clock in times[0])}")


def _compared(clock: str, times: list[Times]) -> str:
    early, late = (statistics.median(each[clock][part] for each in times) for part in (0, 1))
    change = statistics.median(each[clock][0] / each[clock][1] for each in times) - 1
    verdict = "" if change >= -TOLERANCE else f", slower by more than {TOLERANCE:.0%}"
    return f"{clock} {1 / early:,.0f} → {1 / late:,.0f} ({change:+.1%}{verdict})"


def _run(name: str, workload: Workload) -> Times:
    with mock.patch.dict(os.environ, ONE_THREAD), multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (name, workload))


def measured(name: str, workload: Workload) -> Times:
    """Train ``workload`` until the late batches are done, and return what batches took."""
    clocks = {"wall": time.perf_counter, "processor": time.process_time}
    batches = COMPETITORS[name][1](workload, *training_data())
    seconds = {clock: np.empty(LATE.stop) for clock in clocks}
    done = 0
    while done < LATE.stop:
        before = [read() for read in clocks.values()]
        if next(batches):
            for spent, read, start in zip(seconds.values(), clocks.values(), before, strict=True):
                spent[done] = read() - start
            done += 1
    return {clock: (_median(spent[EARLY]), _median(spent[LATE])) for clock, spent in seconds.items()}


def _median(seconds: np.ndarray) -> float:
    return float(np.median(seconds.reshape(-1, STRETCH).mean(axis=1)))
