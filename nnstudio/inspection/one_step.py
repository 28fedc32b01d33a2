"""One batch through the whole of training: forward, loss, backward and update, with everything in between kept.

The layers, the loss and the optimizer are the engine's own, on copies: nothing of a run changes.
"""

from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.layers import Dense
from nnstudio.engine.layers.layer import LayerPass
from nnstudio.engine.network import Network
from nnstudio.engine.parameter_update import ParameterUpdate
from nnstudio.engine.parameters import Views
from nnstudio.engine.softmax import softmax
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.workspace import bind_layers
from nnstudio.inspection.activations import UnitLayer, unit_layers

DROPOUT_SEED = 0
"""Which units drop out is drawn anew for each step of a run; here always in the same way."""


@dataclass(frozen=True, eq=False)
class OptimizerMemory:
    """What a run's next step depends on besides the parameters.

    ``state`` are the optimizer's vectors, shape (learned_count,), ``steps`` how many steps they come from, and
    ``learning_rate`` is that of the next step. ``is_known`` says whether the state is that of the run; else it is 0.
    """

    state: tuple[Floats, ...]
    steps: int
    learning_rate: float
    is_known: bool


@dataclass(frozen=True, eq=False)
class OneStep:
    """Everything that one step computes for a batch.

    ``outputs`` has the inputs of each layer of the engine and at last the logits, shape (batch, units); ``gradients``
    that of the batch's mean loss with respect to each of them, None where none is needed. ``slopes`` are the
    derivatives of the layers without parameters, and of the activations of dense ones, None for all others; ``sums``
    the z of the dense ones. ``deltas`` are dL/dz of each layer of units. ``gradient`` is that of the loss,
    ``finished_gradient`` that with penalties and clipping, ``shrunk`` are the parameters after weight decay: these, and
    ``before`` and ``after``, have the shape (layout.count,). The optimizer's state is that of ``memory`` and after it
    ``state_after``. ``targets`` and ``terms`` are those of the loss, shape (batch, classes), ``loss`` is its mean.
    """

    network: Network
    settings: TrainingSettings
    samples: PictureSamples
    memory: OptimizerMemory
    labels: Labels
    layers: tuple[UnitLayer, ...]
    outputs: tuple[Floats, ...]
    sums: tuple[Floats | None, ...]
    probabilities: Floats
    targets: Floats
    terms: Floats
    loss: float
    penalty: float
    gradients: tuple[Floats | None, ...]
    slopes: tuple[Floats | None, ...]
    deltas: tuple[Floats, ...]
    before: Floats
    gradient: Floats
    finished_gradient: Floats
    shrunk: Floats
    after: Floats
    state_after: tuple[Floats, ...]

    @property
    def batch_size(self) -> int:
        """How many pictures the batch has."""
        return len(self.labels)

    def views(self, vector: Floats, layer: int) -> Views:
        """Return the arrays of the dense layer of the layer of units ``layer`` in ``vector``, shape (layout.count,)."""
        return self.network.layout.views(vector)[self.layers[layer].dense]


def take_step(
    network: Network,
    settings: TrainingSettings,
    parameters: Floats,
    samples: PictureSamples,
    memory: OptimizerMemory,
) -> OneStep:
    """Train a copy of ``parameters``, shape (layout.count,), for one step on all ``samples`` as one batch.

    Numbers that are not finite are a result like any other: the step shows where they come from.
    """
    with np.errstate(all="ignore"):
        return _Step(network, settings, parameters, samples, memory).take()


class _Step:
    def __init__(
        self,
        network: Network,
        settings: TrainingSettings,
        parameters: Floats,
        samples: PictureSamples,
        memory: OptimizerMemory,
    ) -> None:
        self._network, self._settings, self._samples, self._memory = network, settings, samples, memory
        self._before, self._after = parameters.copy(), parameters.copy()
        self._gradient = network.layout.zeros(parameters.dtype)
        self._views = network.layout.views(self._before)
        rng = np.random.default_rng(DROPOUT_SEED)
        self._passes = bind_layers(network, self._after, self._gradient, samples.count, rng)
        self._inputs = np.empty((samples.count, network.inputs), parameters.dtype)
        self._labels = np.empty(samples.count, np.int64)
        samples.reader(self._inputs, self._labels).read(np.arange(samples.count))

    def take(self) -> OneStep:
        network, settings = self._network, self._settings
        outputs = self._forward()
        loss_pass = settings.loss.bind(outputs[-1].shape, self._before.dtype)
        loss = loss_pass.forward(outputs[-1].copy(), self._labels)
        targets, terms = settings.loss.terms(outputs[-1], self._labels)
        sums = tuple(self._sums(index, outputs[index]) for index in range(len(network.layers)))
        gradients, slopes = self._backward(loss_pass.backward(), outputs, sums)
        gradient = self._gradient.copy()
        layers = unit_layers(network)
        update = ParameterUpdate(network.layout, settings.optimizer, self._after, self._gradient)
        for kept, vector in zip(update.step.state, self._memory.state, strict=True):
            kept[...] = vector
        penalty = update.penalty(settings)
        update.finish_gradient(settings)
        finished, shrunk = self._gradient.copy(), self._shrunk()
        update.apply(settings, self._memory.steps + 1, self._memory.learning_rate)
        return OneStep(
            network=network,
            settings=settings,
            samples=self._samples,
            memory=self._memory,
            labels=self._labels,
            layers=layers,
            outputs=outputs,
            sums=sums,
            probabilities=softmax(outputs[-1]),
            targets=targets,
            terms=terms,
            loss=loss,
            penalty=penalty,
            gradients=gradients,
            slopes=slopes,
            deltas=tuple(_delta(gradients[layer.dense + 1], slopes[layer.dense]) for layer in layers),
            before=self._before,
            gradient=gradient,
            finished_gradient=finished,
            shrunk=shrunk,
            after=self._after,
            state_after=tuple(vector.copy() for vector in update.step.state),
        )

    def _forward(self) -> tuple[Floats, ...]:
        x, outputs = self._inputs, [self._inputs.copy()]
        for layer in self._passes:
            x = layer.forward(x)
            outputs.append(x.copy())
        return tuple(outputs)

    def _backward(
        self, gradient: Floats, outputs: tuple[Floats, ...], sums: tuple[Floats | None, ...]
    ) -> tuple[tuple[Floats | None, ...], tuple[Floats | None, ...]]:
        first, count = self._network.layout.first_learning_layer, len(self._passes)
        gradients: list[Floats | None] = [None] * (count + 1)
        slopes: list[Floats | None] = [None] * count
        for index in range(count - 1, -1, -1):
            if index >= first:
                gradients[index + 1] = gradient.copy()
            slopes[index] = self._slope(index, outputs[index + 1], sums[index])
            if index >= first:
                gradient = self._passes[index].backward(gradient)
        return tuple(gradients), tuple(slopes)

    def _slope(self, index: int, outputs: Floats, sums: Floats | None) -> Floats | None:
        """Return the derivative of each output: of a layer without parameters, or of the activation of a dense one."""
        layer, ones = self._network.layers[index], np.ones_like(outputs)
        if isinstance(layer, Dense):
            assert sums is not None
            activation = layer.activation.bind(sums.shape, sums.dtype)
            activation.forward(sums.copy())
            return activation.backward(ones).copy()
        if self._network.layout.layers[index]:  # its derivative is no number for each output
            return None
        passed: LayerPass = self._passes[index]
        return passed.backward(ones).copy()

    def _sums(self, index: int, inputs: Floats) -> Floats | None:
        if not isinstance(self._network.layers[index], Dense):
            return None
        views = self._views[index]
        sums: Floats = inputs.dot(views["weights"])
        if "biases" in views:
            sums += views["biases"]
        return sums

    def _shrunk(self) -> Floats:
        settings, shrunk = self._settings, self._after.copy()
        decay = settings.penalties.weight_decay + settings.optimizer.weight_decay
        shrunk[: self._network.layout.weight_count] *= 1 - self._memory.learning_rate * decay
        return shrunk


def _delta(gradient: Floats | None, slope: Floats | None) -> Floats:
    assert gradient is not None
    assert slope is not None
    delta: Floats = gradient * slope
    return delta
