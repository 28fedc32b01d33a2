"""Compares the gradients that the backward pass computes with differences of the loss itself, in float64."""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.parameters import Role
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.workspace import TrainingWorkspace

PICTURES = 8
PER_ARRAY, FEWEST = 12, 2
"""Parameters that are compared in each array of a layer: half of them those with the largest gradients. Fewer of a very
large network, so that the check takes seconds."""
MULTIPLICATIONS = 4_000_000_000
"""From which on fewer parameters are compared."""
STEPS = (1e-4, 1e-5, 1e-6)
"""By how much a parameter is moved to both sides. A smaller step is tried where a larger one differs: it may have
crossed the kink of a ReLU."""
GOOD_ERROR = 1e-6
"""Relative error at which no smaller step is tried."""
SHIFT = 0.01
"""Deviation of what is added to every parameter first, so that weights or biases of zero have gradients too."""
SMALLEST = 1e-7
"""Gradients below this are compared by their difference alone: rounding makes up most of them."""


@dataclass(frozen=True)
class LayerGradient:
    """How well the gradients of one layer agree: ``error`` is |numerical - computed| / max(|numerical|, |computed|).

    ``name`` is the layer's, ``compared`` how many of its parameters were compared, ``wanted`` how many are in a network
    of usual size. ``size`` is the root mean square of
    the gradients of its weights with the initial weights; 0 for a layer without weights.
    """

    name: str
    error: float
    compared: int
    wanted: int
    size: float


def check_gradients(
    network: Network, training: TrainingSettings, samples: PictureSamples, seed: int
) -> Generator[Progress, None, tuple[LayerGradient, ...]]:
    """Check a copy of ``network`` on a few ``samples``; yield progress, return a result for each layer that learns.

    Central differences, (L(θ + h) - L(θ - h)) / 2h, have an error of the order h²; L includes the penalties.
    """
    check = _Check(network, training, samples.spread(PICTURES), seed)
    sizes = check.sizes()
    check.shift()
    computed = check.gradient()
    layers = [
        index for index, layer in enumerate(network.layout.layers) if any(each.role <= Role.BIAS for each in layer)
    ]
    results = []
    for done, index in enumerate(layers):
        yield Progress("Checking gradients", done, len(layers))
        chosen = check.choose(index, computed)
        numerical = []
        for position in chosen:
            numerical.append(check.slope(position, computed[position]))
            yield Progress("Checking gradients", done, len(layers))
        error = _relative_error(np.array(numerical), computed[chosen])
        results.append(
            LayerGradient(network.layer_name(index), error, len(chosen), check.wanted(index, len(chosen)), sizes[index])
        )
    return tuple(results)


def _relative_error(numerical: Floats, computed: Floats) -> float:
    scale = max(float(np.linalg.norm(numerical)), float(np.linalg.norm(computed)), SMALLEST)
    return float(np.linalg.norm(numerical - computed)) / scale


def _root_mean_square(arrays: Sequence[Floats]) -> float:
    """Return that of all numbers of ``arrays``, which are contiguous; 0 if there are none."""
    squares = sum(float(np.dot(each.ravel(), each.ravel())) for each in arrays)
    return math.sqrt(squares / count) if (count := sum(each.size for each in arrays)) else 0.0


def _largest(sizes: Floats, count: int) -> NDArray[np.int64]:
    """Return the indices of the ``count`` largest of ``sizes``, shape (n,)."""
    if count <= 1:  # of millions this is ten times as fast
        return np.array([sizes.argmax()][:count], np.int64)
    return np.argpartition(-sizes, count)[:count].astype(np.int64)


class _Check:
    """One network in float64 with one batch in its workspace."""

    def __init__(self, network: Network, training: TrainingSettings, samples: PictureSamples, seed: int) -> None:
        self._network = network
        self._penalties = training.penalties
        self._rng = np.random.default_rng(seed)
        dtype = np.dtype(np.float64)
        self._parameters = network.initial_parameters(RandomStreams.from_seed(seed).initial_weights, dtype)
        network.measure_inputs(self._parameters, samples)
        self._gradient = network.layout.zeros(dtype)
        arrays = sum(each.role <= Role.BIAS for layer in network.layout.layers for each in layer)
        per_parameter = 2 * samples.count * network.layout.weight_count  # two forward passes
        self._per_array = max(FEWEST, min(PER_ARRAY, MULTIPLICATIONS // (arrays * per_parameter)))
        # One bit generator, set back before every pass: dropout then drops the same neurons each time.
        self._dropping = np.random.default_rng(seed)
        self._state = self._dropping.bit_generator.state
        self._workspace = TrainingWorkspace(
            network, training.loss, self._parameters, self._gradient, samples.count, self._dropping
        )
        samples.reader(self._workspace.inputs, self._workspace.labels).read(np.arange(samples.count))

    def shift(self) -> None:
        learned = self._parameters[: self._network.layout.learned_count]
        learned += SHIFT * self._rng.standard_normal(learned.shape)

    def sizes(self) -> list[float]:
        """Return the root mean square of the gradients of each layer's weights."""
        views = self._network.layout.views(self.gradient())
        layers = zip(self._network.layout.layers, views, strict=True)
        weights = (
            [view[each.name] for each in layer if each.role is Role.WEIGHT and each.size] for layer, view in layers
        )
        return [_root_mean_square(each) for each in weights]

    def gradient(self) -> Floats:
        """Return the computed gradient, shape (parameters,)."""
        self._loss()
        self._workspace.backward()
        weights = self._network.layout.weight_count
        gradient = self._gradient[:weights]
        self._penalties.add_gradient(self._parameters[:weights], gradient, np.empty_like(gradient))
        return self._gradient.copy()

    def wanted(self, index: int, compared: int) -> int:
        """Return how many parameters of the layer ``index`` would be compared if the network were not too large."""
        if self._per_array == PER_ARRAY:
            return compared
        return sum(min(PER_ARRAY, each.size) for each in self._network.layout.layers[index] if each.role <= Role.BIAS)

    def choose(self, index: int, gradient: Floats) -> NDArray[np.int64]:
        """Return positions in the vector: of the layer ``index``, some with large gradients and some at random."""
        chosen: list[NDArray[np.int64]] = []
        views = self._network.layout.views(gradient)[index].values()
        for parameter, view in zip(self._network.layout.layers[index], views, strict=True):
            if parameter.role <= Role.BIAS:
                start = (view.ctypes.data - gradient.ctypes.data) // gradient.itemsize
                count = min(self._per_array, parameter.size)
                sizes = np.abs(gradient[start : start + parameter.size])
                largest = _largest(sizes, count // 2)
                others = self._rng.choice(parameter.size, count, replace=False)[: count - len(largest)]
                chosen.append(start + np.union1d(largest, others).astype(np.int64))
        return np.concatenate(chosen)

    def slope(self, position: int, computed: float) -> float:
        """Return the difference quotient that is nearest to ``computed``, the gradient at ``position``."""
        best = np.inf
        for step in STEPS:
            quotient = self._quotient(position, step)
            best = min(best, quotient, key=lambda each: abs(each - computed))
            if abs(best - computed) <= GOOD_ERROR * max(abs(computed), SMALLEST):
                break
        return float(best)

    def _quotient(self, position: int, step: float) -> float:
        kept = self._parameters[position]
        self._parameters[position] = kept + step
        above = self._loss()
        self._parameters[position] = kept - step
        below = self._loss()
        self._parameters[position] = kept
        return (above - below) / (2 * step)

    def _loss(self) -> float:
        self._dropping.bit_generator.state = self._state
        with np.errstate(all="ignore"):
            loss, _ = self._workspace.forward()
        weights = self._parameters[: self._network.layout.weight_count]
        return loss + self._penalties.value(weights)
