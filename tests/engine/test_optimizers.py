import numpy as np
import pytest

from nnstudio.engine.optimizers import OPTIMIZERS, Momentum, Sgd
from nnstudio.engine.optimizers.optimizer import Step


def step_of(optimizer, start):
    """Return the first step from ``start``, with the memory that the optimizer asks for."""
    parameters = np.array(start, float)
    memory = tuple(np.zeros_like(parameters) for _ in range(optimizer.memory_vectors))
    return Step(parameters, np.zeros_like(parameters), memory, np.empty_like(parameters), optimizer.learning_rate)


def take_steps(optimizer, gradients, start):
    step = step_of(optimizer, start)
    for number, gradient in enumerate(gradients, start=1):
        step.number = number
        step.gradient[...] = gradient
        optimizer.move(step)
    return step.parameters


def test_sgd_takes_the_hand_worked_step():
    # θ = (1, -2) - 0.1 · (0.5, -1)
    np.testing.assert_allclose(take_steps(Sgd(0.1), [[0.5, -1.0]], [1, -2]), [0.95, -1.9])


def test_momentum_takes_the_hand_worked_steps():
    # v₁ = (1), θ₁ = 1 - 0.1; v₂ = 0.5 · 1 + 2 = 2.5, θ₂ = 0.9 - 0.25
    np.testing.assert_allclose(take_steps(Momentum(0.1, 0.5), [[1.0], [2.0]], [1.0]), [0.65])


def test_momentum_of_zero_is_sgd():
    gradients = np.random.default_rng(0).standard_normal((5, 3))
    np.testing.assert_array_equal(
        take_steps(Momentum(0.1, 0.0), gradients, [1, 2, 3]), take_steps(Sgd(0.1), gradients, [1, 2, 3])
    )


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_every_optimizer_finds_the_bottom_of_a_bowl(kind):
    optimizer = kind(learning_rate=0.05)
    step = step_of(optimizer, [1.0, -1.0])
    for number in range(1, 301):
        step.number = number
        step.gradient[...] = 2 * step.parameters
        optimizer.move(step)
    assert np.abs(step.parameters).max() < 0.1


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_every_optimizer_leaves_the_gradient_as_it_was(kind):
    optimizer = kind()
    step = step_of(optimizer, [0.0, 0.0])
    step.gradient[...] = [1.0, 2.0]
    optimizer.move(step)
    np.testing.assert_array_equal(step.gradient, [1.0, 2.0])
