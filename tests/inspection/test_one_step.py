"""One step in numbers: as the engine trains, as differences of the loss say, and as PyTorch computes it."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.events import BatchFinished
from nnstudio.engine.losses import LOSSES
from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.workspace import TrainingWorkspace
from nnstudio.inspection.one_step import DROPOUT_SEED, OptimizerMemory, take_step
from tests.inspection.step_case import case, memory_of, step_of

NETWORKS = (
    "network.layers=[]",
    "network.layers=[dense 7 linear, batch_norm, activation gelu, dropout 0.3, dense 5 sigmoid]",
    "network.layers=[batch_norm, dense 6 leaky_relu, dropout 0.5, activation tanh]",
    "network.layers=[dense 6, dense 5, dense 6, dense 5, dense 6, dense 5, dense 6, dense 5]",
    "network.layers=[dense 6 elu off, dense 5 silu off]",
)
SCALINGS = ("unit", "standardized", "raw")
EVERYTHING = ("penalties.l1=0.01", "penalties.l2=0.02", "penalties.weight_decay=0.03", "clipping=norm 0.2")


def trained(assignments, steps):
    """Return a training after ``steps`` batches, each of all samples, and its states before each of them."""
    network, settings, parameters, samples = case(*assignments)
    settings = replace(settings, batch_size=0, epochs=steps, shuffles=False)
    streams = replace(RandomStreams.from_seed(0), dropout=np.random.default_rng(DROPOUT_SEED))
    training = Training(network, settings, samples, samples, streams)
    training.begin_from(parameters)
    states = [training.state()]
    with np.errstate(all="ignore"):
        for event in training.events():
            if isinstance(event, BatchFinished):
                states.append(training.state())
    return training, states, samples


@pytest.mark.parametrize("layers", NETWORKS)
@pytest.mark.parametrize("inputs", SCALINGS)
def test_the_step_is_that_of_training_bit_for_bit(layers, inputs):
    assignments = (layers, f"network.inputs={inputs}", "optimizer=adam", *EVERYTHING)
    training, states, samples = trained(assignments, 1)
    network, settings, parameters, _ = case(*assignments)
    step = take_step(network, settings, parameters, samples, memory_of(network, settings))
    np.testing.assert_array_equal(step.after, states[1].arrays["parameters"])
    np.testing.assert_array_equal(step.finished_gradient, training.gradient)


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_a_later_step_continues_with_what_the_optimizer_remembers(kind):
    assignments = (f"optimizer={kind.key}", *EVERYTHING)
    training, states, samples = trained(assignments, 3)
    arrays = states[2].arrays
    state = tuple(arrays[f"optimizer_state_{number}"] for number in range(kind.state_vectors))
    memory = OptimizerMemory(state, 2, training.settings.optimizer.learning_rate, True)
    step = take_step(training.network, training.settings, arrays["parameters"], samples, memory)
    np.testing.assert_array_equal(step.after, states[3].arrays["parameters"])
    for number, vector in enumerate(step.state_after):
        np.testing.assert_array_equal(vector, states[3].arrays[f"optimizer_state_{number}"])


def test_nothing_that_is_handed_in_changes():
    network, settings, parameters, samples = case("optimizer=adam", NETWORKS[1])
    memory = memory_of(network, settings, steps=4)
    kept, states = parameters.copy(), [vector.copy() for vector in memory.state]
    take_step(network, settings, parameters, samples, memory)
    np.testing.assert_array_equal(parameters, kept)
    for before, after in zip(states, memory.state, strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("activation", [kind.key for kind in ACTIVATIONS if kind.key not in ("relu", "leaky_relu")])
@pytest.mark.parametrize("loss", [kind.key for kind in LOSSES])
def test_gradients_are_the_differences_of_the_loss_in_double_precision(activation, loss):
    layers = f"network.layers=[dense 6 linear, batch_norm, activation {activation}, dropout 0.3, dense 5 {activation}]"
    network, settings, parameters, samples = case(layers, f"loss={loss}", "inputs=standardized", dtype=np.float64)
    step = take_step(network, settings, parameters, samples, memory_of(network, settings, np.float64))

    def loss_at(moved):
        rng = np.random.default_rng(DROPOUT_SEED)
        gradient = network.layout.zeros(np.dtype(np.float64))
        workspace = TrainingWorkspace(network, settings.loss, moved, gradient, samples.count, rng)
        samples.reader(workspace.inputs, workspace.labels).read(np.arange(samples.count))
        return workspace.forward()[0]

    assert step.loss == pytest.approx(loss_at(parameters.copy()), rel=1e-12)
    assert step.loss == pytest.approx(step.terms.sum(axis=1).mean(), rel=1e-12)
    for position in range(0, network.layout.learned_count, 7):
        moved = [parameters.copy(), parameters.copy()]
        for sign, vector in zip((1, -1), moved, strict=True):
            vector[position] += sign * 1e-6
        difference = (loss_at(moved[0]) - loss_at(moved[1])) / 2e-6
        assert step.gradient[position] == pytest.approx(difference, rel=1e-5, abs=1e-9)


def test_the_deltas_and_the_inputs_of_a_layer_give_its_gradients():
    step = step_of(NETWORKS[1], dtype=np.float64)
    for number, layer in enumerate(step.layers):
        views, delta = step.views(step.gradient, number), step.deltas[number]
        np.testing.assert_allclose(views["weights"], step.outputs[layer.dense].T @ delta, atol=1e-15)
        np.testing.assert_allclose(views["biases"], delta.sum(axis=0), atol=1e-15)


def test_a_network_that_is_not_finite_is_walked_through_all_the_same():
    network, settings, parameters, samples = case()
    parameters[5] = np.nan
    step = take_step(network, settings, parameters, samples, memory_of(network, settings))
    assert np.isnan(step.loss)
    assert np.isnan(step.after).any()


TORCH_OPTIMIZERS = {
    "sgd": ("SGD", {"lr": 0.1}),
    "momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {"lr": 1e-3, "alpha": 0.99, "eps": 1e-8}),
    "adagrad": ("Adagrad", {"lr": 0.01, "eps": 1e-10}),
    "adam": ("Adam", {"lr": 1e-3}),
}


@pytest.mark.parametrize("key", TORCH_OPTIMIZERS)
def test_every_number_of_the_step_is_that_of_pytorch(key):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    step = step_of("network.layers=[dense 7 tanh, dense 5 sigmoid]", f"optimizer={key}", dtype=np.float64)
    layers = []
    for number in range(3):
        views = step.views(step.before, number)
        layer = torch.nn.Linear(*views["weights"].shape, dtype=torch.float64)
        layer.weight.data = torch.tensor(views["weights"].T.copy())
        layer.bias.data = torch.tensor(views["biases"].copy())
        layers.append(layer)
    inputs = torch.tensor(step.samples.pictures.reshape(step.batch_size, -1) / 255)
    z0 = layers[0](inputs)
    z1 = layers[1](torch.tanh(z0))
    z2 = layers[2](torch.sigmoid(z1))
    for each in (z0, z1, z2):
        each.retain_grad()
    loss = torch.nn.functional.cross_entropy(z2, torch.tensor(step.labels))
    loss.backward()
    name, arguments = TORCH_OPTIMIZERS[key]
    optimizer = getattr(torch.optim, name)([each for layer in layers for each in layer.parameters()], **arguments)
    optimizer.step()

    assert step.loss == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(step.probabilities, torch.softmax(z2, 1).detach().numpy(), rtol=1e-10)
    for number, (z, layer) in enumerate(zip((z0, z1, z2), layers, strict=True)):
        np.testing.assert_allclose(step.sums[step.layers[number].dense], z.detach().numpy(), rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(step.deltas[number], z.grad.numpy(), rtol=1e-8, atol=1e-14)
        gradient, after = step.views(step.gradient, number), step.views(step.after, number)
        np.testing.assert_allclose(gradient["weights"], layer.weight.grad.numpy().T, rtol=1e-8, atol=1e-14)
        np.testing.assert_allclose(after["weights"], layer.weight.detach().numpy().T, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(after["biases"], layer.bias.detach().numpy(), rtol=1e-8, atol=1e-12)
