"""Input scaling: inputs with mean 0 and standard deviation 1."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.layers.layer import Binding, Layer, LayerPass
from nnstudio.engine.parameters import Parameter, Role, Views
from nnstudio.engine.samples import Samples

CHUNK = 1000
"""Samples measured at a time."""


@dataclass(frozen=True)
class Standardization(Layer):
    """y = (x - mean) / deviation, with one mean and one standard deviation of all inputs of all training samples.

    One for all, not one for each input, as an input that is nearly always 0 would be scaled up far too much.
    Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, Efficient backprop, 1998, section 4.3.
    """

    key = "standardization"
    label = "Standardisation"
    hint = "Inputs with mean 0 and standard deviation 1."

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return ``input_shape``."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the mean and the deviation, each a single number that is measured, not learned."""
        return (
            Parameter("input_mean", (1,), Role.MEASUREMENT),
            Parameter("input_deviation", (1,), Role.MEASUREMENT, initial=1.0),
        )

    def measure_inputs(self, views: Views, samples: Samples) -> None:
        """Measure the mean and the standard deviation over all ``samples`` and write them into ``views``."""
        features = math.prod(samples.shape)
        inputs, labels = np.empty((CHUNK, features), np.float32), np.empty(CHUNK, np.int64)
        reader = samples.reader(inputs, labels)
        total = squares = 0.0
        for start in range(0, samples.count, CHUNK):
            numbers = np.arange(start, start + CHUNK) % samples.count
            reader.read(numbers)
            chunk = inputs[: samples.count - start].reshape(-1)
            total += float(chunk.sum(dtype=np.float64))
            squares += float(np.square(chunk).sum(dtype=np.float64))
        count = samples.count * features
        mean = total / count
        deviation = math.sqrt(max(0.0, squares / count - mean * mean))
        views["input_mean"][...] = mean
        views["input_deviation"][...] = deviation or 1.0  # constant inputs stay finite

    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with its buffers."""
        return _StandardizationPass(binding)


class _StandardizationPass:
    def __init__(self, binding: Binding) -> None:
        self._mean = binding.parameters["input_mean"].reshape(())
        self._deviation = binding.parameters["input_deviation"].reshape(())
        self._output = np.empty((binding.batch_size, binding.inputs), binding.dtype)

    def predict(self, x: Floats) -> Floats:
        np.subtract(x, self._mean, out=self._output)
        self._output /= self._deviation
        return self._output

    def forward(self, x: Floats) -> Floats:
        return self.predict(x)

    def backward(self, gradient: Floats) -> Floats:
        return np.divide(gradient, self._deviation, out=self._output)  # the output is no longer needed

    def input_gradient(self, gradient: Floats) -> Floats:
        quotient: Floats = gradient / self._deviation
        return quotient
