"""What every layer offers."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.parameters import Parameter, Views
from nnstudio.spec.record import Kind


@dataclass(frozen=True)
class Binding:
    """What a layer works on for one batch size.

    ``parameters`` and ``gradients`` are views into the flat vectors; ``gradients`` is None where the layer only
    predicts. ``is_first`` tells that nobody asks for the gradient of its inputs, which saves a matrix product.
    ``rng`` is for what is drawn anew for every batch.
    """

    batch_size: int
    inputs: int
    dtype: np.dtype[np.floating]
    parameters: Views
    gradients: Views | None
    is_first: bool
    rng: np.random.Generator


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

    @abstractmethod
    def outputs(self, inputs: int) -> int:
        """Return how many numbers per sample it hands on when given ``inputs`` numbers."""

    @abstractmethod
    def parameters(self, inputs: int) -> tuple[Parameter, ...]:
        """Return the arrays that it learns."""

    @abstractmethod
    def bind(self, binding: Binding) -> LayerPass:
        """Return the layer at work on one batch size."""
