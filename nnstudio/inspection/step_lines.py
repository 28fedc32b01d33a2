"""The lines of a page of one step: a name, how its number comes about, and the number."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.inspection.one_step import OneStep


@dataclass(frozen=True)
class Chosen:
    """What a page shows in numbers: a picture of the batch, and a weight.

    The weight goes to the ``unit`` of the layer of units ``layer`` from the input ``source``; None is the unit's bias.
    """

    sample: int
    layer: int
    unit: int
    source: int | None


@dataclass(frozen=True)
class Line:
    """``name`` = ``expression`` = ``value``; a result stands below a rule."""

    name: str
    expression: str
    value: str
    is_result: bool = False

    @property
    def text(self) -> str:
        """The line in words."""
        return " = ".join(filter(None, (self.name, self.expression, self.value)))


def input_name(step: OneStep, layer: int, index: int) -> str:
    """Return the name of an input of the layer of units ``layer``: a pixel, or a unit of the layer before."""
    shape = step.network.input_shape
    if layer:
        return unit_name(step, layer - 1, index)
    if len(shape) != 2:
        return f"input {index + 1}"
    row, column = divmod(index, shape[1])
    return f"row {row + 1}, column {column + 1}"


def unit_name(step: OneStep, layer: int, index: int, names: Sequence[str] = ()) -> str:
    """Return the name of a unit: its layer by number, and its own; an output has that of its class in ``names``."""
    number, dot, _ = step.layers[layer].name.partition(".")
    return f"layer {number}, unit {index + 1}" if dot else f"output for {names[index]}"
