"""How fast is the engine? Microseconds per batch beside PyTorch, JAX and scikit-learn, one BLAS thread each.

Every competitor has its own process and trains for a moment on request, so that rounds alternate and the machine's
fluctuations affect all of them. A batch includes everything: copying its pictures from 60,000 rows of bytes, scaling
them, forward, loss, accuracy, backward, update.
"""

import importlib.util
import multiprocessing
import os
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from unittest import mock

import numpy as np

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.activations import Activation, LeakyRelu, Relu, Sigmoid
from nnstudio.engine.denormals import flush_denormals
from nnstudio.engine.events import BatchFinished
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam, Optimizer, Sgd
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.steps import finish
from tests.benchmarks.data import benchmark_folders, benchmark_settings

ROUNDS = 7
SECONDS = 0.4
WARM_UP = 0.3
PEAK_SIDE = 768
ONE_THREAD = {
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "MKL", "OMP", "BLIS", "VECLIB_MAXIMUM")},
    "NPROC": "1",  # the size of XLA's own pool
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
}


@dataclass(frozen=True)
class Workload:
    """What every competitor trains."""

    widths: tuple[int, ...]
    activation: Activation
    batch_size: int
    optimizer: Optimizer

    def __str__(self) -> str:
        sizes = "-".join(map(str, self.widths))
        return f"{sizes} {self.activation.label}, batch {self.batch_size}, {self.optimizer.label}"

    @property
    def operations(self) -> int:
        """The operations of its matrix products: forward, the weights' gradients, and the inputs' but the first's."""
        products = [one * other for one, other in pairwise(self.widths)]
        return 2 * self.batch_size * (3 * sum(products) - products[0])


WORKLOADS = (
    Workload((784, 128, 64, 10), Relu(), 32, Sgd(0.01)),
    Workload((784, 128, 64, 10), Relu(), 128, Adam(0.001)),
    Workload((784, 500, 300, 100, 10), LeakyRelu(0.01), 60, Sgd(0.01)),
    Workload((784, 20, 7, 5, 10), Relu(), 32, Sgd(0.01)),
    Workload((784, 128, 64, 10), Sigmoid(), 1, Sgd(0.01)),
    Workload((784, 128, 64, 10), Relu(), 64, Adam(0.001)),
    Workload((784, 500, 300, 100, 10), Relu(), 128, Adam(0.001)),
)

Batches = Iterator[bool]
"""Trains one batch per `next`; False means that it did something else, which is not timed."""


def main() -> None:
    """Print each competitor's time per batch, the engine's lead, and its fraction of the machine's peak."""
    names = [name for name, (module, _) in COMPETITORS.items() if importlib.util.find_spec(module)]
    for name in COMPETITORS.keys() - names:
        print(f"{name} is not installed, and missing below")
    print(f"µs per batch, medians of {ROUNDS} rounds of {SECONDS} s; in brackets: times the engine's, by rounds")
    with _workers(names) as workers:
        for workload in WORKLOADS:
            print(f"{workload}:\n  {_measured(workload, workers)}", flush=True)
    if "scikit-learn" in names:
        print("scikit-learn checks its settings and data for every batch, works out no accuracy, and has no leaky ReLU")


def _measured(workload: Workload, workers: dict[str, Connection]) -> str:
    for worker in workers.values():
        _ask(worker, workload)
    rounds = [{name: _ask(worker, SECONDS) for name, worker in workers.items()} for _ in range(ROUNDS)]
    parts = []
    for name in workers:
        spent = f"{name} {1e6 * statistics.median(each[name] for each in rounds):,.0f}"
        ratio = statistics.median(each[name] / each["engine"] for each in rounds)
        if name not in ("engine", "peak"):
            parts.append(f"{spent} ({ratio:.2f}×)")
        elif name == "engine":
            parts.append(spent)
    fractions = [workload.operations / (2 * PEAK_SIDE**3) * each["peak"] / each["engine"] for each in rounds]
    peak = statistics.median(2 * PEAK_SIDE**3 / each["peak"] for each in rounds)
    return " · ".join((*parts, f"{statistics.median(fractions):.0%} of the peak of {peak / 1e9:.0f} Gflop/s"))


@contextmanager
def _workers(names: list[str]) -> Iterator[dict[str, Connection]]:
    """Start a process for each of ``names``; the environment allows them one thread before they import NumPy."""
    context = multiprocessing.get_context("spawn")
    workers, processes = {}, []
    try:
        with mock.patch.dict(os.environ, ONE_THREAD):
            for name in names:
                workers[name], theirs = context.Pipe()
                processes.append(context.Process(target=serve, args=(name, theirs), name=name, daemon=True))
                processes[-1].start()
                theirs.close()
        yield workers
    finally:
        for worker in workers.values():
            worker.close()
        for process in processes:
            process.join()


def _ask(worker: Connection, question: Workload | float) -> float:
    worker.send(question)
    return worker.recv()


def serve(name: str, questions: Connection) -> None:
    """Answer questions: prepare a workload, or train for some seconds and return a batch's time."""
    make = COMPETITORS[name][1]
    pictures, labels = training_data()
    batches: Batches = iter(())
    while True:
        try:
            question = questions.recv()
        except EOFError:
            return
        if isinstance(question, Workload):
            batches, question = make(question, pictures, labels), WARM_UP
        questions.send(_seconds_per_batch(batches, question))


def _seconds_per_batch(batches: Batches, seconds: float) -> float:
    count, spent, last = 0, 0.0, time.perf_counter()
    while spent < seconds:
        is_batch = next(batches)
        now = time.perf_counter()
        if is_batch:
            spent += now - last
            count += 1
        last = now
    return spent / count


def training_data() -> tuple[np.ndarray, np.ndarray]:
    """Return pictures and labels of real MNIST where it is present, else random ones of its size."""
    source = benchmark_settings().data.dataset
    if source.key != "mnist":
        rng = np.random.default_rng(1)
        return rng.integers(0, 256, (60_000, 784), np.uint8), rng.integers(0, 10, 60_000).astype(np.uint8)
    dataset = finish(source.load(benchmark_folders()))
    return dataset.training_pictures, dataset.training_labels


def _orders(count: int, batch_size: int) -> Iterator[np.ndarray]:
    """Yield the numbers of each batch, reshuffled every epoch."""
    rng = np.random.default_rng(1)
    while True:
        order = rng.permutation(count)
        for start in range(0, count - batch_size + 1, batch_size):
            yield order[start : start + batch_size]


def _peak(workload: Workload, pictures: np.ndarray, labels: np.ndarray) -> Batches:
    one, other = np.random.default_rng(1).random((2, PEAK_SIDE, PEAK_SIDE), np.float32)
    result = np.empty_like(one)
    while True:
        np.matmul(one, other, out=result)
        yield True


def _engine(workload: Workload, pictures: np.ndarray, labels: np.ndarray) -> Batches:
    layers = tuple(Dense(width, workload.activation) for width in workload.widths[1:-1])
    network = Network(NetworkSettings(layers), (workload.widths[0],), workload.widths[-1])
    settings = TrainingSettings(workload.optimizer, batch_size=workload.batch_size, epochs=0)
    samples, few = PictureSamples(pictures, labels), PictureSamples(pictures[:500], labels[:500])
    with flush_denormals():
        for event in Training(network, settings, samples, few, RandomStreams.from_seed(1)).events():
            yield isinstance(event, BatchFinished)


def _torch(workload: Workload, pictures: np.ndarray, labels: np.ndarray) -> Batches:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    kind = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "sigmoid": nn.Sigmoid}[workload.activation.key]
    layers = [part for one, other in pairwise(workload.widths) for part in (nn.Linear(one, other), kind())]
    model = nn.Sequential(*layers[:-1])
    optimizer_kind = torch.optim.Adam if isinstance(workload.optimizer, Adam) else torch.optim.SGD
    optimizer = optimizer_kind(model.parameters(), lr=workload.optimizer.learning_rate)
    all_x, all_y = torch.from_numpy(pictures.copy()), torch.from_numpy(labels.astype(np.int64))
    for order in _orders(len(labels), workload.batch_size):
        numbers = torch.from_numpy(order)
        x = all_x.index_select(0, numbers).float().div_(255)
        y = all_y.index_select(0, numbers)
        logits = model(x)
        loss = nn.functional.cross_entropy(logits, y)
        _ = loss.item(), (logits.argmax(1) == y).float().mean().item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield True


def _jax(workload: Workload, pictures: np.ndarray, labels: np.ndarray) -> Batches:
    import jax
    from jax import numpy as jnp

    kinds = {"relu": jax.nn.relu, "leaky_relu": jax.nn.leaky_relu, "sigmoid": jax.nn.sigmoid}
    nonlinearity, rate = kinds[workload.activation.key], workload.optimizer.learning_rate
    rule = _adam if isinstance(workload.optimizer, Adam) else _sgd

    def loss_of(parameters, x, y):
        for number in range(0, len(parameters), 2):
            x = (nonlinearity(x) if number else x) @ parameters[number] + parameters[number + 1]
        loss = -jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], axis=1).mean()
        return loss, (x.argmax(1) == y).mean()

    def step(parameters, state, all_x, all_y, numbers):
        x, y = all_x[numbers].astype(jnp.float32) / 255, all_y[numbers]
        reported, gradient = jax.value_and_grad(loss_of, has_aux=True)(parameters, x, y)
        changes, state = rule(gradient, *state)
        return [value - rate * change for value, change in zip(parameters, changes, strict=True)], state, reported

    rng = np.random.default_rng(1)
    parameters = []
    for one, other in pairwise(workload.widths):
        parameters += rng.normal(0, (2 / one) ** 0.5, (one, other)).astype(np.float32), np.zeros(other, np.float32)
    state = (1.0, *([np.zeros_like(each) for each in parameters] for _ in range(2))) if rule is _adam else ()
    parameters, state, all_x, all_y = jax.device_put((parameters, state, pictures, labels.astype(np.int32)))
    run = jax.jit(step, donate_argnums=(0, 1))
    for numbers in _orders(len(labels), workload.batch_size):
        parameters, state, reported = run(parameters, state, all_x, all_y, numbers.astype(np.int32))
        jax.block_until_ready((parameters, state, reported))
        yield True


def _sgd(gradient):
    return gradient, ()


def _adam(gradient, number, mean, square):
    mean = [0.9 * m + 0.1 * g for m, g in zip(mean, gradient, strict=True)]
    square = [0.999 * v + 0.001 * g * g for v, g in zip(square, gradient, strict=True)]
    one, other = 1 - 0.9**number, 1 - 0.999**number
    changes = [m / one / ((v / other) ** 0.5 + 1e-8) for m, v in zip(mean, square, strict=True)]
    return changes, (number + 1, mean, square)


def _sklearn(workload: Workload, pictures: np.ndarray, labels: np.ndarray) -> Batches:
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")
    model = MLPClassifier(
        workload.widths[1:-1],
        activation="logistic" if workload.activation.key == "sigmoid" else "relu",
        solver=workload.optimizer.key,
        alpha=0,
        batch_size=workload.batch_size,
        learning_rate_init=workload.optimizer.learning_rate,
        momentum=0,
        nesterovs_momentum=False,
    )
    classes = np.arange(10)
    for order in _orders(len(labels), workload.batch_size):
        x = pictures[order].astype(np.float32)
        x /= 255
        model.partial_fit(x, labels[order], classes=classes)
        yield True


COMPETITORS: dict[str, tuple[str, Callable[[Workload, np.ndarray, np.ndarray], Batches]]] = {
    "engine": ("nnstudio", _engine),
    "PyTorch": ("torch", _torch),
    "JAX jit": ("jax", _jax),
    "scikit-learn": ("sklearn", _sklearn),
    "peak": ("numpy", _peak),
}
"""The competitors: the module that each needs, and what makes its batches."""
