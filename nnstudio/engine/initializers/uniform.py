"""Uniformly distributed initial weights of one size for all layers, however many inputs they have."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_uniform
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class Uniform(Initializer):
    """w ~ U(-a, a) with the limit a as set; its variance is a² / 3."""

    key = "uniform"
    label = "Uniform"
    hint = "Evenly spread up to a limit that you choose, the same for all layers."
    formula = "w ~ U(−limit, limit)"

    limit: float = declare(
        0.05,
        Number(
            label="Limit",
            help="Weights are drawn between minus this and plus this. 0.05 is usual.",
            minimum=1e-4,
            maximum=1,
            scale="log",
        ),
    )

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_uniform(weights, self.limit, rng)
