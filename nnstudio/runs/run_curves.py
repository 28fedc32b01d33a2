"""What can be plotted over a run besides the batches: curves of its layers, epochs and evaluations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.number_text import THIN_SPACE, percent, short, significant, with_minus
from nnstudio.runs.history import History

Numbers = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through the points ``x``, in epochs with fractions, and ``y``, both of shape (n,)."""

    name: str
    x: Numbers
    y: Numbers


def _number(value: float) -> str:
    return with_minus(significant(value))


@dataclass(frozen=True)
class RunCurves:
    """Curves that belong into one plot.

    ``of`` returns them for a history and the names of the network's layers by index. ``text`` and ``tick`` format a
    value, the latter at an axis. The vertical axis ``is_logarithmic`` always, or ``can_be_logarithmic`` where values
    are usually above 0. ``healthy`` are values between which all is well, None where there are none. What
    ``is_measured`` is known at the points of the curves only; otherwise also between them.
    """

    key: str
    label: str
    help: str
    of: Callable[[History, Mapping[int, str]], list[Curve]]
    text: Callable[[float], str] = _number
    tick: Callable[[float], str] = short
    is_logarithmic: bool = False
    can_be_logarithmic: bool = False
    healthy: tuple[float, float] | None = None
    is_measured: bool = True


def _of_layers(
    value: Callable[[LayerStatistics], float], history: History, names: Mapping[int, str], has_output: bool = True
) -> list[Curve]:
    """Return a curve of ``value`` for each layer that was measured."""
    if not history.layers:
        return []
    x = np.array([measured.position for measured in history.layers])
    shown = history.layers[0].layers if has_output else history.layers[0].layers[:-1]
    return [
        Curve(
            names.get(layer.index, f"layer {layer.index}"),
            x,
            np.array([value(measured.layers[number]) for measured in history.layers], float),
        )
        for number, layer in enumerate(shown)
    ]


def _of_evaluations(
    values: Mapping[str, Callable[[Evaluated], float | None]], history: History, _names: Mapping[int, str]
) -> list[Curve]:
    """Return a curve for each of ``values``, with the evaluations that have it."""
    curves = []
    for name, value in values.items():
        points = [(event.position, number) for event in history.evaluations if (number := value(event)) is not None]
        x, y = np.array(points, float).reshape(-1, 2).T
        curves.append(Curve(name, x, y))
    return curves


def _learning_rates(history: History, _names: Mapping[int, str]) -> list[Curve]:
    x, y = history.positions.values, history.series("learning_rate").values
    kept = _ends_of_plateaus(y)
    if len(kept) > MOST_POINTS:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_POINTS).astype(int)]
    return [Curve("learning rate", x[kept], y[kept])]


def _ends_of_plateaus(numbers: Numbers) -> NDArray[np.intp]:
    """Return the indices of the first and the last of equal ``numbers``, shape (n,), in a row.

    Of more than `MOST_LOOKED_AT`, only every so many are compared at first: what is taken back between two of them is
    not found. Where these change too often for a curve to show, the exact places are not looked for.
    """
    if not len(numbers):
        return np.empty(0, np.intp)
    last, every = len(numbers) - 1, max(1, len(numbers) // MOST_LOOKED_AT)
    looked_at = np.append(np.arange(0, len(numbers), every), last)
    starts = looked_at[np.flatnonzero(np.diff(numbers[looked_at]))]
    if len(starts) > MOST_POINTS:
        return np.unique([0, *starts, last])
    stretches = np.minimum(starts[:, None] + np.arange(every + 1), last)
    before = stretches[:, :-1][numbers[stretches[:, :-1]] != numbers[stretches[:, 1:]]]
    return np.unique([0, *before, *(before + 1), last])


def _epoch_seconds(history: History, _names: Mapping[int, str]) -> list[Curve]:
    """Return the seconds from the end of one epoch to that of the next, batches and evaluations included."""
    ends = [event for event in history.evaluations if event.ends_epoch and event.step]
    seconds = history.series("seconds").values
    at = np.array([seconds[min(event.step, len(seconds)) - 1] for event in ends if len(seconds)], float)
    return [Curve("an epoch", np.array([event.position for event in ends[: len(at)]]), np.diff(at, prepend=0.0))]


def _probe_loss(history: History, _names: Mapping[int, str]) -> list[Curve]:
    points = np.array([(each.position, each.probe_loss) for each in history.layers], float).reshape(-1, 2)
    return [Curve("probe", points[:, 0], points[:, 1])]


def _cost(event: Evaluated) -> float | None:
    return event.training.loss + event.penalty if event.training is not None else None


def _loss_gap(event: Evaluated) -> float | None:
    return event.validation.loss - event.training.loss if event.training is not None else None


def _fraction_tick(fraction: float) -> str:
    return f"{short(100 * fraction)}{THIN_SPACE}%"


_percent = partial(percent, decimals=1)
MOST_POINTS = 2000
"""A curve of the batches has at most so many points."""
MOST_LOOKED_AT = 100_000
"""Batches among which a curve of them is looked for, so that it takes a few milliseconds in a run of any length."""

RUN_CURVES: Sequence[RunCurves] = (
    RunCurves(
        "learning-rate",
        "Learning rate",
        "The step size of every batch, with its schedule.",
        _learning_rates,
        can_be_logarithmic=True,
        is_measured=False,
    ),
    RunCurves(
        "gradient-norm",
        "Gradient norm",
        "The L2 norm of each layer's gradient, √Σg². Where it shrinks to nothing towards the first layer, gradients "
        "vanish; where it grows without end, they explode.",
        partial(_of_layers, lambda layer: layer.gradient_norm),
        is_logarithmic=True,
    ),
    RunCurves(
        "update-ratio",
        "Update ratio",
        "How far one step moves the weights of a layer, compared with their size: |ΔW| / |W|. Between 0.0001 and 0.01 "
        "is healthy in the first steps; above 0.04 kills ReLU units.",
        partial(_of_layers, lambda layer: layer.update_ratio),
        is_logarithmic=True,
        healthy=(1e-4, 1e-2),
    ),
    RunCurves(
        "dead-units",
        "Dead units",
        "The fraction of each hidden layer's units that are 0 for each of 2,000 training pictures, so that they learn "
        "nothing. A few percent are usual, 40 % are a fault.",
        partial(_of_layers, lambda layer: layer.dead, has_output=False),
        text=_percent,
        tick=_fraction_tick,
    ),
    RunCurves(
        "saturated-units",
        "Saturated units",
        "The fraction of each hidden layer's units that stay at an end of their sigmoid or tanh for 95 % of 2,000 "
        "training pictures: hardly any gradient passes them.",
        partial(_of_layers, lambda layer: layer.saturated, has_output=False),
        text=_percent,
        tick=_fraction_tick,
    ),
    RunCurves(
        "probe-loss",
        "Loss on the probe",
        "The loss on 2,000 training pictures, always the same ones, without dropout: smoother than that of a batch, "
        "and measured within the epochs too.",
        _probe_loss,
        can_be_logarithmic=True,
    ),
    RunCurves(
        "epoch-seconds",
        "Seconds per epoch",
        "The time from the end of one epoch to the end of the next, without pauses.",
        _epoch_seconds,
        can_be_logarithmic=True,
    ),
    RunCurves(
        "penalty",
        "Penalty",
        "The penalty on the weights, λ₁·Σ|w| + λ₂/2·Σw², which is not part of the loss shown.",
        partial(_of_evaluations, {"penalty": lambda event: event.penalty}),
        can_be_logarithmic=True,
    ),
    RunCurves(
        "cost",
        "Cost",
        "What training lowers: the loss on the training set and the penalty together.",
        partial(_of_evaluations, {"loss + penalty": _cost}),
        can_be_logarithmic=True,
    ),
    RunCurves(
        "gap",
        "Gap",
        "Validation loss minus training loss. Where it grows, the network overfits.",
        partial(_of_evaluations, {"validation − training": _loss_gap}),
    ),
)
"""In the order of the menu. To add one, write a line."""
