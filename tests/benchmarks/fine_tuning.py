"""How much fine-tuning on ten digits of each class gains for a writer, and what it costs.

For each of ten writers of the real pen strokes, afresh from the same base run: ten digits of each class are given,
and the accuracy on the writer's other digits and on MNIST's test pictures is measured before and after. The
base is the run that NNSTUDIO_BENCHMARK_RUN names, else one trained first, which takes minutes.
"""

import collections
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnstudio.data.dataset import PictureSamples
from nnstudio.data.mnist import Mnist
from nnstudio.data.my_digits import my_digits_samples
from nnstudio.engine.evaluation import metrics
from nnstudio.ink.file import DrawnDigit, read_ink_file
from nnstudio.runs.fine_tuning import prepare_fine_tuning
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run import Run
from nnstudio.runs.saved_run import SavedRun, open_run
from nnstudio.runs.threads import computing, single_thread
from nnstudio.steps import finish
from tests.benchmarks.data import benchmark_folders, benchmark_settings
from tests.conftest import SHARED_DATA

RUN_VARIABLE = "NNSTUDIO_BENCHMARK_RUN"
STROKES = SHARED_DATA / "pen-strokes" / "writers-train.jsonl"
WRITERS, PER_CLASS = 10, 10
BASE = ("dataset=mnist-and-handwriting", "layers=[dense 500 relu, dense 300 relu]", "optimizer=adam", "epochs=4")


@dataclass(frozen=True)
class Gain:
    """Accuracies on the digits of a writer that were not given and on MNIST's test pictures; seconds it took."""

    my_digits_before: float
    my_digits_after: float
    mnist_before: float
    mnist_after: float
    seconds: float
    processor_seconds: float


def main() -> None:
    """Print each writer's gain, then the mean of all."""
    if not STROKES.is_file():
        print(f"no pen strokes at {STROKES}; name the folder of data with NNSTUDIO_DATA_DIR")
        return
    with tempfile.TemporaryDirectory() as scratch:
        base = _base(Path(scratch))
        print(f"base run {base.folder.name}; {PER_CLASS} digits of each class are given", flush=True)
        gains = []
        for writer, digits in _writers():
            given, others = give(digits, PER_CLASS, np.random.default_rng(writer))
            gains.append(gain_of(base, given, others, Path(scratch)))
            print(f"writer {writer:2}: {_text(gains[-1])}, evaluated on {len(others)} others", flush=True)
    mean = Gain(*(statistics.mean(getattr(gain, name) for gain in gains) for name in Gain.__dataclass_fields__))
    print(f"mean      : {_text(mean)}")
    lost = max(gain.mnist_before - gain.mnist_after for gain in gains)
    seconds = statistics.median(gain.seconds for gain in gains)
    print(f"median {seconds:.1f} s; the maximum loss on MNIST: {100 * lost:+.2f} points")


def give(
    digits: list[DrawnDigit], per_class: int, rng: np.random.Generator
) -> tuple[list[DrawnDigit], list[DrawnDigit]]:
    """Split a writer's digits at random into ``per_class`` of each class and all others."""
    seen: collections.Counter[int] = collections.Counter()
    given, others = [], []
    for index in rng.permutation(len(digits)):
        digit = digits[index]
        seen[digit.label] += 1
        (given if seen[digit.label] <= per_class else others).append(digit)
    return given, others


def gain_of(base: SavedRun, given: list[DrawnDigit], others: list[DrawnDigit], runs: Path) -> Gain:
    """Fine-tune ``base`` on the digits ``given`` and evaluate it on the ``others``."""
    dataset, loss = finish(Mnist().load(benchmark_folders())), base.settings.training.loss
    sets = my_digits_samples(others), PictureSamples(dataset.test_pictures, dataset.test_labels)
    before = [metrics(base.network, base.parameters, loss, each).accuracy for each in sets]
    start, busy = time.perf_counter(), time.process_time()
    with single_thread():
        run = finish(prepare_fine_tuning(base, given, benchmark_folders(), runs))
    _train(run)
    seconds, processor_seconds = time.perf_counter() - start, time.process_time() - busy
    after = [metrics(base.network, run.parameters(), loss, each).accuracy for each in sets]
    return Gain(before[0], after[0], before[1], after[1], seconds, processor_seconds)


def _base(scratch: Path) -> SavedRun:
    named = os.environ.get(RUN_VARIABLE)
    if named:
        return open_run(Path(named))
    run = finish(prepare(benchmark_settings(*BASE), benchmark_folders(), scratch))
    _train(run)
    return open_run(run.started.folder)


def _writers() -> Iterator[tuple[int, list[DrawnDigit]]]:
    """Yield `WRITERS` writers, evenly spread over all of them, with their digits."""
    by_writer: dict[int, list[DrawnDigit]] = collections.defaultdict(list)
    for digit in read_ink_file(STROKES):
        by_writer[digit.writer or 0].append(digit)
    writers = sorted(by_writer)
    for writer in writers[:: max(1, len(writers) // WRITERS)][:WRITERS]:
        yield writer, by_writer[writer]


def _text(gain: Gain) -> str:
    return (
        f"my digits {gain.my_digits_before:.2%} → {gain.my_digits_after:.2%}, "
        f"MNIST {gain.mnist_before:.2%} → {gain.mnist_after:.2%}, "
        f"{gain.seconds:.1f} s ({gain.processor_seconds:.1f} s of a processor)"
    )


def _train(run: Run) -> None:
    with computing(run.started.settings, run.started.input_shape, len(run.started.class_names)):
        while run.ended is None:
            run.advance()
