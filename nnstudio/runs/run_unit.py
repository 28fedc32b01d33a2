"""What the horizontal axis of a run's plots counts: epochs, batches, samples or active time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnstudio.number_text import THIN_SPACE, grouped
from nnstudio.runs.history import History

Numbers = NDArray[np.floating]
Indices = NDArray[np.intp]


def _epoch(position: float) -> str:
    return f"epoch {position:.{2 if position >= 0.1 else 4}f}" if position else ""


def counted(number: float) -> str:
    """Return a count for the tick of an axis: 650, 8 300, 100k, 1.25M."""
    number = float(f"{number:.9g}")  # 2000.0000000000002 comes from a logarithm
    if abs(number) < 10_000:
        return grouped(number) if number == round(number) else f"{number:g}"
    return f"{number / 1e3:.6g}k" if abs(number) < 1e6 else f"{number / 1e6:.7g}M"


def clock(seconds: float, decimals: int | None = None) -> str:
    """Return a time as 0:41, 12:05 or 1:02:03, with ``decimals`` of the second, or as many as it has, three at most."""
    places = 3 if decimals is None else decimals
    rest = round(abs(seconds), places)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    text = f"{rest:0{places + 3 if places else 2}.{places}f}"
    text = text.rstrip("0").rstrip(".") if decimals is None and "." in text else text
    sign = "−" if seconds < 0 else ""
    return f"{sign}{hours:.0f}:{minutes:02.0f}:{text}" if hours else f"{sign}{minutes:.0f}:{text}"


@dataclass(frozen=True)
class RunUnit:
    """A way to count how far a run is: x, which is 0 at the start and never falls.

    ``axis`` is the label of an axis; ``text`` and ``tick`` format x, the latter at an axis. ``numbers`` returns what is
    recorded of each batch, shape (batches,), which times ``factor`` is x; without it, x is the number of the batch.

    Samples are the position in epochs times the number of training samples, so they are right whatever the batch size
    was and became. Active time is that of `History.times`, without pauses, and goes on where a run is trained on. What
    has a position but no time, such as an evaluation, is where its last batch is.
    """

    key: str
    label: str
    axis: str
    text: Callable[[float], str]
    tick: Callable[[float], str]
    numbers: Callable[[History], NDArray[np.float32]] | None = None
    factor: Callable[[History], float] = lambda _history: 1.0
    is_whole: bool = False
    is_time: bool = False

    def of_batches(self, history: History, indices: Indices) -> Numbers:
        """Return x after the batches at ``indices``, any shape."""
        if self.numbers is None:
            return indices + 1.0
        return self.factor(history) * self.numbers(history)[indices].astype(np.float64)

    def batches_before(self, history: History, x: ArrayLike) -> Indices:
        """Return how many batches ended before each of ``x``, any shape."""
        wanted = np.asarray(x, np.float64) / self.factor(history)
        before: Indices
        if self.numbers is None:
            before = np.clip(np.ceil(wanted) - 1, 0, history.step).astype(np.intp)
            return before
        # In single precision: for a search in double, NumPy would first convert all batches.
        before = np.searchsorted(self.numbers(history), wanted.astype(np.float32))
        return before

    def of(self, history: History, positions: ArrayLike) -> Numbers:
        """Return x at ``positions`` in epochs, any shape; for batches, the number of the one that ended there."""
        return self.converted(history, positions, EPOCHS)

    def converted(self, history: History, x: ArrayLike, unit: "RunUnit") -> Numbers:
        """Return what ``x``, any shape, is that counts in another ``unit``.

        Between two batches it is interpolated; outside the run, which has the mean pace there, extrapolated.
        """
        values = np.asarray(x, np.float64)
        if unit.numbers is self.numbers:
            return values * (self.factor(history) / unit.factor(history))
        if not history.step:
            return np.zeros_like(values)
        right = np.minimum(unit.batches_before(history, values), history.step - 1)
        left, is_first = np.maximum(right - 1, 0), right == 0
        from_, to = (np.where(is_first, 0.0, unit.of_batches(history, left)), unit.of_batches(history, right))
        low, high = (np.where(is_first, 0.0, self.of_batches(history, left)), self.of_batches(history, right))
        fractions = np.where(to > from_, (values - from_) / np.where(to > from_, to - from_, 1.0), 1.0)
        newest = np.array([history.step - 1])
        end = float(unit.of_batches(history, newest)[0])
        pace = float(self.of_batches(history, newest)[0]) / end if end > 0 else 0.0
        is_outside = (values > end) | (values < 0)
        result = np.where(is_outside, pace * values, low + np.clip(fractions, 0.0, 1.0) * (high - low))
        return np.rint(result) if self.is_whole else result


def _positions(history: History) -> NDArray[np.float32]:
    return history.positions.values


EPOCHS = RunUnit("epochs", "epochs", "epoch", _epoch, "{:g}".format, _positions)
BATCHES = RunUnit("batches", "batches", "batch", lambda x: f"batch {grouped(x)}" if x else "", counted, is_whole=True)
SAMPLES = RunUnit(
    "samples",
    "samples",
    "samples",
    lambda x: f"{grouped(x)}{THIN_SPACE}samples" if x else "",
    counted,
    _positions,
    lambda history: history.training_count,
)
TIME = RunUnit(
    "time",
    "time",
    "active time (m:ss)",
    lambda x: f"time {clock(x, 1)}" if x else "",
    clock,
    lambda history: history.times.values,
    is_time=True,
)

RUN_UNITS = (EPOCHS, BATCHES, SAMPLES, TIME)
"""In the order of the menu."""
