import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.engine.optimizers import OPTIMIZERS, Adagrad, Adam, AdamW, Momentum, Nesterov, RmsProp, Sgd
from nnstudio.engine.optimizers.optimizer import BLOCK, OptimizerStep
from nnstudio.engine.training_settings import TrainingSettings
from tests.engine.allocation import peak_allocation
from tests.engine.test_training import new_training


def step_of(optimizer, start):
    """Return the first step from ``start``, with the state vectors that the optimizer needs."""
    parameters = np.array(start, float)
    state = tuple(np.zeros_like(parameters) for _ in range(optimizer.state_vectors))
    return OptimizerStep(
        parameters, np.zeros_like(parameters), state, np.empty_like(parameters), optimizer.learning_rate
    )


def take_steps(optimizer, gradients, start):
    step = step_of(optimizer, start)
    for number, gradient in enumerate(gradients, start=1):
        step.number = number
        step.gradient[...] = gradient
        optimizer.update(step)
    return step.parameters


def test_sgd_takes_the_hand_worked_step():
    # θ = (1, -2) - 0.1 · (0.5, -1)
    np.testing.assert_allclose(take_steps(Sgd(0.1), [[0.5, -1.0]], [1, -2]), [0.95, -1.9])


def test_momentum_takes_the_hand_worked_steps():
    # v₁ = (1), θ₁ = 1 - 0.1; v₂ = 0.5 · 1 + 2 = 2.5, θ₂ = 0.9 - 0.25
    np.testing.assert_allclose(take_steps(Momentum(0.1, 0.5), [[1.0], [2.0]], [1.0]), [0.65])


def test_nesterov_takes_the_hand_worked_steps():
    # v₁ = 1, θ₁ = 1 - 0.1 (1 + 0.5 · 1) = 0.85; v₂ = 0.5 · 1 + 2 = 2.5, θ₂ = 0.85 - 0.1 (2 + 0.5 · 2.5)
    np.testing.assert_allclose(take_steps(Nesterov(0.1, 0.5), [[1.0], [2.0]], [1.0]), [0.525])


def test_rmsprop_takes_the_hand_worked_steps():
    # s₁ = 0.25 · 2² = 1, θ₁ = 1 - 0.1 · 2 / (√1 + 1) = 0.9; s₂ = 0.75 · 1 + 0.25 · 1² = 1, θ₂ = 0.9 - 0.1 · 1 / 2
    optimizer = RmsProp(0.1, decay=0.75, epsilon=1)
    np.testing.assert_allclose(take_steps(optimizer, [[2.0], [1.0]], [1.0]), [0.85])


def test_adagrad_takes_the_hand_worked_steps():
    # s₁ = 9, θ₁ = 1 - 0.1 · 3 / (3 + 1) = 0.925; s₂ = 9 + 16, θ₂ = 0.925 - 0.1 · 4 / (5 + 1)
    np.testing.assert_allclose(take_steps(Adagrad(0.1, epsilon=1), [[3.0], [4.0]], [1.0]), [0.925 - 0.4 / 6])


def test_adam_takes_the_hand_worked_steps():
    # As in the paper: m₁ = 0.5 · 2 = 1, v₁ = 0.25 · 2² = 1, corrected 1 / 0.5 = 2 and 1 / 0.25 = 4;
    # θ₁ = 1 - 0.1 · 2 / (√4 + 1). m₂ = 0.5 · 1 + 0.5 · 4 = 2.5, v₂ = 0.75 · 1 + 0.25 · 4² = 4.75;
    # corrected 2.5 / (1 - 0.5²) and 4.75 / (1 - 0.75²).
    first = 1 - 0.1 * 2 / 3
    second = first - 0.1 * (2.5 / 0.75) / (np.sqrt(4.75 / 0.4375) + 1)
    optimizer = Adam(0.1, beta1=0.5, beta2=0.75, epsilon=1)
    np.testing.assert_allclose(take_steps(optimizer, [[2.0]], [1.0]), [first])
    np.testing.assert_allclose(take_steps(optimizer, [[2.0], [4.0]], [1.0]), [second])


def test_adamw_steps_as_adam_and_leaves_weight_decay_to_the_trainer():
    gradients = np.random.default_rng(0).standard_normal((5, 3))
    np.testing.assert_array_equal(
        take_steps(AdamW(weight_decay=0.1), gradients, [1, 2, 3]), take_steps(Adam(), gradients, [1, 2, 3])
    )
    assert AdamW(weight_decay=0.1).weight_decay == 0.1


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_only_an_optimizer_with_the_setting_asks_for_weight_decay(kind):
    assert kind().weight_decay == (0.01 if kind is AdamW else 0)


@pytest.mark.parametrize("kind", [Momentum, Nesterov], ids=lambda kind: kind.key)
def test_momentum_of_zero_is_sgd(kind):
    gradients = np.random.default_rng(0).standard_normal((5, 3))
    np.testing.assert_array_equal(
        take_steps(kind(0.1, 0.0), gradients, [1, 2, 3]), take_steps(Sgd(0.1), gradients, [1, 2, 3])
    )


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_a_vector_of_several_blocks_is_updated_like_each_of_its_numbers(kind):
    copies = BLOCK // 3 + 100
    gradients = np.random.default_rng(0).standard_normal((4, 3))
    long = take_steps(kind(), np.tile(gradients, copies), np.tile([1, 2, 3], copies))
    np.testing.assert_array_equal(long, np.tile(take_steps(kind(), gradients, [1, 2, 3]), copies))


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_a_parameter_without_gradient_keeps_its_value(kind):
    np.testing.assert_array_equal(take_steps(kind(), [[0.0, 0.0]] * 3, [1, -2]), [1, -2])


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_a_step_allocates_no_array(kind):
    optimizer = kind()
    step = step_of(optimizer, np.ones(BLOCK + 1000))
    step.gradient[...] = 1
    assert peak_allocation(lambda: optimizer.update(step)) < 10_000


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_every_optimizer_finds_the_minimum_of_a_quadratic(kind):
    optimizer = kind(learning_rate=0.05)
    step = step_of(optimizer, [1.0, -1.0])
    for number in range(1, 301):
        step.number = number
        step.gradient[...] = 2 * step.parameters
        optimizer.update(step)
    assert np.abs(step.parameters).max() < 0.1


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_every_optimizer_leaves_the_gradient_as_it_was(kind):
    optimizer = kind()
    step = step_of(optimizer, [0.0, 0.0])
    step.gradient[...] = [1.0, 2.0]
    optimizer.update(step)
    np.testing.assert_array_equal(step.gradient, [1.0, 2.0])


def test_training_with_adamw_shrinks_the_weights_before_the_step_and_leaves_the_biases_alone():
    moved = []
    for optimizer in (Adam(0.01), AdamW(0.01, weight_decay=0.1)):
        training = new_training(TrainingSettings(optimizer=optimizer, batch_size=20))
        start = training.parameters.copy()
        next(event for event in training.events() if isinstance(event, BatchFinished))
        moved.append(training.parameters - start)
    weights = training.network.layout.weight_count
    np.testing.assert_array_equal(moved[0][weights:], moved[1][weights:])
    np.testing.assert_allclose(moved[1][:weights], (moved[0] - 0.01 * 0.1 * start)[:weights], atol=1e-6)
