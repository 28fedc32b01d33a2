"""What the user has changed in the network, and what it does, in words."""

from collections.abc import Sequence

from nnstudio.inspection.activations import ActivationReader, Activity, Unit
from nnstudio.inspection.edits import Edits, Weight, value_of
from nnstudio.inspection.formula_numbers import number
from nnstudio.number_text import percent
from nnstudio.session.network_inspection import AccuracyChange
from nnstudio.ui.inside.input_names import input_name

NOTHING = (
    "Nothing is changed. Switch a unit off, or change a weight, to see what it is good for; only this view changes."
)
LISTED = 4
"""How many edits are named."""


def edits_text(reader: ActivationReader, edits: Edits) -> str:
    """Return which units are off and which weights are changed in the network of ``reader``, as it was trained."""
    names = [f"{_unit_name(reader, unit)} off" for unit in sorted(edits.units)]
    for weight, value in edits.weights.items():
        trained = value_of(weight, reader.network, reader.parameters)
        names.append(f"{_weight_name(reader, weight)}: {number(trained)} → {number(value)}")
    others = len(names) - LISTED
    shown = "; ".join(names[:LISTED]) + (f"; and {others} more" if others > 0 else "")
    counts = [_count(len(edits.units), "unit", "off"), _count(len(edits.weights), "weight", "changed")]
    return f"{', '.join(filter(None, counts))} ({shown})"


def effect_text(
    before: Activity | None,
    after: Activity | None,
    change: AccuracyChange | None,
    names: Sequence[str],
    picture: str,
) -> str:
    """Return what edits do, as sentences: to the prediction of ``picture``, and to the accuracy."""
    parts = []
    if before is not None and after is not None:
        best, other = before.best, after.best
        parts.append(
            f"{picture}: {names[best]} at {percent(float(before.probabilities[best]))} → "
            f"{names[other]} at {percent(float(after.probabilities[other]))}"
        )
    if change is not None:
        parts.append(
            f"accuracy on {change.pictures}: {percent(change.before, 2)} → {percent(change.after, 2)}{change.remark}"
        )
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts)


def _count(count: int, noun: str, state: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''} {state}" if count else ""


def _unit_name(reader: ActivationReader, unit: Unit) -> str:
    return f"{reader.layers[unit.layer].name.split('.')[0]}, unit {unit.index + 1}"


def _weight_name(reader: ActivationReader, weight: Weight) -> str:
    source = "bias" if weight.source is None else f"from {input_name(reader, weight.unit.layer, weight.source)}"
    return f"{_unit_name(reader, weight.unit)}, {source}"
