"""The interface of every initializer."""

from abc import abstractmethod

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.spec.record import Kind


class Initializer(Kind):
    """How a layer's initial weights are drawn; a frozen record of its settings. Biases start at zero."""

    @abstractmethod
    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights``, of any shape, in place with numbers drawn from ``rng``.

        Each output sums over ``fan_in`` of them; each input reaches ``fan_out`` outputs.
        """


def fill_normal(weights: Floats, standard_deviation: float, rng: np.random.Generator) -> None:
    """Fill ``weights`` with N(0, standard_deviation²)."""
    weights[...] = rng.standard_normal(weights.shape) * standard_deviation


def fill_uniform(weights: Floats, limit: float, rng: np.random.Generator) -> None:
    """Fill ``weights`` with U(-limit, limit)."""
    weights[...] = rng.uniform(-limit, limit, weights.shape)
