"""The forward half of one step in lines with real numbers: inputs, sums, nonlinearities, softmax and loss."""

from collections.abc import Sequence

import numpy as np

from nnstudio.engine.activations import Activation, Linear
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout
from nnstudio.engine.layers.batch_norm import EPSILON
from nnstudio.engine.layers.raw_inputs import LARGEST, RawInputs
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.inspection.formula_numbers import constant, factor, number
from nnstudio.inspection.one_step import OneStep
from nnstudio.inspection.step_lines import Chosen, Line, input_name
from nnstudio.number_text import grouped

TERMS = 4
"""How many terms of a sum are listed, the largest first."""
CLASSES = 12
"""With more classes, those with the largest probabilities are listed, and that of the picture."""


def activation_of(step: OneStep, layer: int) -> Activation:
    """Return the activation of the layer of units ``layer``: of its dense layer, or the first on its own after it."""
    units = step.layers[layer]
    own = [each for each in step.network.layers[units.dense : units.last + 1] if isinstance(each, ActivationLayer)]
    dense = step.network.layers[units.dense]
    assert isinstance(dense, Dense)
    return own[0].activation if own and isinstance(dense.activation, Linear) else dense.activation


def input_lines(step: OneStep, chosen: Chosen) -> tuple[Line, ...]:
    """Return the way of one number of the picture to the first layer of units."""
    index = chosen.source or 0
    byte = int(step.samples.pictures[chosen.sample].reshape(-1)[index])
    lines = [
        Line("byte", input_name(step, 0, index), str(byte)),
        Line("x", f"byte / 255 = {byte} / 255", number(float(step.outputs[0][chosen.sample, index])), is_result=True),
    ]
    for layer in range(step.layers[0].dense):
        lines += layer_lines(step, layer, chosen.sample, index)
    return tuple(lines)


def forward_lines(step: OneStep, chosen: Chosen, names: Sequence[str]) -> tuple[Line, ...]:
    """Return the sum of one unit, its largest terms first, and what becomes of it up to the next layer."""
    layer = step.layers[chosen.layer]
    views = step.views(step.before, chosen.layer)
    inputs, weights = step.outputs[layer.dense][chosen.sample], views["weights"][:, chosen.unit]
    products = (inputs * weights).astype(np.float64)
    order = np.abs(np.nan_to_num(products)).argsort(kind="stable")[::-1]
    listed = order[:TERMS].tolist()
    if chosen.source is not None and chosen.source not in listed:
        listed = [*listed[: TERMS - 1], chosen.source]
    lines = [
        Line(
            f"x·w, {input_name(step, chosen.layer, index)}",
            f"{factor(float(inputs[index]))} · {factor(float(weights[index]))}",
            number(float(products[index])),
        )
        for index in listed
    ]
    if len(products) > len(listed):
        others = np.delete(products, listed)
        lines.append(Line(f"{grouped(len(others))} other terms", "", number(float(others.sum()))))
    if "biases" in views:
        lines.append(Line("b", "", number(float(views["biases"][chosen.unit]))))
    sums = step.sums[layer.dense]
    assert sums is not None
    z = float(sums[chosen.sample, chosen.unit])
    is_output = chosen.layer == len(step.layers) - 1
    name = f", the logit of {names[chosen.unit]}" if is_output else ""
    lines.append(Line("z", f"Σ x·w{' + b' if 'biases' in views else ''}{name}", number(z), is_result=True))
    dense = step.network.layers[layer.dense]
    assert isinstance(dense, Dense)
    if not isinstance(dense.activation, Linear):
        value = float(step.outputs[layer.dense + 1][chosen.sample, chosen.unit])
        lines.append(Line("a", f"{dense.activation.label}: f({number(z)})", number(value), is_result=True))
    for index in range(layer.dense + 1, layer.last + 1):
        lines += layer_lines(step, index, chosen.sample, chosen.unit)
    return tuple(lines)


def layer_lines(step: OneStep, index: int, sample: int, unit: int) -> list[Line]:
    """Return what the layer ``index`` of the engine, which is not dense, makes of one number."""
    layer = step.network.layers[index]
    before = float(step.outputs[index][sample, unit])
    after = number(float(step.outputs[index + 1][sample, unit]))
    match layer:
        case Standardization():
            views = step.network.layout.views(step.before)[index]
            mean, deviation = float(views["input_mean"][0]), float(views["input_deviation"][0])
            text = f"(x − mean) / deviation = ({number(before)} − {factor(mean)}) / {factor(deviation)}"
            return [Line("x, standardised", text, after, is_result=True)]
        case RawInputs():
            return [Line("x, not scaled", f"{LARGEST:.0f}·x = {LARGEST:.0f}·{factor(before)}", after, is_result=True)]
        case ActivationLayer():
            text = f"{layer.activation.label}: f({number(before)})"
            return [Line("a", text, after, is_result=True)]
        case Dropout():
            slopes = step.slopes[index]
            is_kept = slopes is not None and bool(slopes[sample, unit])
            what = "this unit is kept in this batch" if is_kept else "this unit is dropped in this batch"
            text = f"m·a / (1 − rate) = {int(is_kept)}·{factor(before)} / (1 − {constant(layer.rate)}); {what}"
            return [Line("a, after dropout", text, after, is_result=True)]
        case BatchNorm():
            return _batch_norm_lines(step, index, sample, unit, after)
    return [Line(layer.label, layer.formula or layer.hint, after, is_result=True)]


def _batch_norm_lines(step: OneStep, index: int, sample: int, unit: int, after: str) -> list[Line]:
    column = step.outputs[index][:, unit].astype(np.float64)
    mean, variance = float(column.mean()), float(column.var())
    views = step.network.layout.views(step.before)[index]
    scale, shift = float(views["scales"][unit]), float(views["shifts"][unit])
    normalized = (float(column[sample]) - mean) / np.sqrt(variance + EPSILON)
    over = f"over the {len(column)} pictures of the batch"
    if len(column) == 1:
        over = "of a batch of one picture: it is the value itself"
    text = f"(x − μ) / √(σ² + ε) = ({number(float(column[sample]))} − {factor(mean)}) / √({number(variance)} + 10⁻⁵)"
    return [
        Line("μ", f"mean {over}", number(mean)),
        Line("σ²", "variance" if len(column) == 1 else f"variance {over}", number(variance)),
        Line("x̂", text, number(normalized)),
        Line("y", f"γ·x̂ + β = {factor(scale)}·{factor(normalized)} + {factor(shift)}", after, is_result=True),
    ]


def softmax_lines(step: OneStep, chosen: Chosen, names: Sequence[str]) -> tuple[Line, ...]:
    """Return the probability of the right class and that of the predicted one."""
    logits = step.outputs[-1][chosen.sample].astype(np.float64)
    largest = float(logits.max())
    total = float(np.exp(logits - largest).sum())
    lines = [Line("Σ exp(z − max z)", f"over {len(logits)} classes", number(total))]
    label = int(step.labels[chosen.sample])
    for index in dict.fromkeys((label, int(logits.argmax()))):
        text = f"exp({number(float(logits[index]))} − {factor(largest)}) / {number(total)}"
        value = number(float(step.probabilities[chosen.sample, index]))
        lines.append(Line(f"p of {names[index]}", text, value, is_result=True))
    return tuple(lines)


def listed_classes(step: OneStep, sample: int) -> list[int]:
    """Return the classes that have a row in the tables of the picture ``sample``, in order."""
    probabilities = np.nan_to_num(step.probabilities[sample])
    if len(probabilities) <= CLASSES:
        return list(range(len(probabilities)))
    best = (-probabilities).argsort(kind="stable")[:CLASSES].tolist()
    return sorted({*best, int(step.labels[sample])})


def softmax_table(step: OneStep, chosen: Chosen, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return logit, probability, label and their difference for each class, below a row of headings."""
    sample, label = chosen.sample, int(step.labels[chosen.sample])
    rows = [("class", "z", "p", "y", "p − y")]
    for index in listed_classes(step, sample):
        p, y = float(step.probabilities[sample, index]), int(index == label)
        rows.append((names[index], number(float(step.outputs[-1][sample, index])), number(p), str(y), number(p - y)))
    return tuple(rows)


def loss_lines(step: OneStep, chosen: Chosen) -> tuple[Line, ...]:
    """Return the loss of one picture and of the batch, with the penalty if there is one."""
    own = number(float(step.terms[chosen.sample].sum(dtype=np.float64)))
    lines = [Line("loss of the picture", "sum of the terms of all classes", own, is_result=True)]
    if step.batch_size > 1:
        lines.append(
            Line("loss of the batch", f"mean of {step.batch_size} pictures", number(step.loss), is_result=True)
        )
    if step.penalty:
        lines.append(Line("penalty", "L1 and L2 of all weights", number(step.penalty)))
        lines.append(Line("cost", "loss + penalty", number(step.loss + step.penalty), is_result=True))
    return tuple(lines)


def loss_table(step: OneStep, chosen: Chosen, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return probability, target and term of the loss for each class, below a row of headings."""
    sample = chosen.sample
    rows: list[tuple[str, ...]] = [("class", "p", "y", "term")]
    for index in listed_classes(step, sample):
        values = step.probabilities[sample, index], step.targets[sample, index], step.terms[sample, index]
        rows.append((names[index], *(number(float(value)) for value in values)))
    return tuple(rows)
