"""What a plot draws of one run: a quantity for every batch, raw and smoothed, and at every evaluation."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.history import History
from nnstudio.runs.quantities import Quantity
from nnstudio.ui.plots.curves import Numbers, Smoothing, averages, downsample

Values = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Points:
    """The points of a curve, shapes (n,)."""

    x: Values
    y: Values


NO_POINTS = Points(np.empty(0), np.empty(0))


@dataclass(frozen=True)
class Reading:
    """The values of a quantity at one moment of a run; those that it does not have are None."""

    position: float = 0.0
    batch: float | None = None
    training: float | None = None
    validation: float | None = None
    my_digits: float | None = None


class RunNumbers:
    """The numbers of ``quantity`` in ``history``, which may grow; the batches are smoothed over ``window`` epochs."""

    def __init__(self, history: History, quantity: Quantity, window: float) -> None:
        self.history = history
        self.quantity = quantity
        self._smoothing = Smoothing(window)
        self._evaluated = (0, quantity)
        self._evaluations = (NO_POINTS, NO_POINTS, NO_POINTS)

    @property
    def window(self) -> float:
        """Over how many epochs the batches are smoothed."""
        return self._smoothing.window

    @property
    def step(self) -> int:
        """Number of batches smoothed so far."""
        return len(self._smoothing.values)

    def show(self, quantity: Quantity) -> None:
        """Return another ``quantity`` of the same column from now on."""
        assert quantity.column == self.quantity.column, "the smoothed numbers are those of the column"
        self.quantity = quantity

    def follow(self) -> None:
        """Smooth the batches that were added to the history."""
        self._smoothing.follow(self.history.positions.values, self._column)

    def batches(self, left: float, right: float, pixels: int) -> tuple[Points, Points]:
        """Return the raw and the smoothed batches from ``left`` to ``right`` epochs, thinned to ``pixels``."""
        positions = self.history.positions.values[: self.step]
        first, last = np.searchsorted(positions, [left, right])
        visible = slice(max(0, int(first) - 1), int(last) + 1)  # with one neighbour beyond each edge
        x, of = positions[visible], self.quantity.of
        raw_x, raw = downsample(x, self._column[: self.step][visible], pixels)
        smooth_x, smooth = averages(x, self._smoothing.values[visible], pixels)
        return Points(raw_x, of(raw)), Points(smooth_x, of(smooth))

    def evaluations(self) -> tuple[Points, Points, Points]:
        """Return the values on training set, validation set and my digits at every evaluation that has them."""
        events = self.history.evaluations
        key = len(events), self.quantity
        if key != self._evaluated:
            self._evaluated = key
            self._evaluations = (
                self._points([(event.position, event.training) for event in events]),
                self._points([(event.position, event.validation) for event in events]),
                self._points([(event.position, event.extra) for event in events]),
            )
        return self._evaluations

    def at(self, position: float) -> Reading:
        """Return the smoothed value of the batch at ``position``, and for each set the evaluation nearest to it."""
        index = min(int(np.searchsorted(self.history.positions.values[: self.step], position)), self.step - 1)
        return self._reading(index, sorted(self.history.evaluations, key=lambda event: abs(event.position - position)))

    def newest(self, step: int, evaluations: int) -> Reading:
        """Return the values after ``step`` batches and ``evaluations`` evaluations."""
        return self._reading(min(step, self.step) - 1, self.history.evaluations[:evaluations][::-1])

    @property
    def _column(self) -> Numbers:
        return self.history.series(self.quantity.column).values

    def _points(self, measured: list[tuple[float, Metrics | None]]) -> Points:
        evaluation = self.quantity.evaluation
        if evaluation is None:
            return NO_POINTS
        points = [(position, evaluation(metrics)) for position, metrics in measured if metrics is not None]
        x, y = np.array(points, float).reshape(-1, 2).T
        return Points(x, y)

    def _reading(self, index: int, events: list[Evaluated]) -> Reading:
        """Return the values of the batch at ``index``, none if negative, and the first of ``events`` for each set."""
        if index < 0:
            position, batch = 0.0, None
        else:
            position = float(self.history.positions.values[index])
            batch = float(self.quantity.of(self._smoothing.values[index : index + 1])[0])
        return Reading(
            position,
            batch,
            self._first(event.training for event in events),
            self._first(event.validation for event in events),
            self._first(event.extra for event in events),
        )

    def _first(self, measured: Iterable[Metrics | None]) -> float | None:
        evaluation, metrics = self.quantity.evaluation, next((each for each in measured if each is not None), None)
        return None if evaluation is None or metrics is None else evaluation(metrics)
