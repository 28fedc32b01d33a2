"""The fully connected layer."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations import ACTIVATIONS, Activation, Relu
from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.layers.layer import Binding, Layer, LayerPass
from nnstudio.engine.parameters import Parameter, Role
from nnstudio.spec.record import OneOf
from nnstudio.spec.setting import Flag, Integer, declare

UNITS = Integer(
    label="Units",
    help="How many neurons the layer has. More can learn more but take longer; 32 to 512 is usual for digits.",
    minimum=1,
    maximum=4096,
    steps=(4, 8, 16, 32, 64, 128, 256, 512, 1024),
)
ACTIVATION = OneOf(
    label="Activation",
    help="The nonlinearity between a neuron's sum and its output. ReLU is usual.",
    registry=ACTIVATIONS,
)


@dataclass(frozen=True)
class Dense(Layer):
    """y = f(x W + b): every output depends on every input.

    Shapes: x (batch, inputs), W (inputs, units), b (units,), y (batch, units). With z = x W + b and d = dL/dz,
    dL/dW = xᵀ d, dL/db = the sum of d over the batch, dL/dx = d Wᵀ.
    Source: D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors, 1986.
    """

    key = "dense"
    label = "Dense"
    hint = "Every neuron is connected to every output of the previous layer."
    formula = "y = f(x·W + b)"

    units: int = declare(64, UNITS)
    activation: Activation = declare(Relu(), ACTIVATION)
    has_bias: bool = declare(
        True,
        Flag(label="Bias", help="Whether each neuron adds a learned number to its sum. On is usual.", is_advanced=True),
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the number of units, as a shape."""
        return (self.units,)

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return W, and b if there is one."""
        inputs = math.prod(input_shape)
        weights = Parameter("weights", (inputs, self.units), Role.WEIGHT, fan_in=inputs, fan_out=self.units)
        biases = Parameter("biases", (self.units,), Role.BIAS)
        return (weights, biases) if self.has_bias else (weights,)

    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with its buffers."""
        return _DensePass(self, binding)


class _DensePass:
    def __init__(self, layer: Dense, binding: Binding) -> None:
        batch_size, dtype = binding.batch_size, binding.dtype
        self._weights = binding.parameters["weights"]
        self._biases = binding.parameters.get("biases")
        self._weights_transposed = self._weights.T
        self._z = np.empty((batch_size, layer.units), dtype)
        self._bias_rows = np.empty_like(self._z) if layer.has_bias else self._z
        self._activation = layer.activation.bind(self._z.shape, dtype)
        self._is_first = binding.is_first
        if binding.gradients is not None:
            self._weight_gradient = binding.gradients["weights"]
            self._bias_gradient = binding.gradients.get("biases")
            self._ones = np.ones(batch_size, dtype)
            self._x_gradient = np.empty((0 if binding.is_first else batch_size, binding.inputs), dtype)
            self._x = self._x_gradient

    # The method `dot` reaches BLAS some microseconds sooner than `np.matmul`, which does not use it for a batch of one.

    def predict(self, x: Floats) -> Floats:
        x.dot(self._weights, out=self._z)
        if self._biases is not None:
            np.copyto(self._bias_rows, self._biases)  # NumPy allocates to add a row to a matrix
            self._z += self._bias_rows
        return self._activation.forward(self._z)

    def forward(self, x: Floats) -> Floats:
        self._x = x
        return self.predict(x)

    def backward(self, gradient: Floats) -> Floats:
        d = self._activation.backward(gradient)
        self._x.T.dot(d, out=self._weight_gradient)
        if self._bias_gradient is not None:
            self._ones.dot(d, out=self._bias_gradient)  # a sum over the batch, as a matrix product
        if self._is_first:
            return self._x_gradient
        return d.dot(self._weights_transposed, out=self._x_gradient)

    def input_gradient(self, gradient: Floats) -> Floats:
        product: Floats = self._activation.backward(gradient) @ self._weights_transposed
        return product
