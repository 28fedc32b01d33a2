"""What a plot draws of one run: a quantity for every batch, raw and smoothed, and at every evaluation."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.history import History
from nnstudio.runs.quantities import Quantity
from nnstudio.runs.run_unit import EPOCHS, RunUnit
from nnstudio.ui.plots.curves import Numbers, Smoothing
from nnstudio.ui.plots.thinning import Extremes, Means, bucket_bounds

Values = NDArray[np.floating]
AN_EPOCH = 1 - 1e-4
"""Positions of batches are rounded: an evaluation that is so far away is one of another epoch."""


@dataclass(frozen=True, eq=False)
class Points:
    """The points of a curve, shapes (n,); x counts in the unit of the horizontal axis."""

    x: Values
    y: Values


NO_POINTS = Points(np.empty(0), np.empty(0))


@dataclass(frozen=True, eq=False)
class Visible:
    """What is seen of a run: its batches, raw and smoothed, and the evaluations of each set."""

    raw: Points
    smoothed: Points
    evaluations: tuple[Points, Points, Points]


class _Evaluations:
    """The values of ``quantity`` on one of the evaluated sets; each evaluation is looked at once."""

    def __init__(self, quantity: Quantity, metrics_of: Callable[[Evaluated], Metrics | None]) -> None:
        self._value = quantity.evaluation
        self._metrics_of = metrics_of
        self._rows = np.empty((3, 64))  # the number of the evaluation, its position and the value
        self._count = self._followed = 0
        self._placed: tuple[int, RunUnit | None] = (0, None)
        self.points = NO_POINTS
        """All values: another object only when there are more, or in another unit."""

    def follow(self, history: History, unit: RunUnit) -> None:
        """Add the evaluations of ``history`` that are new and were made on this set."""
        events = history.evaluations
        for number in range(self._followed, len(events)):
            metrics = self._metrics_of(events[number])
            if metrics is not None and self._value is not None:
                self._add(number, events[number].position, self._value(metrics))
        self._followed = len(events)
        if (self._count, unit) != self._placed:
            self._placed = self._count, unit
            _, positions, y = self._rows[:, : self._count]
            self.points = Points(unit.of(history, positions), y) if self._count else NO_POINTS

    def _add(self, number: int, position: float, value: float) -> None:
        if self._count == self._rows.shape[1]:
            self._rows = np.concatenate((self._rows, np.empty_like(self._rows)), axis=1)
        self._rows[:, self._count] = number, position, value
        self._count += 1

    def nearest(self, place: float) -> int | None:
        """Return the index of the evaluation nearest to x = ``place``, the earlier of two; None if there is none."""
        x = self.points.x
        if not len(x):
            return None
        right = min(int(np.searchsorted(x, place)), len(x) - 1)
        left = max(0, right - 1)
        return left if place - x[left] <= x[right] - place else right

    def newest(self, evaluations: int) -> int | None:
        """Return the index of the last one among the first ``evaluations`` of the run; None if there is none."""
        count = int(np.searchsorted(self._rows[0, : self._count], evaluations))
        return count - 1 if count else None

    def at(self, index: int) -> tuple[float, float]:
        """Return the position and the value of the evaluation at ``index``."""
        return float(self._rows[1, index]), float(self._rows[2, index])


@dataclass(frozen=True)
class Reading:
    """The values of a quantity at one moment of a run, x in a unit; those that it does not have are None.

    ``evaluated_at`` is x of the evaluation of the validation set, where that was an epoch or more away.
    """

    x: float = 0.0
    batch: float | None = None
    training: float | None = None
    validation: float | None = None
    my_digits: float | None = None
    evaluated_at: float | None = None


class RunNumbers:
    """The numbers of ``quantity`` in ``history``, which may grow; the batches are smoothed over ``window`` epochs.

    How far the run is counts in ``unit``.
    """

    def __init__(self, history: History, quantity: Quantity, window: float, unit: RunUnit = EPOCHS) -> None:
        self.history = history
        self.quantity = quantity
        self.unit = unit
        self._smoothing = Smoothing(window)
        self._extremes, self._means = Extremes(), Means()
        self._evaluated = _evaluations_of(quantity)

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
        if quantity != self.quantity:
            self.quantity, self._evaluated = quantity, _evaluations_of(quantity)

    def follow(self) -> None:
        """Smooth the batches that were added to the history."""
        self._smoothing.follow(self.history.positions.values, self._column)
        self._extremes.follow(self._column)
        self._means.follow(self._smoothing.values)

    def batches(self, edges: Values) -> tuple[Points, Points]:
        """Return the raw and the smoothed batches, thinned to a few points between two of ``edges``, shape (pixels,).

        Edges are x that rises, such as those of the pixels of a plot.
        """
        unit, of = self.unit, self.quantity.of
        before = np.minimum(unit.batches_before(self.history, edges), self.step)
        bounds = bucket_bounds(before, self.step)
        if not len(bounds):
            return NO_POINTS, NO_POINTS
        if bounds[-1] - bounds[0] <= 2 * len(edges):
            every = np.arange(bounds[0], bounds[-1])
            x = unit.of_batches(self.history, every)
            return Points(x, of(self._column[every])), Points(x, of(self._smoothing.values[every]))
        raw_indices, raw = self._extremes.of(bounds)
        indices, smoothed = self._means.of(bounds)
        return (
            Points(unit.of_batches(self.history, raw_indices), of(raw)),
            Points(unit.of_batches(self.history, indices), of(smoothed)),
        )

    def evaluations(self) -> tuple[Points, Points, Points]:
        """Return the values on training set, validation set and my digits at every evaluation that has them."""
        training, validation, my_digits = (each.points for each in self._followed())
        return training, validation, my_digits

    def at(self, x: float) -> Reading:
        """Return the smoothed value of the batch at ``x``, and for each set the evaluation nearest to it."""
        index = min(int(self.unit.batches_before(self.history, x)), self.step - 1)
        return self._reading(index, [each.nearest(x) for each in self._followed()])

    def newest(self, step: int, evaluations: int) -> Reading:
        """Return the values after ``step`` batches and ``evaluations`` evaluations."""
        return self._reading(min(step, self.step) - 1, [each.newest(evaluations) for each in self._followed()])

    @property
    def _column(self) -> Numbers:
        return self.history.series(self.quantity.column).values

    def _followed(self) -> tuple[_Evaluations, ...]:
        for each in self._evaluated:
            each.follow(self.history, self.unit)
        return self._evaluated

    def _reading(self, index: int, evaluated: list[int | None]) -> Reading:
        """Return the values of the batch at ``index``, none if negative, with those of each evaluated set."""
        x, batch, position = 0.0, None, 0.0
        if index >= 0:
            x = float(self.unit.of_batches(self.history, np.array(index)))
            batch = float(self.quantity.of(self._smoothing.values[index : index + 1])[0])
            position = self.history.position_of(index + 1)
        found = [None if at is None else each.at(at) for each, at in zip(self._evaluated, evaluated, strict=True)]
        validated = found[1]  # as every evaluation is
        is_far = validated is not None and abs(position - validated[0]) >= AN_EPOCH
        evaluated_at = float(self.unit.of(self.history, validated[0])) if validated and is_far else None
        training, validation, my_digits = (None if each is None else each[1] for each in found)
        return Reading(x, batch, training, validation, my_digits, evaluated_at)


def _evaluations_of(quantity: Quantity) -> tuple[_Evaluations, ...]:
    """Return an empty record for each evaluated set: training set, validation set and my digits."""
    sets: tuple[Callable[[Evaluated], Metrics | None], ...] = (
        lambda event: event.training,
        lambda event: event.validation,
        lambda event: event.extra,
    )
    return tuple(_Evaluations(quantity, metrics_of) for metrics_of in sets)
