"""Hidden units that are stuck: dead ones and saturated ones."""

from collections.abc import Callable, Sequence

from nnstudio.engine.activations import LeakyRelu, Relu
from nnstudio.engine.hidden_layers import with_activation
from nnstudio.engine.initializers import XavierNormal, XavierUniform
from nnstudio.engine.layers import Dense, Layer
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.number_text import percent
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning

STUCK = 0.4
"""Fraction of the units of a layer that are stuck, above which this is a fault; a few percent are usual."""
NARROW, STUCK_IF_NARROW = 32, 0.7
"""Units of a layer below which one of them is a large fraction, and from which fraction on that is a fault."""


def dead_units(case: Case) -> RunWarning | None:
    """Return a warning if many units of a layer are 0 for every picture."""
    dead = most_dead(case)
    if dead is None:
        return None
    layers = with_activation(case.settings.network.layers, LeakyRelu())
    return RunWarning(
        Cause.DEAD_UNITS,
        f"{percent(dead, 0)} of the units of a hidden layer answer to no picture.",
        "A ReLU unit whose sum is always negative gets no gradient and never comes back.",
        (Remedy("New run with leaky ReLU", "network.layers", layers),),
        plot="Dead units",
    )


def saturated_units(case: Case) -> RunWarning | None:
    """Return a warning if many units of a layer stay at a limit of their activation."""
    saturated = _most(case, lambda layer: layer.saturated)
    if saturated is None:
        return None
    remedies = []
    if not isinstance(case.settings.network.initializer, XavierNormal | XavierUniform):
        remedies.append(Remedy("New run with Xavier weights", "network.initializer", XavierNormal()))
    else:
        relu = with_activation(case.settings.network.layers, Relu())
        remedies.append(Remedy("New run with ReLU in all layers", "network.layers", relu))
    if case.rate > case.usual_rate:
        remedies.append(case.run_with_smaller_rate)
    return RunWarning(
        Cause.SATURATED,
        f"{percent(saturated, 0)} of the units of a hidden layer stay at an end of their activation for nearly every "
        "picture.",
        "The activation is flat there: hardly any gradient passes such a unit, and it hardly changes. Its sums are too "
        "large, because of large initial weights or large steps.",
        tuple(remedies),
        plot="Saturated units",
    )


def most_dead(case: Case) -> float | None:
    """Return the fraction of dead units in the layer with the largest one; None if that is not worth a warning."""
    return _most(case, lambda layer: layer.dead)


def _most(case: Case, value: Callable[[LayerStatistics], float]) -> float | None:
    medians = case.symptoms.of_layers(value)
    is_known_early = case.failure is not None or case.has_exploded_at_first
    if not medians or not (case.symptoms.has_epoch or is_known_early):
        return None
    indices = [layer.index for layer in case.symptoms.layers[-1].layers]
    stuck = [
        fraction
        for fraction, units in zip(medians, _units(case.settings.network.layers, indices), strict=True)
        if fraction > case.above(STUCK if units >= NARROW else STUCK_IF_NARROW)
    ]
    return max(stuck, default=None)


def _units(layers: tuple[Layer, ...], indices: Sequence[int]) -> list[int]:
    """Return how many units the layers have that stand at ``indices`` in their network; the last one is its output.

    The network may have a layer before those of its settings, ``layers``.
    """
    first = indices[-1] - len(layers)
    before = [layers[: index - first + 1] for index in indices[:-1]]
    units = [next((layer.units for layer in reversed(part) if isinstance(layer, Dense)), 0) for part in before]
    return [*units, 0]
