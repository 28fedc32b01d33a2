"""The pages of one step of training, each with its formulas in real numbers: from the bytes to the new weight."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.inspection import backward_lines, forward_lines, update_lines
from nnstudio.inspection.one_step import OneStep
from nnstudio.inspection.step_lines import Chosen, Line


class Stage(Enum):
    """What a page is about."""

    INPUTS = "Bytes to inputs"
    FORWARD = "Forward"
    SOFTMAX = "Softmax"
    LOSS = "Loss"
    BACKWARD = "Backward"
    UPDATE = "Update"


class Picks(Enum):
    """What a click into a tile chooses."""

    INPUT = "input"
    UNIT = "unit"


@dataclass(frozen=True, eq=False)
class Tile:
    """Numbers as a picture: ``values`` of shape (height, width), NaN where there is none, and the ``chosen`` one."""

    title: str
    values: Floats
    picks: Picks
    chosen: int | None
    is_ink: bool = False


@dataclass(frozen=True, eq=False)
class Page:
    """One page: what happens, the formula, its lines with numbers, a table and tiles.

    ``table`` has a row of headings first; ``marked`` is the row of the picture's class, counted from 0 after them.
    """

    title: str
    explanation: str
    formula: str
    lines: tuple[Line, ...]
    tiles: tuple[Tile, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    marked: int | None = None


@dataclass(frozen=True)
class Position:
    """A page: its ``stage``, and the layer of units that it is about, None for a page about all of them."""

    stage: Stage
    layer: int | None = None


@dataclass(frozen=True, eq=False)
class Walk:
    """All pages of ``step``, in order. ``names`` are those of the classes."""

    step: OneStep
    names: Sequence[str]
    positions: tuple[Position, ...] = field(init=False)

    def __post_init__(self) -> None:
        layers = range(len(self.step.layers))
        positions = (
            Position(Stage.INPUTS),
            *(Position(Stage.FORWARD, layer) for layer in layers),
            Position(Stage.SOFTMAX),
            Position(Stage.LOSS),
            *(Position(Stage.BACKWARD, layer) for layer in reversed(layers)),
            Position(Stage.UPDATE),
        )
        object.__setattr__(self, "positions", positions)

    def title(self, index: int) -> str:
        """Return the title of the page ``index``."""
        position = self.positions[index]
        name = "" if position.layer is None else f": {self.step.layers[position.layer].name}"
        return f"{position.stage.value}{name}"

    def first_choice(self, sample: int, layer: int) -> Chosen:
        """Return what is worth looking at first: the unit of ``layer`` and its weight with the largest gradients."""
        step = self.step
        deltas = np.nan_to_num(np.abs(step.deltas[layer][sample]))
        unit = int(deltas.argmax())
        gradients = np.nan_to_num(np.abs(step.views(step.gradient, layer)["weights"][:, unit]))
        source = int(gradients.argmax())
        if not gradients.any():  # a dead unit
            source = int(np.nan_to_num(np.abs(step.outputs[step.layers[layer].dense][sample])).argmax())
        return Chosen(sample, layer, unit, source)

    def page(self, index: int, chosen: Chosen) -> Page:
        """Return the page ``index`` for what is ``chosen``, whose layer is that of the page if it has one."""
        match self.positions[index].stage:
            case Stage.INPUTS:
                return self._inputs(index, chosen)
            case Stage.FORWARD:
                return self._forward(index, chosen)
            case Stage.SOFTMAX:
                return self._softmax(index, chosen)
            case Stage.LOSS:
                return self._loss(index, chosen)
            case Stage.BACKWARD:
                return self._backward(index, chosen)
            case Stage.UPDATE:
                return self._update(index, chosen)

    def _inputs(self, index: int, chosen: Chosen) -> Page:
        step = self.step
        picture = step.samples.pictures[chosen.sample].astype(np.float64)
        inputs = step.outputs[step.layers[0].dense][chosen.sample]
        return Page(
            self.title(index),
            "A picture is stored as bytes, 0 for paper and 255 for full ink. The network takes numbers near 1. Click a "
            "pixel to see it.",
            "x = byte / 255",
            forward_lines.input_lines(step, chosen),
            (
                Tile("Bytes", picture, Picks.INPUT, chosen.source, is_ink=True),
                Tile("Inputs x", self._shaped(inputs, 0), Picks.INPUT, chosen.source),
            ),
        )

    def _forward(self, index: int, chosen: Chosen) -> Page:
        step, layer = self.step, self.step.layers[chosen.layer]
        views = step.views(step.before, chosen.layer)
        inputs = step.outputs[layer.dense][chosen.sample]
        activation = forward_lines.activation_of(step, chosen.layer)
        return Page(
            self.title(index),
            f"Each of the {layer.units} units adds up its {layer.inputs} inputs times its weights, and its bias. What "
            "follows the sum belongs to the layer too.",
            "z = Σ x·w + b" + (f",  {activation.formula}" if activation.formula else ""),
            forward_lines.forward_lines(step, chosen, self.names),
            (
                Tile("Inputs x", self._shaped(inputs, chosen.layer), Picks.INPUT, chosen.source),
                Tile(
                    "w of the unit",
                    self._shaped(views["weights"][:, chosen.unit], chosen.layer),
                    Picks.INPUT,
                    chosen.source,
                ),
                Tile("Outputs a", in_rows(step.outputs[layer.last + 1][chosen.sample]), *_unit(chosen)),
            ),
        )

    def _softmax(self, index: int, chosen: Chosen) -> Page:
        return Page(
            self.title(index),
            "Softmax turns the logits z into probabilities p, which add up to 1. The label y is one-hot: 1 for the "
            "right class, 0 for all others. p − y is how far off each probability is.",
            "p = exp(z) / Σ exp(z)",
            forward_lines.softmax_lines(self.step, chosen, self.names),
            table=forward_lines.softmax_table(self.step, chosen, self.names),
            marked=self._row_of_label(chosen.sample),
        )

    def _loss(self, index: int, chosen: Chosen) -> Page:
        loss = self.step.settings.loss
        return Page(
            self.title(index),
            f"{loss.label} says in one number how wrong the probabilities are. {loss.hint}",
            loss.formula,
            forward_lines.loss_lines(self.step, chosen),
            table=forward_lines.loss_table(self.step, chosen, self.names),
            marked=self._row_of_label(chosen.sample),
        )

    def _backward(self, index: int, chosen: Chosen) -> Page:
        step, layer = self.step, self.step.layers[chosen.layer]
        is_output = chosen.layer == len(step.layers) - 1
        views = step.views(step.gradient, chosen.layer)
        how = (
            step.settings.loss.gradient_formula
            if is_output
            else f"∂L/∂a = Σ δ·w over {step.layers[chosen.layer + 1].name},  δ = ∂L/∂a · f′(z)"
        )
        return Page(
            self.title(index),
            f"δ = ∂L/∂z says how the loss changes with the sum of each of the {layer.units} units. From it follow the "
            "gradients of the weights and of the bias.",
            f"{how},  ∂L/∂w = Σ x·δ,  ∂L/∂b = Σ δ",
            backward_lines.backward_lines(step, chosen, self.names),
            (
                Tile("δ of all units", in_rows(step.deltas[chosen.layer][chosen.sample]), *_unit(chosen)),
                Tile(
                    "∂L/∂w of unit",
                    self._shaped(views["weights"][:, chosen.unit], chosen.layer),
                    Picks.INPUT,
                    chosen.source,
                ),
            ),
        )

    def _update(self, index: int, chosen: Chosen) -> Page:
        step = self.step
        optimizer = step.settings.optimizer
        change = (step.views(step.after, chosen.layer)["weights"] - step.views(step.before, chosen.layer)["weights"])[
            :, chosen.unit
        ]
        return Page(
            self.title(index),
            f"{optimizer.label}. {optimizer.hint} This is step {step.memory.steps + 1}"
            f" of the optimizer. {update_lines.memory_text(step)}",
            optimizer.formula,
            update_lines.update_lines(step, chosen),
            (Tile("Change of w", self._shaped(change, chosen.layer), Picks.INPUT, chosen.source),),
        )

    def _row_of_label(self, sample: int) -> int:
        return forward_lines.listed_classes(self.step, sample).index(int(self.step.labels[sample]))

    def _shaped(self, values: Floats, layer: int) -> Floats:
        """Return one number for each input of ``layer`` as a picture: the network's own, or rows of numbers."""
        shape = self.step.network.input_shape
        return values.reshape(shape) if layer == 0 and len(shape) == 2 else in_rows(values)


def _unit(chosen: Chosen) -> tuple[Picks, int]:
    return Picks.UNIT, chosen.unit


def in_rows(values: Floats) -> Floats:
    """Return ``values``, shape (count,), in rows that make about a square; NaN fills the last row."""
    columns = int(np.ceil(np.sqrt(len(values))))
    rows = -(-len(values) // columns)
    filled = np.full(rows * columns, np.nan)
    filled[: len(values)] = values
    return filled.reshape(rows, columns)
