"""The backward half of one step in lines with real numbers: δ of a unit, and the gradients that follow from it."""

from collections.abc import Sequence

import numpy as np

from nnstudio.engine.activations import Linear
from nnstudio.engine.layers import ActivationLayer, Dense, Dropout
from nnstudio.inspection.formula_numbers import factor, number
from nnstudio.inspection.one_step import OneStep
from nnstudio.inspection.step_lines import Chosen, Line, input_name, unit_name
from nnstudio.number_text import grouped

TERMS = 3
"""How many terms of a sum are listed, the largest first."""


def backward_lines(step: OneStep, chosen: Chosen, names: Sequence[str]) -> tuple[Line, ...]:
    """Return how δ of one unit comes about, then dL/dw and dL/db; the classes have ``names``."""
    layer, sample, unit = step.layers[chosen.layer], chosen.sample, chosen.unit
    is_output = chosen.layer == len(step.layers) - 1
    lines = _output_lines(step, chosen) if is_output else _hidden_lines(step, chosen, names)
    for index in range(layer.last, layer.dense, -1):
        lines.append(_layer_line(step, index, sample, unit))
    gradient, slopes = step.gradients[layer.dense + 1], step.slopes[layer.dense]
    assert gradient is not None
    assert slopes is not None
    arriving, slope = float(gradient[sample, unit]), float(slopes[sample, unit])
    delta = number(float(step.deltas[chosen.layer][sample, unit]))
    dense = step.network.layers[layer.dense]
    assert isinstance(dense, Dense)
    text = (
        f"∂L/∂a · f′(z) = {factor(arriving)} · {factor(slope)}" if not isinstance(dense.activation, Linear) else "∂L/∂a"
    )
    if not is_output:
        lines.append(Line("δ = ∂L/∂z", text, delta, is_result=True))
    return (*lines, *_gradient_lines(step, chosen))


def _output_lines(step: OneStep, chosen: Chosen) -> list[Line]:
    sample, unit = chosen.sample, chosen.unit
    p, y = float(step.probabilities[sample, unit]), float(step.targets[sample, unit])
    delta = number(float(step.deltas[chosen.layer][sample, unit]))
    pictures = "one picture" if step.batch_size == 1 else f"{step.batch_size} pictures"
    return [
        Line("p − y", f"{number(p)} − {number(y)}", number(p - y)),
        Line("δ = ∂L/∂z", f"for a batch of {pictures}", delta, is_result=True),
    ]


def _hidden_lines(step: OneStep, chosen: Chosen, names: Sequence[str]) -> list[Line]:
    """Return the gradient that comes back from the next layer of units, its largest terms first."""
    layer = step.layers[chosen.layer]
    deltas = step.deltas[chosen.layer + 1][chosen.sample]
    weights = step.views(step.before, chosen.layer + 1)["weights"][chosen.unit]
    products = (deltas * weights).astype(np.float64)
    order = np.abs(np.nan_to_num(products)).argsort(kind="stable")[::-1][:TERMS].tolist()
    lines = [
        Line(
            f"δ·w, {unit_name(step, chosen.layer + 1, index, names)}",
            f"{factor(float(deltas[index]))} · {factor(float(weights[index]))}",
            number(float(products[index])),
        )
        for index in order
    ]
    if len(products) > len(order):
        others = np.delete(products, order)
        lines.append(Line(f"{grouped(len(others))} other terms", "", number(float(others.sum()))))
    gradient = step.gradients[layer.last + 1]
    assert gradient is not None
    value = number(float(gradient[chosen.sample, chosen.unit]))
    return [*lines, Line("∂L/∂a", "Σ δ·w", value, is_result=True)]


def _layer_line(step: OneStep, index: int, sample: int, unit: int) -> Line:
    """Return what becomes of the gradient on its way back through the layer ``index`` of the engine."""
    layer = step.network.layers[index]
    after, before = step.gradients[index + 1], step.gradients[index]
    assert after is not None
    assert before is not None
    value, slopes = number(float(before[sample, unit])), step.slopes[index]
    arriving = factor(float(after[sample, unit]))
    if slopes is None:
        return Line(f"before {layer.label[:1].lower()}{layer.label[1:]}", "by its own backward pass", value)
    slope = factor(float(slopes[sample, unit]))
    match layer:
        case Dropout():
            return Line("before dropout", f"∂L/∂a · m / (1 − rate) = {arriving} · {slope}", value)
        case ActivationLayer():
            return Line("before the activation", f"∂L/∂a · f′ = {arriving} · {slope}", value)
    return Line(f"before {layer.label}", f"{arriving} · {slope}", value)


def _gradient_lines(step: OneStep, chosen: Chosen) -> list[Line]:
    layer, sample, unit = step.layers[chosen.layer], chosen.sample, chosen.unit
    views = step.views(step.gradient, chosen.layer)
    delta = float(step.deltas[chosen.layer][sample, unit])
    lines = []
    if chosen.source is not None:
        x = float(step.outputs[layer.dense][sample, chosen.source])
        own = f"x·δ = {factor(x)} · {factor(delta)}"
        if step.batch_size > 1:
            lines.append(Line("of this picture", own, number(x * delta)))
            own = f"Σ x·δ over {step.batch_size} pictures"
        value = number(float(views["weights"][chosen.source, unit]))
        lines.append(Line(f"∂L/∂w, {input_name(step, chosen.layer, chosen.source)}", own, value, is_result=True))
    if "biases" in views:
        own = "δ" if step.batch_size == 1 else f"Σ δ over {step.batch_size} pictures"
        lines.append(Line("∂L/∂b", own, number(float(views["biases"][unit])), is_result=True))
    return lines
