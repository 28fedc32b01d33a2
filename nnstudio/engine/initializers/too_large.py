"""Initial weights that are far too large, to show what the other initializers are for."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_normal
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class TooLarge(Initializer):
    """w ~ N(0, σ²) with σ near 1: fails, because sums grow by about σ √fan_in from layer to layer.

    Sigmoid and tanh then saturate, so that their slopes and all gradients vanish; under ReLU the first loss is in the
    hundreds, its gradients explode, and the first steps leave neurons that are always off.
    Source: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward networks, AISTATS 2010.
    """

    key = "too_large"
    label = "Too large"
    hint = "For teaching: sums explode, so that sigmoid and tanh saturate and ReLU networks diverge or die."
    formula = "w ~ N(0, σ²)"

    standard_deviation: float = declare(
        1.0,
        Number(
            label="Standard deviation",
            help="How large the weights are. 1 is far too large for any layer of more than a few inputs.",
            minimum=0.2,
            maximum=10,
            scale="log",
        ),
    )

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_normal(weights, self.standard_deviation, rng)
