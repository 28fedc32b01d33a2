"""He initialization, for layers followed by ReLU."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_normal, fill_uniform


@dataclass(frozen=True)
class HeNormal(Initializer):
    """w ~ N(0, 2 / fan_in): keeps the size of the signal from layer to layer under ReLU.

    Source: K. He et al., Delving deep into rectifiers, ICCV 2015.
    """

    key = "he_normal"
    label = "He normal"
    hint = "Bell-shaped, sized for ReLU layers. The usual choice with ReLU."
    formula = "w ~ N(0, 2 / inputs)"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_normal(weights, math.sqrt(2 / fan_in), rng)


@dataclass(frozen=True)
class HeUniform(Initializer):
    """w ~ U(-a, a) with a = sqrt(6 / fan_in): the same variance as `HeNormal`."""

    key = "he_uniform"
    label = "He uniform"
    hint = "Evenly spread, sized for ReLU layers."
    formula = "w ~ U(−a, a),  a = √(6 / inputs)"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_uniform(weights, math.sqrt(6 / fan_in), rng)
