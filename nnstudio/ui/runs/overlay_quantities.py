"""What can be laid over each other of several runs: every quantity, and which of its curves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from nnstudio.runs.quantities import ACCURACY, LOSS, Quantity
from nnstudio.runs.run_curves import RUN_CURVES, RunCurves
from nnstudio.session.compared_runs import ComparedRun
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.run_numbers import NO_POINTS, Points, RunNumbers, Values

VALIDATION, TRAINING, BATCHES, MY_DIGITS = "validation", "training set", "batches, smoothed", "my digits"
SETS = (VALIDATION, TRAINING, BATCHES, MY_DIGITS)
SMOOTHING = 0.1
"""In epochs."""


@dataclass(frozen=True, eq=False)
class OverlayQuantity:
    """A quantity with its texts; of a run it has one curve for each name that ``names`` returns."""

    label: str
    help: str
    text: Callable[[float], str]
    tick: Callable[[float], str]
    is_logarithmic: bool
    needs_layers: bool
    quantity: Quantity | None = None
    curves: RunCurves | None = None

    def names(self, runs: Iterable[ComparedRun]) -> list[str]:
        """Return the curves that any of ``runs`` has."""
        if self.curves is None:
            return list(SETS)
        found = (curve.name for run in runs for curve in self.curves.of(run.history, run.layer_names))
        return list(dict.fromkeys(found))


def _of_run(quantity: Quantity, help_text: str) -> OverlayQuantity:
    return OverlayQuantity(quantity.label, help_text, quantity.text, quantity.tick, False, False, quantity=quantity)


def _of_curves(curves: RunCurves) -> OverlayQuantity:
    needs_layers = curves.key in ("gradient-norm", "update-ratio", "dead-units", "saturated-units", "probe-loss")
    return OverlayQuantity(
        curves.label, curves.help, curves.text, curves.tick, curves.is_logarithmic, needs_layers, curves=curves
    )


OVERLAY_QUANTITIES = (
    _of_run(ACCURACY, "The fraction of right predictions"),
    _of_run(LOSS, "What training lowers, without the penalty on the weights"),
    *map(_of_curves, RUN_CURVES),
)
"""In the order of the list."""


class OverlayCurves:
    """The curves of compared runs; what was computed of a run is kept while it is compared."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], RunNumbers] = {}

    def keep_only(self, runs: Iterable[ComparedRun]) -> None:
        """Forget what belongs to other histories than those of ``runs``."""
        histories = {id(run.history) for run in runs}
        self._numbers = {key: each for key, each in self._numbers.items() if id(each.history) in histories}

    def curve(self, run: ComparedRun, shown: OverlayQuantity, name: str, axis: RunAxis, edges: Values) -> Points:
        """Return the curve ``name`` of ``run``, its x in the unit of ``axis``; batches thinned between ``edges``."""
        if shown.quantity is not None:
            numbers = self._followed(run, shown.quantity, axis)
            if name == BATCHES:
                return numbers.batches(edges)[1]
            return numbers.evaluations()[(TRAINING, VALIDATION, MY_DIGITS).index(name)] if name in SETS else NO_POINTS
        assert shown.curves is not None
        for curve in shown.curves.of(run.history, run.layer_names):
            if curve.name == name and len(curve.x):
                return Points(axis.unit.of(run.history, curve.x), np.asarray(curve.y, float))
        return NO_POINTS

    def _followed(self, run: ComparedRun, quantity: Quantity, axis: RunAxis) -> RunNumbers:
        numbers = self._numbers.get((run.key, quantity.label))
        if numbers is None or numbers.history is not run.history:
            numbers = self._numbers[run.key, quantity.label] = RunNumbers(run.history, quantity, SMOOTHING)
        numbers.unit = axis.unit
        numbers.follow()
        return numbers


def band_of(curves: list[Points], points: int = 200) -> tuple[Values, Values, Values] | None:
    """Return x, the mean and the standard deviation of ``curves`` over where all have values, shapes (points,).

    Between its points a curve is interpolated. None for fewer than two curves, or where they share nothing.
    """
    known = [Points(each.x[np.isfinite(each.y)], each.y[np.isfinite(each.y)]) for each in curves]
    known = [each for each in known if len(each.x) > 1]
    if len(known) < 2:
        return None
    left, right = max(float(each.x[0]) for each in known), min(float(each.x[-1]) for each in known)
    if not right > left:
        return None
    shared = known[0].x[(known[0].x >= left) & (known[0].x <= right)]
    are_alike = all(np.array_equal(each.x, known[0].x) for each in known) and len(shared) <= points
    x = shared if are_alike else np.linspace(left, right, points)
    values = np.stack([np.interp(x, each.x, each.y) for each in known])
    return x, values.mean(axis=0), values.std(axis=0, ddof=1)
