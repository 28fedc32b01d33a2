"""The batches and evaluations of one run, held in memory for the plots."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated
from nnstudio.engine.validation import LOSS, goodness
from nnstudio.runs.events import (
    BATCH_COLUMNS,
    BatchesFinished,
    LayersMeasured,
    LiveSettingsChanged,
    Paused,
    Resumed,
    RunContinued,
)
from nnstudio.runs.pauses import Pause
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.change_text import change_text


class Series:
    """A sequence of numbers that grows at its end, in an array that doubles when it is full."""

    def __init__(self) -> None:
        self._numbers = np.empty(1024, np.float32)
        self._count = 0

    def extend(self, numbers: NDArray[np.float32]) -> None:
        """Add ``numbers``, shape (n,)."""
        count = self._count + len(numbers)
        if count > len(self._numbers):
            grown = np.empty(max(count, 2 * len(self._numbers)), np.float32)
            grown[: self._count] = self.values
            self._numbers = grown
        self._numbers[self._count : count] = numbers
        self._count = count

    def first(self, count: int) -> "Series":
        """Return a sequence of the first ``count`` numbers, which are copied only when it grows."""
        series = Series()
        series._numbers = self.values[:count]
        series._count = len(series._numbers)
        return series

    @property
    def values(self) -> NDArray[np.float32]:
        """The numbers so far, shape (count,); a view that stays valid, and does not grow."""
        return self._numbers[: self._count]

    def __len__(self) -> int:
        return self._count


@dataclass(frozen=True)
class Change:
    """Live settings changed after ``step`` batches, at ``position`` in epochs with fractions.

    ``text`` names what changed: "learning rate 0.05 → 0.01".
    """

    step: int
    position: float
    text: str


class History:
    """The batches, evaluations, layers and changes of live settings of one run. Batch i of the series is step i + 1."""

    def __init__(self, best_by: str = LOSS, training_count: int = 1) -> None:
        """Begin a history whose best evaluation is that with the best ``best_by``, "loss" or "accuracy".

        An epoch has ``training_count`` samples.
        """
        self.best_by = best_by
        self.training_count = training_count
        self._series = {column: Series() for column in BATCH_COLUMNS}
        self.positions = self._series["position"]
        self.times = Series()
        """The active time after each batch in seconds, without pauses.

        What is recorded are the times at which groups of batches were reported, 30 a second; batches of a group are
        spread evenly between that of the group before and its own. The time of an evaluation counts to the first batch
        after it, which is reported at once.
        """
        self.evaluations: list[Evaluated] = []
        self.changes: list[Change] = []
        self.layers: list[LayersMeasured] = []
        self.pauses: list[Pause] = []
        self._replaced: list[tuple[int, RunSettings]] = []  # for each change its step and the settings before it
        self.patience_from = 0
        """Index of the evaluation from which the stopping rule counts."""
        self._best: Evaluated | None = None

    def series(self, column: str) -> Series:
        """Return the numbers of one of the `BATCH_COLUMNS`; raise KeyError for any other name."""
        return self._series[column]

    @property
    def seconds(self) -> float:
        """The active time up to the last batch, without pauses."""
        seconds = self._series["seconds"].values
        return float(seconds[-1]) if len(seconds) else 0.0

    @property
    def step(self) -> int:
        """The step of the last batch, which is also the number of batches."""
        return len(self.positions)

    def add_batches(self, group: BatchesFinished) -> None:
        """Add a group of batches; raise ValueError if it does not follow the last one."""
        if group.first_step != self.step + 1:
            raise ValueError(f"batches from step {group.first_step} on do not follow step {self.step}")
        self.times.extend(_spread(group.rows["seconds"], float(self.times.values[-1]) if len(self.times) else 0.0))
        for column, series in self._series.items():
            series.extend(group.rows[column])

    def add_evaluation(self, event: Evaluated) -> None:
        """Add an evaluation, at the end of an epoch or within one."""
        self.evaluations.append(event)
        if self._best is None or self._goodness(event) > self._goodness(self._best):
            self._best = event

    def add_layers(self, event: LayersMeasured) -> None:
        """Add a measurement of the layers."""
        self.layers.append(event)

    def add_change(self, event: LiveSettingsChanged, before: RunSettings) -> None:
        """Add a change of live settings, which were those of ``before``; its last batch must be there already."""
        text = change_text(before, event.settings)
        self._replaced.append((event.step, before))
        self.changes.append(Change(event.step, self.position_of(event.step), text))

    def add_pause(self, event: Paused | Resumed) -> None:
        """Add the beginning or the end of a pause, whose last batch must be there already."""
        if isinstance(event, Paused):
            self.pauses.append(Pause(event.step, self.position_of(event.step)))
        elif self.pauses:
            self.pauses[-1] = replace(self.pauses[-1], seconds=event.seconds)

    def settings_of(self, step: int, now: RunSettings) -> RunSettings:
        """Return the settings with which batch ``step`` was trained; since the last change they are ``now``."""
        return next((before for changed, before in self._replaced if changed >= step), now)

    def until(self, event: RunContinued) -> "History":
        """Return a copy with what still counts when the run continues; raise ValueError if batches are missing."""
        if self.step < event.step:
            raise ValueError(f"the history ends at step {self.step}, before step {event.step}")
        copy = self.as_of(event.step, event.evaluations)
        copy.patience_from = event.patience_from
        return copy

    def as_of(self, step: int, evaluations: int) -> "History":
        """Return what this history was after ``step`` batches and ``evaluations`` evaluations.

        It shares the numbers with this one, until one of both grows.
        """
        copy = History(self.best_by, self.training_count)
        copy.times = self.times.first(step)
        copy._series = {column: series.first(step) for column, series in self._series.items()}
        copy.positions = copy._series["position"]
        for evaluation in self.evaluations[:evaluations]:
            copy.add_evaluation(evaluation)
        copy.layers = [measured for measured in self.layers if measured.step <= step]
        copy.changes = [change for change in self.changes if change.step <= step]
        copy.pauses = [pause for pause in self.pauses if pause.step <= step]
        copy._replaced = [replaced for replaced in self._replaced if replaced[0] <= step]
        return copy

    def position_of(self, step: int) -> float:
        """Return the position after ``step`` batches, in epochs with fractions; at most that of the newest batch."""
        count = min(step, self.step)
        return float(self.positions.values[count - 1]) if count else 0.0

    def seconds_at(self, step: int) -> float:
        """Return the active time after ``step`` batches in seconds; at most that of the newest batch."""
        count = min(step, len(self.times))
        return float(self.times.values[count - 1]) if count else 0.0

    @property
    def best_evaluation(self) -> Evaluated:
        """The evaluation whose weights are kept as the best: the first that is best by what is monitored.

        Raises ValueError where there is no evaluation.
        """
        if self._best is None:
            raise ValueError("there is no evaluation")
        return self._best

    def _goodness(self, event: Evaluated) -> float:
        return goodness(event.validation, self.best_by)


def _spread(seconds: NDArray[np.float32], before: float) -> NDArray[np.float32]:
    """Return times for batches of groups that ended at ``seconds``, shape (n,), the same for all batches of a group.

    They rise evenly from one end to the next; the group before ended at ``before``.
    """
    ends = np.append(np.flatnonzero(np.diff(seconds)), len(seconds) - 1)
    spread: NDArray[np.float32] = np.interp(
        np.arange(1, len(seconds) + 1), [0, *(ends + 1)], [before, *seconds[ends]]
    ).astype(np.float32)
    return spread
