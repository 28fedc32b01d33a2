"""The pages of one step: their numbers, their formulas, and that every network and optimizer has them."""

import math
import re

import numpy as np
import pytest

from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.inspection.formula_numbers import assignments, letters
from nnstudio.inspection.step_lines import Chosen
from nnstudio.inspection.step_pages import Picks, Stage, Walk
from tests.inspection.step_case import CLASSES, step_of
from tests.inspection.test_one_step import EVERYTHING, NETWORKS

NAMES = ("cat", "dog", "cow", "owl")
EVERYWHERE = {"w", "g", "lr"}
"""Letters that mean the same in the formula of every optimizer."""


def walk_of(*assignments, **more):
    return Walk(step_of(*assignments, **more), NAMES)


def page_of(walk, stage, layer=None, sample=0, source="first"):
    (index,) = [at for at, each in enumerate(walk.positions) if (each.stage, each.layer) == (stage, layer)]
    chosen = walk.first_choice(sample, layer or 0)
    if source != "first":
        chosen = Chosen(sample, layer or 0, chosen.unit, source)
    return walk.page(index, chosen), chosen


def value(text):
    """Return the number that ``text`` shows."""
    text = text.replace("−", "-")
    mantissa, dot, power = text.partition("·10")
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    return float(mantissa) * 10.0 ** (int(power.translate(digits)) if dot else 0)


def evaluated(text):
    """Return the value of an expression of numbers, computed by Python."""
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = text.replace("−", "-")
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"**({found[0].translate(digits)})", text)
    text = text.replace("·", "*").replace("√(", "sqrt(")
    text = re.sub(r"√([\d.]+)", r"sqrt(\1)", text)
    return eval(text, {"sqrt": math.sqrt})


def lines_of(page):
    return {line.name: line for line in page.lines}


@pytest.mark.parametrize("layers", NETWORKS)
def test_the_pages_go_forward_through_the_layers_and_back(layers):
    walk = walk_of(layers, *EVERYTHING)
    count = len(walk.step.layers)
    stages = [(each.stage, each.layer) for each in walk.positions]
    assert stages == [
        (Stage.INPUTS, None),
        *((Stage.FORWARD, layer) for layer in range(count)),
        (Stage.SOFTMAX, None),
        (Stage.LOSS, None),
        *((Stage.BACKWARD, layer) for layer in reversed(range(count))),
        (Stage.UPDATE, None),
    ]
    for index, position in enumerate(walk.positions):
        for sample in (0, walk.step.batch_size - 1):
            page = walk.page(index, walk.first_choice(sample, position.layer or 0))
            assert page.title == walk.title(index)
            assert page.lines
            assert all(line.value for line in page.lines)


@pytest.mark.parametrize("inputs", ["unit", "standardized", "raw"])
def test_a_byte_becomes_an_input(inputs):
    walk = walk_of(f"network.inputs={inputs}")
    page, chosen = page_of(walk, Stage.INPUTS)
    byte = walk.step.samples.pictures[0].reshape(-1)[chosen.source]
    row, column = divmod(chosen.source, 5)
    assert page.lines[0].text == f"byte = row {row + 1}, column {column + 1} = {byte}"
    pictures = walk.step.samples.pictures / 255
    expected = {
        "unit": byte / 255,
        "raw": byte,
        "standardized": (byte / 255 - pictures.mean()) / pictures.std(),
    }[inputs]
    assert value(page.lines[-1].value) == pytest.approx(expected, rel=1e-3)
    assert page.tiles[0].values.shape == (6, 5)


def test_the_terms_of_a_sum_add_up_and_its_activation_follows():
    walk = walk_of()
    page, chosen = page_of(walk, Stage.FORWARD, 1)
    lines = lines_of(page)
    addends = [line for line in page.lines if line.name.startswith("x·w") or "other" in line.name or line.name == "b"]
    z = value(lines["z"].value)
    assert sum(value(line.value) for line in addends) == pytest.approx(z, abs=2e-3)
    assert value(lines["a"].value) == pytest.approx(math.tanh(z), abs=1e-3)
    views = walk.step.views(walk.step.before, 1)
    inputs = walk.step.outputs[1][0]
    assert z == pytest.approx(inputs @ views["weights"][:, chosen.unit] + views["biases"][chosen.unit], rel=1e-3)
    for line in addends[:2]:
        assert evaluated(line.expression) == pytest.approx(value(line.value), rel=2e-3)


def test_batch_normalization_and_dropout_are_said_as_they_are():
    walk = walk_of(NETWORKS[1])
    step = walk.step
    page, chosen = page_of(walk, Stage.FORWARD, 0)
    lines, z = lines_of(page), step.sums[0][:, chosen.unit]
    assert value(lines["μ"].value) == pytest.approx(z.mean(), rel=1e-3)
    assert value(lines["σ²"].value) == pytest.approx(z.var(), rel=1e-3)
    assert value(lines["x̂"].value) == pytest.approx((z[0] - z.mean()) / np.sqrt(z.var() + 1e-5), rel=1e-3)
    after = lines["a, after dropout"]
    is_dropped = step.outputs[4][0, chosen.unit] == 0
    assert ("dropped" in after.expression) == is_dropped
    assert value(after.value) == pytest.approx(0 if is_dropped else value(lines["a"].value) / 0.7, rel=1e-3)


def test_a_batch_of_one_says_what_batch_normalization_makes_of_it():
    page, _ = page_of(walk_of(NETWORKS[1], count=1), Stage.FORWARD, 0)
    assert "a batch of one picture" in lines_of(page)["μ"].expression
    assert lines_of(page)["x̂"].value == "0"


def test_softmax_stands_beside_the_label_and_their_difference():
    walk = walk_of()
    page, _ = page_of(walk, Stage.SOFTMAX, sample=2)
    logits, label = walk.step.outputs[-1][2].astype(float), int(walk.step.labels[2])
    p = np.exp(logits) / np.exp(logits).sum()
    assert page.table[0] == ("class", "z", "p", "y", "p − y")
    assert page.marked == label
    for index, (name, z, shown, y, difference) in enumerate(page.table[1:]):
        assert name == NAMES[index]
        assert value(z) == pytest.approx(logits[index], rel=1e-3)
        assert value(shown) == pytest.approx(p[index], rel=1e-3)
        assert y == str(int(index == label))
        assert value(difference) == pytest.approx(p[index] - (index == label), rel=1e-3)


@pytest.mark.parametrize("loss", ["cross_entropy 0", "cross_entropy 0.1", "mean_squared_error"])
def test_the_loss_is_the_sum_of_its_terms(loss):
    walk = walk_of(f"loss={loss}")
    page, _ = page_of(walk, Stage.LOSS, sample=1)
    p = np.array([value(row[1]) for row in page.table[1:]])
    smoothing = 0.1 if loss.endswith("0.1") else 0
    y = (1 - smoothing) * np.eye(CLASSES)[walk.step.labels[1]] + smoothing / CLASSES
    terms = np.square(p - y) if "mean" in loss else -y * np.log(p)
    assert [value(row[3]) for row in page.table[1:]] == pytest.approx(terms, rel=5e-3, abs=1e-6)
    assert value(lines_of(page)["loss of the picture"].value) == pytest.approx(terms.sum(), rel=2e-3)
    assert value(lines_of(page)["loss of the batch"].value) == pytest.approx(walk.step.loss, rel=1e-3)
    assert page.formula == walk.step.settings.loss.formula


def test_the_way_back_multiplies_what_it_says():
    walk = walk_of(count=1)
    page, chosen = page_of(walk, Stage.BACKWARD, 0)
    lines = lines_of(page)
    addends = [line for line in page.lines if line.name.startswith("δ·w") or "other" in line.name]
    assert sum(value(line.value) for line in addends) == pytest.approx(value(lines["∂L/∂a"].value), rel=2e-3)
    delta = lines["δ = ∂L/∂z"]
    assert evaluated(delta.expression.split(" = ")[1]) == pytest.approx(value(delta.value), rel=2e-3)
    row, column = divmod(chosen.source, 5)
    gradient = lines[f"∂L/∂w, row {row + 1}, column {column + 1}"]
    assert evaluated(gradient.expression.split(" = ")[1]) == pytest.approx(value(gradient.value), rel=2e-3)
    assert value(lines["∂L/∂b"].value) == pytest.approx(value(delta.value), rel=1e-3)


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("steps", [0, 4])
@pytest.mark.parametrize("source", ["first", None])
def test_the_formula_of_the_update_gives_its_numbers(kind, steps, source):
    walk = walk_of(f"optimizer={kind.key}", "network.layers=[dense 7 tanh, dense 5 tanh]", steps=steps)
    page, chosen = page_of(walk, Stage.UPDATE, source=source)
    parts = assignments(kind.formula)
    shown = [line for line in page.lines if line.name in {part.name for part in parts} and " = " in line.expression]
    assert [line.name for line in shown] == [part.name for part in parts]
    for part, line in zip(parts, shown, strict=True):
        expression, numbers = line.expression.split(" = ")
        assert expression == part.expression
        assert evaluated(numbers) == pytest.approx(value(line.value), rel=2e-4, abs=1e-7)
    name = "biases" if source is None else "weights"
    place = chosen.unit if source is None else (chosen.source, chosen.unit)
    after = walk.step.views(walk.step.after, 0)[name][place]
    assert value(shown[-1].value) == pytest.approx(after, rel=1e-5)
    assert value(lines_of(page)["new value"].value) == pytest.approx(after, rel=1e-5)


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_every_letter_of_an_optimizer_s_formula_is_declared(kind):
    known = EVERYWHERE | set(kind.symbols) | set(kind.state_symbols)
    for part in assignments(kind.formula):
        assert letters(part.expression) <= known
    assert len(kind.state_symbols) == len(kind().state_factors) == kind.state_vectors


def test_penalties_clipping_and_weight_decay_are_on_the_way():
    walk = walk_of("optimizer=sgd", *EVERYTHING)
    page, chosen = page_of(walk, Stage.UPDATE)
    lines = lines_of(page)
    w = walk.step.views(walk.step.before, 0)["weights"][chosen.source, chosen.unit]
    g = walk.step.views(walk.step.gradient, 0)["weights"][chosen.source, chosen.unit]
    assert value(lines["g, with L2"].value) == pytest.approx(g + 0.02 * w, rel=1e-4)
    assert value(lines["g, with L1"].value) == pytest.approx(g + 0.02 * w + 0.01 * np.sign(w), rel=1e-4)
    finished = walk.step.views(walk.step.finished_gradient, 0)["weights"][chosen.source, chosen.unit]
    assert value(lines["g, clipped"].value) == pytest.approx(finished, rel=1e-4)
    assert value(lines["w, decayed"].value) == pytest.approx(w * (1 - 0.1 * 0.03), rel=1e-5)
    assert value(lines["new value"].value) == pytest.approx(w * (1 - 0.1 * 0.03) - 0.1 * finished, rel=1e-4)


def test_an_optimizer_without_declared_letters_shows_its_formula_and_the_new_value(monkeypatch):
    from nnstudio.engine.optimizers import Momentum

    monkeypatch.setattr(Momentum, "state_symbols", ())
    monkeypatch.setattr(Momentum, "symbols", {})
    page, _ = page_of(walk_of("optimizer=momentum"), Stage.UPDATE)
    assert page.formula == Momentum.formula
    assert "v" not in lines_of(page)
    assert lines_of(page)["new value"].value


def test_a_layer_without_biases_says_so():
    walk = walk_of("network.layers=[dense 6 relu off]")
    page, _ = page_of(walk, Stage.UPDATE, source=None)
    assert "no biases" in page.lines[0].text
    assert "b" not in lines_of(page_of(walk, Stage.FORWARD, 0)[0])


def test_tiles_show_a_number_for_each_unit_and_each_weight():
    page, chosen = page_of(walk_of(), Stage.FORWARD, 1)
    inputs, weights, outputs = page.tiles
    assert (inputs.picks, weights.picks, outputs.picks) == (Picks.INPUT, Picks.INPUT, Picks.UNIT)
    assert outputs.chosen == chosen.unit
    assert np.isfinite(inputs.values).sum() == 7
    assert np.isfinite(outputs.values).sum() == 5


def test_an_output_has_the_name_of_its_class():
    page, _ = page_of(walk_of("network.layers=[dense 5 relu]"), Stage.BACKWARD, 0)
    named = [name for name in lines_of(page) if name.startswith("δ·w")]
    assert named
    assert all(name.removeprefix("δ·w, output for ") in NAMES for name in named)
