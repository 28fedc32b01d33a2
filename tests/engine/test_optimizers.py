import numpy as np
import pytest

from nnstudio.engine.optimizers import OPTIMIZERS, Momentum, Sgd


def take_steps(optimizer, gradients, start):
    parameters = np.array(start, float)
    memory = tuple(np.zeros_like(parameters) for _ in range(optimizer.memory_vectors))
    for gradient in gradients:
        optimizer.step(parameters, np.array(gradient, float), memory, np.empty_like(parameters))
    return parameters


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
    parameters = np.array([1.0, -1.0])
    memory = tuple(np.zeros_like(parameters) for _ in range(optimizer.memory_vectors))
    scratch = np.empty_like(parameters)
    for _ in range(300):
        optimizer.step(parameters, 2 * parameters, memory, scratch)
    assert np.abs(parameters).max() < 0.1


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_every_optimizer_leaves_the_gradient_as_it_was(kind):
    gradient = np.array([1.0, 2.0])
    optimizer = kind()
    memory = tuple(np.zeros(2) for _ in range(optimizer.memory_vectors))
    optimizer.step(np.zeros(2), gradient, memory, np.empty(2))
    np.testing.assert_array_equal(gradient, [1.0, 2.0])
