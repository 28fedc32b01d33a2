"""Batch normalization."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.layers.layer import Binding, Layer, LayerPass
from nnstudio.engine.parameters import Parameter, Role
from nnstudio.spec.setting import Number, declare

EPSILON = 1e-5
"""Added to the variance, so that a constant column is not divided by zero."""


@dataclass(frozen=True)
class BatchNorm(Layer):
    """y = γ x̂ + β with x̂ = (x - μ) / √(σ² + ε), column by column; in training μ and σ² are those of the batch.

    Prediction uses running values instead: r ← (1 - m) r + m · batch value, with the unbiased variance, as in PyTorch.
    With means and sums over the batch, and g = dL/dx̂ = γ dL/dy:
    dL/dx = (g - mean(g) - x̂ mean(g x̂)) / √(σ² + ε), dL/dγ = Σ x̂ dL/dy, dL/dβ = Σ dL/dy.
    Shapes: x and y (batch, inputs), the rest (inputs,).
    Source: S. Ioffe, C. Szegedy, Batch normalization, ICML 2015.
    """

    key = "batch_norm"
    label = "Batch normalization"
    hint = "Scales each unit to mean 0 and deviation 1 over the batch, then by learned factors. Steadies training."
    formula = "y = γ·(x − μ) / √(σ² + ε) + β,  running ← (1 − momentum)·running + momentum·batch"

    momentum: float = declare(
        0.1,
        Number(
            label="Momentum",
            help="How much of each batch goes into the running mean and variance for prediction. 0.1 is usual.",
            is_advanced=True,
            minimum=0.001,
            maximum=1,
        ),
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return ``input_shape``."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return γ and β, which are learned, and the running mean and variance, which are not."""
        columns = (math.prod(input_shape),)
        return (
            Parameter("scales", columns, Role.BIAS, initial=1.0),
            Parameter("shifts", columns, Role.BIAS),
            Parameter("running_means", columns, Role.STATISTIC),
            Parameter("running_variances", columns, Role.STATISTIC, initial=1.0),
        )

    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with its buffers."""
        return _BatchNormPass(self, binding)


class _BatchNormPass:
    def __init__(self, layer: BatchNorm, binding: Binding) -> None:
        shape, columns, dtype = (binding.batch_size, binding.inputs), (binding.inputs,), binding.dtype
        self._momentum = layer.momentum
        self._scales, self._shifts = binding.parameters["scales"], binding.parameters["shifts"]
        self._means = binding.parameters["running_means"]
        self._variances = binding.parameters["running_variances"]
        self._average = np.full(binding.batch_size, 1 / binding.batch_size, dtype)
        self._mean, self._variance, self._inverse, self._work = (np.empty(columns, dtype) for _ in range(4))
        self._normalized, self._output, self._squares, self._rows = (np.empty(shape, dtype) for _ in range(4))
        if binding.gradients is not None:
            self._scale_gradient = binding.gradients["scales"]
            self._shift_gradient = binding.gradients["shifts"]
            self._gradient = np.empty(shape, dtype)

    def predict(self, x: Floats) -> Floats:
        np.subtract(x, self._spread(self._means), out=self._output)
        self._invert(self._variances)
        self._inverse *= self._scales
        self._output *= self._spread(self._inverse)
        self._output += self._spread(self._shifts)
        return self._output

    def forward(self, x: Floats) -> Floats:
        np.matmul(self._average, x, out=self._mean)
        np.subtract(x, self._spread(self._mean), out=self._normalized)
        np.multiply(self._normalized, self._normalized, out=self._squares)
        np.matmul(self._average, self._squares, out=self._variance)
        self._invert(self._variance)
        self._normalized *= self._spread(self._inverse)
        np.multiply(self._normalized, self._spread(self._scales), out=self._output)
        self._output += self._spread(self._shifts)
        count = len(x)
        self._follow(self._means, self._mean)
        self._variance *= count / max(1, count - 1)
        self._follow(self._variances, self._variance)
        return self._output

    def backward(self, gradient: Floats) -> Floats:
        count = len(gradient)
        np.multiply(gradient, self._normalized, out=self._squares)
        np.matmul(self._average, self._squares, out=self._scale_gradient)
        np.matmul(self._average, gradient, out=self._shift_gradient)
        # While the two gradients hold means, dL/dx = γ / √(σ² + ε) · (dL/dy - mean(dL/dy) - x̂ mean(x̂ dL/dy)).
        np.subtract(gradient, self._spread(self._shift_gradient), out=self._gradient)
        np.multiply(self._normalized, self._spread(self._scale_gradient), out=self._squares)
        self._gradient -= self._squares
        np.multiply(self._inverse, self._scales, out=self._work)
        self._gradient *= self._spread(self._work)
        self._scale_gradient *= count
        self._shift_gradient *= count
        return self._gradient

    def input_gradient(self, gradient: Floats) -> Floats:
        product: Floats = gradient * self._inverse  # `predict` has already multiplied the inverse by the scales
        return product

    def _spread(self, row: Floats) -> Floats:
        """Return ``row``, shape (inputs,), repeated for each sample: NumPy allocates to combine a row with a matrix."""
        np.copyto(self._rows, row)
        return self._rows

    def _invert(self, variances: Floats) -> None:
        """Set the inverse standard deviation, 1 / √(variances + ε)."""
        np.add(variances, EPSILON, out=self._inverse)
        np.sqrt(self._inverse, out=self._inverse)
        np.divide(1, self._inverse, out=self._inverse)

    def _follow(self, running: Floats, batch: Floats) -> None:
        """Update ``running`` in place: r ← (1 - m) r + m · batch."""
        running *= 1 - self._momentum
        np.multiply(batch, self._momentum, out=self._work)
        running += self._work
