"""The interface of every layer."""

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.parameters import Parameter, Views
from nnstudio.engine.samples import Samples
from nnstudio.spec.record import Kind


@dataclass(frozen=True)
class Binding:
    """The sizes and arrays that a layer is bound to for one batch size.

    ``input_shape`` is that of one sample; the arrays between layers are flat, (batch, inputs), whatever it is.
    ``parameters`` and ``gradients`` are views into the flat vectors; ``gradients`` is None if the layer only
    predicts. ``is_first`` says that no layer before it learns: the gradient of its inputs is not needed, which saves a
    matrix product. ``rng`` draws the random numbers that each batch needs.
    """

    batch_size: int
    input_shape: Shape
    dtype: np.dtype[np.floating]
    parameters: Views
    gradients: Views | None
    is_first: bool
    rng: np.random.Generator

    @property
    def inputs(self) -> int:
        """How many numbers one sample has: the product of ``input_shape``."""
        return math.prod(self.input_shape)


class LayerPass(Protocol):
    """A layer bound to one batch size; its buffers are allocated once, when it is created."""

    def predict(self, x: Floats) -> Floats:
        """Return the outputs, shape (batch, outputs), for ``x``, shape (batch, inputs), in prediction."""
        ...

    def forward(self, x: Floats) -> Floats:
        """Return the outputs for ``x`` in training, and keep what `backward` needs."""
        ...

    def backward(self, gradient: Floats) -> Floats:
        """Write the gradients of the parameters and return that of ``x``, for dL/d(outputs) = ``gradient``."""
        ...

    def input_gradient(self, gradient: Floats) -> Floats:
        """Return the gradient with respect to the last `predict`'s x, given the ``gradient`` of the outputs."""
        ...


class Layer(Kind):
    """One layer of a network; a frozen record of its settings."""

    def measure_inputs(self, views: Views, samples: Samples) -> None:
        """Measure the network's inputs before training and write the result into ``views``; by default nothing."""
        return

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output sample for input samples of ``input_shape``; neither includes the batch."""

    @abstractmethod
    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the arrays that the layer learns or measures, for samples of ``input_shape``."""

    @abstractmethod
    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer with buffers for one batch size."""
