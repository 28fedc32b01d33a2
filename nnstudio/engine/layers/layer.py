"""What every layer offers."""

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
    """What a layer works on for one batch size.

    ``input_shape`` is that of one sample; the arrays between layers are flat, (batch, inputs), whatever it is.
    ``parameters`` and ``gradients`` are views into the flat vectors; ``gradients`` is None where the layer only
    predicts. ``is_first`` says that no layer before it learns: nobody asks for the gradient of its inputs, which saves
    a matrix product. ``rng`` is for what is drawn anew for every batch.
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
    """A layer at work on one batch size; its buffers are allocated once, when it is made."""

    def predict(self, x: Floats) -> Floats:
        """Return the outputs, shape (batch, outputs), for ``x``, shape (batch, inputs), as a trained network does."""
        ...

    def forward(self, x: Floats) -> Floats:
        """Return the outputs for ``x`` as they are while training, and keep what `backward` needs."""
        ...

    def backward(self, gradient: Floats) -> Floats:
        """Write the gradients of the parameters and return that of ``x``, for dL/d(outputs) = ``gradient``."""
        ...

    def input_gradient(self, gradient: Floats) -> Floats:
        """Return d/dx, at the last `predict`, of what has the gradient ``gradient`` by the outputs; no parameter's."""
        ...


class Layer(Kind):
    """One layer of a network; a frozen record of its settings."""

    def measure_inputs(self, views: Views, samples: Samples) -> None:
        """Write into ``views`` what the layer must know of the network's inputs before training; by default nothing."""
        return

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of a sample as it hands it on, for samples of ``input_shape``; neither has the batch."""

    @abstractmethod
    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the arrays that it learns or keeps, for samples of ``input_shape``."""

    @abstractmethod
    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer at work on one batch size."""
