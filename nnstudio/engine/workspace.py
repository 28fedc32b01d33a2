"""Forward and backward passes through a whole network, with all buffers allocated once per batch size.

A workspace for training and another for prediction can use the same parameters: prediction never disturbs training.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.layers.layer import Binding, LayerPass
from nnstudio.engine.losses import Loss
from nnstudio.engine.network import Network
from nnstudio.engine.parameters import Views

Silenced = Mapping[int, NDArray[np.intp]]
"""Units that are switched off: for the index of a layer, the columns of its output that are 0 for all that follows."""

NOTHING_SILENCED: Silenced = MappingProxyType({})


class PredictionWorkspace:
    """Buffers to predict ``batch_size`` samples at a time with parameters that others may change between calls."""

    def __init__(self, network: Network, parameters: Floats, batch_size: int) -> None:
        self.inputs = np.zeros((batch_size, network.inputs), parameters.dtype)
        self.labels = np.zeros(batch_size, np.int64)
        self._passes = bind_layers(network, parameters, None, batch_size, np.random.default_rng(0))

    def logits(self) -> Floats:
        """Return the logits, shape (batch, classes), of the samples in `inputs`; the next call overwrites them."""
        return self._passes[-1].predict(self.hidden())

    def hidden(self) -> Floats:
        """Return the last layer's inputs, shape (batch, units), for the samples in `inputs`: the last hidden
        activations, or `inputs` if there is no hidden layer. The next call overwrites them.
        """
        x = self.inputs
        for layer in self._passes[:-1]:
            x = layer.predict(x)
        return x

    def outputs(self, silenced: Silenced = NOTHING_SILENCED) -> Iterator[Floats]:
        """Yield the outputs of each layer, shape (batch, units), for the samples in `inputs`, as in prediction.

        Each is a buffer that the next step may overwrite; the last are the logits. The columns that ``silenced`` names
        are 0, for the layers that follow too.
        """
        x = self.inputs
        for index, layer in enumerate(self._passes):
            x = layer.predict(x)
            if index in silenced:
                x[:, silenced[index]] = 0
            yield x

    def gradient_before(self, index: int, direction: Floats) -> Floats:
        """Return the gradient of x·d with respect to `inputs`, both of shape (batch, units of their own).

        x are the inputs of the layer ``index`` for the samples in `inputs`, ``direction`` is d, of the shape of x.
        """
        x = self.inputs
        for layer in self._passes[:index]:
            x = layer.predict(x)
        gradient = direction
        for layer in reversed(self._passes[:index]):
            gradient = layer.input_gradient(gradient)
        return gradient.copy()

    def trace(self, direction: Floats) -> list[tuple[Floats, Floats]]:
        """Return the inputs of each layer and the gradient of z·d with respect to them, both of shape (batch, units).

        z are the logits of the samples in `inputs`, ``direction`` d has the shape (batch, classes). The first pair is
        that of the network's inputs. All is as in prediction: no dropout, batch normalization by its running values.
        """
        inputs = [self.inputs.copy()]
        for layer in self._passes:
            inputs.append(layer.predict(inputs[-1]).copy())
        gradient, pairs = direction, []
        for layer, values in zip(reversed(self._passes), reversed(inputs[:-1]), strict=True):
            gradient = layer.input_gradient(gradient).copy()
            pairs.append((values, gradient))
        pairs.reverse()
        return pairs


class TrainingWorkspace:
    """Buffers for one batch: `inputs`, shape (batch, inputs), and `labels`, shape (batch,), to be filled."""

    def __init__(
        self,
        network: Network,
        loss: Loss,
        parameters: Floats,
        gradient: Floats,
        batch_size: int,
        rng: np.random.Generator,
    ) -> None:
        self.inputs = np.zeros((batch_size, network.inputs), parameters.dtype)
        self.labels = np.zeros(batch_size, np.int64)
        self._passes = bind_layers(network, parameters, gradient, batch_size, rng)
        self._network = network
        self._learning_passes = self._passes[network.layout.first_learning_layer :]
        self._loss = loss.bind((batch_size, network.classes), parameters.dtype)
        self._is_right = np.empty(batch_size, bool)

    def forward(self) -> tuple[float, float]:
        """Return the mean loss and the accuracy of the batch."""
        x = self.inputs
        for layer in self._passes:
            x = layer.forward(x)
        loss = self._loss.forward(x, self.labels)
        np.equal(self._loss.predicted, self.labels, out=self._is_right)
        return loss, np.count_nonzero(self._is_right) / len(self.labels)

    def first_layer_not_finite(self) -> int | None:
        """Return the number of the first layer whose output for `inputs` is not finite, or None; see `layer_number`."""
        x = self.inputs
        for index, layer in enumerate(self._passes):
            x = layer.forward(x)
            if not np.isfinite(x).all():
                return self._network.layer_number(index)
        return None

    def backward(self) -> None:
        """Write the gradient of the last `forward`'s loss into the gradient vector."""
        gradient = self._loss.backward()
        for layer in reversed(self._learning_passes):
            gradient = layer.backward(gradient)


def bind_layers(
    network: Network, parameters: Floats, gradient: Floats | None, batch_size: int, rng: np.random.Generator
) -> list[LayerPass]:
    """Return the layers with buffers for one batch size, bound to views of ``parameters`` and of ``gradient``.

    Without a gradient they only predict. ``rng`` draws what each batch needs.
    """
    parameter_views = network.layout.views(parameters)
    gradient_views: tuple[Views | None, ...] = (None,) * len(network.layers)
    if gradient is not None:
        gradient_views = network.layout.views(gradient)
    first = network.layout.first_learning_layer
    layers = zip(network.layers, network.shapes[:-1], parameter_views, gradient_views, strict=True)
    return [
        layer.bind(Binding(batch_size, shape, parameters.dtype, values, gradients, index <= first, rng))
        for index, (layer, shape, values, gradients) in enumerate(layers)
    ]
