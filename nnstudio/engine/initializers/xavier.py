"""Xavier (Glorot) initialization, for sigmoid, tanh and linear layers."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_normal, fill_uniform


@dataclass(frozen=True)
class XavierNormal(Initializer):
    """w ~ N(0, 2 / (fan_in + fan_out)): a compromise between keeping the signal and keeping the gradient.

    Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward networks, AISTATS 2010.
    """

    key = "xavier_normal"
    label = "Xavier normal"
    hint = "Bell-shaped, sized for sigmoid, tanh and linear layers. Also called Glorot normal."
    formula = "w ~ N(0, 2 / (inputs + outputs))"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_normal(weights, math.sqrt(2 / (fan_in + fan_out)), rng)


@dataclass(frozen=True)
class XavierUniform(Initializer):
    """w ~ U(-a, a) with a = sqrt(6 / (fan_in + fan_out)): the same variance as `XavierNormal`."""

    key = "xavier_uniform"
    label = "Xavier uniform"
    hint = "Evenly spread, sized for sigmoid, tanh and linear layers. Also called Glorot uniform."
    formula = "w ~ U(−a, a),  a = √(6 / (inputs + outputs))"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_uniform(weights, math.sqrt(6 / (fan_in + fan_out)), rng)
