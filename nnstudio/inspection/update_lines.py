"""The update of one weight or bias in lines with real numbers, by the formula that the optimizer declares."""

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.clipping import NoClipping
from nnstudio.inspection.formula_numbers import assignments, constant, factor, number, with_numbers
from nnstudio.inspection.one_step import OneStep
from nnstudio.inspection.step_lines import Chosen, Line, input_name

DIGITS = 6
"""An update changes little: with fewer digits the new weight would often look like the old one."""


def memory_text(step: OneStep) -> str:
    """Return where the optimizer's state comes from, as a sentence; nothing for an optimizer without any."""
    if not step.memory.state:
        return ""
    if step.memory.is_known:
        return "What it remembers of earlier steps is what the run has saved."
    return "What the run's optimizer remembers is not known here, so it begins with zeros."


def update_lines(step: OneStep, chosen: Chosen) -> tuple[Line, ...]:
    """Return the way of one parameter to its new value: gradient, penalties, clipping, decay, the optimizer."""
    name = "b" if chosen.source is None else f"w, {input_name(step, chosen.layer, chosen.source)}"
    position = _position(step, chosen)
    if position is None:
        return (Line("b", "this layer has no biases", "–"),)
    w, g = float(step.before[position]), float(step.gradient[position])
    lines = [
        Line(name, "before the step", number(w, DIGITS)),
        Line("g", "∂L/∂b" if chosen.source is None else "∂L/∂w", number(g, DIGITS)),
        *_gradient_lines(step, position, w, g),
    ]
    lines += _optimizer_lines(step, position)
    return tuple(lines)


def _position(step: OneStep, chosen: Chosen) -> int | None:
    """Return where the chosen parameter stands in the flat vector; None for the bias of a layer without biases."""
    numbers = np.arange(len(step.before), dtype=np.float64)
    views = step.views(numbers, chosen.layer)
    if chosen.source is not None:
        return int(views["weights"][chosen.source, chosen.unit])
    return int(views["biases"][chosen.unit]) if "biases" in views else None


def _gradient_lines(step: OneStep, position: int, w: float, g: float) -> list[Line]:
    """Return what penalties and clipping make of the gradient ``g`` of a parameter ``w``."""
    settings, lines = step.settings, []
    is_weight = position < step.network.layout.weight_count
    penalties = settings.penalties
    if is_weight and penalties.l2:
        text = f"g + λ₂·w = {number(g, DIGITS)} + {constant(penalties.l2)}·{factor(w)}"
        g += penalties.l2 * w
        lines.append(Line("g, with L2", text, number(g, DIGITS)))
    if is_weight and penalties.l1:
        text = f"g + λ₁·sign(w) = {number(g, DIGITS)} + {constant(penalties.l1)}·{factor(float(np.sign(w)), 1)}"
        g += penalties.l1 * float(np.sign(w))
        lines.append(Line("g, with L1", text, number(g, DIGITS)))
    if not isinstance(settings.clipping, NoClipping):
        finished = float(step.finished_gradient[position])
        lines.append(Line("g, clipped", settings.clipping.formula, number(finished, DIGITS)))
    return lines


def _optimizer_lines(step: OneStep, position: int) -> list[Line]:
    """Return the parts of the optimizer's formula, in each of which the numbers are those after the parts before it."""
    optimizer, memory = step.settings.optimizer, step.memory
    before, after = _letters(step, memory.state, position), _letters(step, step.state_after, position)
    w, decay = float(step.before[position]), _decay(step, position)
    texts = {letter: constant(getattr(optimizer, setting)) for letter, setting in optimizer.symbols.items()}
    own = next((letter for letter, setting in optimizer.symbols.items() if setting == "weight_decay"), None)
    lines = []
    if own is not None:
        texts[own] = constant(decay)
    elif decay:
        rate = constant(memory.learning_rate)
        text = f"w − lr·decay·w = {factor(w, DIGITS)} − {rate}·{constant(decay)}·{factor(w, DIGITS)}"
        w = float(step.shrunk[position])
        lines.append(Line("w, decayed", text, number(w, DIGITS)))
    parts = assignments(optimizer.formula)
    g = factor(float(step.finished_gradient[position]), DIGITS)
    texts |= {"g": g, "lr": constant(memory.learning_rate), "w": factor(w, DIGITS)}
    texts |= {letter: factor(value, DIGITS) for letter, value in before.items()}
    is_complete = len(optimizer.state_symbols) == optimizer.state_vectors
    for index, part in enumerate(parts if is_complete else ()):
        text = f"{part.expression} = {with_numbers(part.expression, texts, memory.steps + 1)}"
        value = after.get(part.name, float((step.after if index == len(parts) - 1 else step.shrunk)[position]))
        texts[part.name] = factor(value, DIGITS)
        lines.append(Line(part.name, text, number(value, DIGITS)))
    new = float(step.after[position])
    lines.append(Line("new value", "as the optimizer computed it", number(new, DIGITS), is_result=True))
    change = new - float(step.before[position])
    lines.append(Line("change", "new value − value before the step", number(change, DIGITS), is_result=True))
    return lines


def _letters(step: OneStep, state: tuple[Floats, ...], position: int) -> dict[str, float]:
    """Return the quantity of each letter of the optimizer's state for one parameter."""
    optimizer = step.settings.optimizer
    factors = zip(optimizer.state_symbols, optimizer.state_factors, state, strict=False)
    return {letter: scale * float(vector[position]) for letter, scale, vector in factors}


def _decay(step: OneStep, position: int) -> float:
    """Return by what fraction times the learning rate the parameter shrinks: only weights do."""
    if position >= step.network.layout.weight_count:
        return 0.0
    return step.settings.penalties.weight_decay + step.settings.optimizer.weight_decay
