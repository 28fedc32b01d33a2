"""Gradients that vanish or explode on their way back through the layers."""

import math

from nnstudio.engine.activations import Relu
from nnstudio.engine.hidden_layers import with_activation
from nnstudio.engine.initializers import HeNormal, HeUniform
from nnstudio.number_text import short
from nnstudio.runs.causes.case import EXPLODED, Case
from nnstudio.runs.causes.units import most_dead
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning

VANISHED = 1e-2
"""Times the largest gradient norm of any layer that the first one has at most."""


def vanishing(case: Case) -> RunWarning | None:
    """Return a warning if the network learns nothing because hardly any gradient reaches its first layer."""
    norms = case.symptoms.of_layers(lambda layer: layer.gradient_norm)
    if case.failure is None or not norms or norms[0] >= case.below(VANISHED) * max(norms):
        return None
    relu = with_activation(case.settings.network.layers, Relu())
    if relu != case.settings.network.layers:
        remedy = Remedy("New run with ReLU in all layers", "network.layers", relu)
    else:
        remedy = Remedy("New run with He weights", "network.initializer", HeNormal())
    return RunWarning(
        Cause.VANISHING,
        f"{case.failure.seen} The gradient norm is {short(norms[0])} in the first layer and {short(max(norms))} at "
        "most.",
        "Gradients shrink from layer to layer on their way back, so that the first ones learn nothing.",
        (remedy,),
        plot="Gradient norm",
    )


def exploded_at_first(case: Case) -> RunWarning | None:
    """Return a warning if gradients were far too large before any step, and still are or have left nothing to learn."""
    is_harmless = case.failure is None and exploded_norm(case) is None and most_dead(case) is None
    if not case.has_exploded_at_first or is_harmless:
        return None
    has_he = isinstance(case.settings.network.initializer, HeNormal | HeUniform)
    he = () if has_he else (Remedy("New run with He weights", "network.initializer", HeNormal()),)
    seen = f"{case.failure.seen} " if case.failure is not None else ""
    return RunWarning(
        Cause.EXPLODING,
        f"{seen}The gradient norm of a layer was {short(max(case.symptoms.first_norms))} in the first step; about 1 is "
        "usual.",
        "The initial weights are so large that sums and gradients grow from layer to layer.",
        (*he, *case.run_with_clipping, *(() if he else (case.run_with_smaller_rate,))),
        plot="Gradient norm",
    )


def exploding(case: Case) -> RunWarning | None:
    """Return a warning if gradients are far too large while the network learns."""
    norm = exploded_norm(case)
    if norm is None:
        return None
    seen = f"{case.failure.seen} " if case.failure is not None else ""
    return RunWarning(
        Cause.EXPLODING,
        f"{seen}The gradient norm of a layer is {short(norm)}; about 1 is usual.",
        "A few such gradients throw the weights far away. Clipping shortens them; smaller steps keep the weights where "
        "gradients are small.",
        (case.third_of_rate, *case.run_with_clipping),
        plot="Gradient norm",
    )


def exploded_norm(case: Case) -> float | None:
    """Return the largest gradient norm of any layer; None if it is not too large."""
    largest = max(case.symptoms.of_layers(lambda layer: layer.gradient_norm), default=0.0)
    return largest if case.above(EXPLODED) < largest < math.inf else None
