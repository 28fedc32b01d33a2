"""The engine against PyTorch, by the values in ``golden/`` that `tests.engine.make_golden` computed with it."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.losses import LOSSES
from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.engine.optimizers.optimizer import OptimizerStep
from nnstudio.spec.record import OneOf

TOLERANCE = 1e-5


def golden(name):
    return json.loads((Path(__file__).parent / "golden" / f"{name}.json").read_text(encoding="utf-8"))


def record(registry, data):
    return OneOf(label="It", help="It.", registry=registry).from_json(data, "it")


def cases(name, kind):
    """Return one test parameter for each case of a file, named by the kind and settings of its record."""
    return [pytest.param(case, id="-".join(map(str, case[kind].values()))) for case in golden(name)["cases"]]


@pytest.mark.parametrize("case", cases("optimizers", "optimizer"))
def test_fifty_steps_of_an_optimizer_end_where_those_of_pytorch_do(case):
    file = golden("optimizers")
    optimizer = record(OPTIMIZERS, case["optimizer"])
    parameters = np.array(file["start"])
    weights = parameters[: file["weights"]]
    state = tuple(np.zeros_like(parameters) for _ in range(optimizer.state_vectors))
    step = OptimizerStep(
        parameters, np.zeros_like(parameters), state, np.empty_like(parameters), optimizer.learning_rate
    )
    assert len(file["gradients"]) == 50
    for number, gradient in enumerate(file["gradients"], start=1):
        step.number = number
        step.gradient[...] = gradient
        weights *= 1 - step.learning_rate * optimizer.weight_decay
        optimizer.update(step)
    np.testing.assert_allclose(parameters, case["parameters"], rtol=TOLERANCE, atol=0)


@pytest.mark.parametrize("case", cases("losses", "loss"))
def test_a_loss_and_its_gradient_are_those_of_pytorch(case):
    file = golden("losses")
    logits = np.array(file["logits"])
    bound = record(LOSSES, case["loss"]).bind(logits.shape, logits.dtype)
    assert bound.forward(logits, np.array(file["labels"])) == pytest.approx(case["value"], rel=TOLERANCE)
    np.testing.assert_allclose(bound.backward(), case["gradient"], rtol=TOLERANCE, atol=1e-12)


@pytest.mark.parametrize("key", golden("activations")["cases"])
def test_an_activation_and_its_derivative_are_those_of_pytorch(key):
    file = golden("activations")
    z = np.array([file["sums"]])
    bound = ACTIVATIONS[key]().bind(z.shape, z.dtype)
    np.testing.assert_allclose(bound.forward(z)[0], file["cases"][key]["values"], rtol=TOLERANCE, atol=1e-12)
    derivatives = bound.backward(np.ones_like(z))[0]
    np.testing.assert_allclose(derivatives, file["cases"][key]["derivatives"], rtol=TOLERANCE, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "registry", "kind"), [("optimizers", OPTIMIZERS, "optimizer"), ("losses", LOSSES, "loss")]
)
def test_every_kind_is_compared_with_pytorch(name, registry, kind):
    assert {case[kind]["kind"] for case in golden(name)["cases"]} == set(registry.keys)


def test_every_activation_is_compared_with_pytorch():
    assert set(golden("activations")["cases"]) == set(ACTIVATIONS.keys)


@pytest.mark.parametrize("name", ["activations", "losses", "optimizers"])
def test_the_golden_values_are_what_pytorch_gives_today(name):
    pytest.importorskip("torch", reason="PyTorch is not installed; the golden values it gave are checked all the same")
    from tests.engine.make_golden import MAKERS

    assert_same(MAKERS[name](), golden(name))


def assert_same(made, kept):
    """Compare two JSON values, numbers by nearness."""
    if isinstance(made, dict):
        assert made.keys() == kept.keys()
        for key in made:
            assert_same(made[key], kept[key])
    elif isinstance(made, list):
        assert len(made) == len(kept)
        for one, other in zip(made, kept, strict=True):
            assert_same(one, other)
    else:
        assert made == (kept if isinstance(made, str) else pytest.approx(kept, rel=1e-9, abs=1e-15))
