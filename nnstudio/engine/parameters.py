"""One flat vector for all parameters of a network, with named views into it.

Weights come first, then biases and scales, then statistics and measurements, which no gradient changes. So an
optimizer is a few operations on the whole vector, weight decay touches one leading slice, a snapshot is one copy and a
checkpoint one array. Gradients and each optimizer's state have the same layout.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from nnstudio.engine.arrays import Floats


class Role(IntEnum):
    """What a parameter is for; the flat vector is ordered by role."""

    WEIGHT = 0
    BIAS = 1
    """Biases and scales: learned, and never penalised."""
    STATISTIC = 2
    """Updated by its layer in training, such as a running mean; not learned."""
    MEASUREMENT = 3
    """Measured from the inputs before training; constant from then on."""


@dataclass(frozen=True)
class Parameter:
    """One named array of a layer. All but weights start at ``initial``.

    For weights, ``fan_in`` is how many of them one output sums over, ``fan_out`` how many outputs one input reaches;
    initializers need both.
    """

    name: str
    shape: tuple[int, ...]
    role: Role
    initial: float = 0.0
    fan_in: int = 1
    fan_out: int = 1

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


Views = dict[str, Floats]
"""The arrays of one layer by name; each is a view into the flat vector."""


class Layout:
    """The position of each parameter of each layer in the flat vector."""

    def __init__(self, layers: Sequence[Sequence[Parameter]]) -> None:
        self._layers = tuple(tuple(layer) for layer in layers)
        self._starts: dict[tuple[int, str], int] = {}
        start = 0
        for role in Role:
            for index, layer in enumerate(self._layers):
                for parameter in layer:
                    if parameter.role is role:
                        self._starts[index, parameter.name] = start
                        start += parameter.size
            if role is Role.WEIGHT:
                self.weight_count = start
            if role is Role.BIAS:
                self.learned_count = start
        self.count = start

    @property
    def layers(self) -> tuple[tuple[Parameter, ...], ...]:
        """The parameters of each layer."""
        return self._layers

    @property
    def weighted_layers(self) -> tuple[int, ...]:
        """The indices of the layers that have weights."""
        return tuple(
            index for index, layer in enumerate(self._layers) if any(each.role is Role.WEIGHT for each in layer)
        )

    @property
    def first_learning_layer(self) -> int:
        """The index of the first layer that learns; layers before it need no gradient."""
        return next(index for index, layer in enumerate(self._layers) if any(each.role <= Role.BIAS for each in layer))

    def zeros(self, dtype: np.dtype[np.floating]) -> Floats:
        """Return a flat vector of zeros, shape (count,)."""
        return np.zeros(self.count, dtype)

    def weights(self, vector: Floats) -> tuple[Floats, ...]:
        """Return all arrays of weights, in the order of the layers, as views into ``vector``, shape (count,)."""
        return tuple(
            views[parameter.name]
            for views, layer in zip(self.views(vector), self._layers, strict=True)
            for parameter in layer
            if parameter.role is Role.WEIGHT
        )

    def views(self, vector: Floats) -> tuple[Views, ...]:
        """Return each layer's arrays as views into ``vector``, shape (count,)."""
        if vector.shape != (self.count,):
            raise ValueError(f"a vector of shape {vector.shape} for a network of {self.count} parameters")
        return tuple(
            {
                parameter.name: vector[start : start + parameter.size].reshape(parameter.shape)
                for parameter in layer
                for start in [self._starts[index, parameter.name]]
            }
            for index, layer in enumerate(self._layers)
        )
