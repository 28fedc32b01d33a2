"""LeCun initialization, for linear, tanh and ELU layers."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_normal, fill_uniform


@dataclass(frozen=True)
class LecunNormal(Initializer):
    """w ~ N(0, 1 / fan_in): sums are as large as the inputs, whatever the number of inputs.

    Source: Y. LeCun et al., Efficient backprop, 1998, section 4.6.
    """

    key = "lecun_normal"
    label = "LeCun normal"
    hint = "Bell-shaped, keeps the size of sums from layer to layer. Suits tanh, ELU and linear layers."
    formula = "w ~ N(0, 1 / inputs)"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_normal(weights, math.sqrt(1 / fan_in), rng)


@dataclass(frozen=True)
class LecunUniform(Initializer):
    """w ~ U(-a, a) with a = sqrt(3 / fan_in): the same variance as `LecunNormal`."""

    key = "lecun_uniform"
    label = "LeCun uniform"
    hint = "Evenly spread, keeps the size of sums from layer to layer. Suits tanh, ELU and linear layers."
    formula = "w ~ U(−a, a),  a = √(3 / inputs)"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_uniform(weights, math.sqrt(3 / fan_in), rng)
