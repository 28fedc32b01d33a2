"""Normally distributed initial weights of one size for all layers, however many inputs they have."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer, fill_normal
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class ScaledNormal(Initializer):
    """w ~ N(0, σ²) with σ as set: the ``standard_normal * 0.01`` of many first programs.

    Source: A. Krizhevsky, I. Sutskever, G. Hinton, ImageNet classification with deep convolutional neural networks,
    NIPS 2012, section 5.
    """

    key = "scaled_normal"
    label = "Scaled normal"
    hint = "Bell-shaped, with a size that you choose. Fine for one hidden layer; signals fade over several."
    formula = "w ~ N(0, σ²)"

    standard_deviation: float = declare(
        0.01,
        Number(
            label="Standard deviation",
            help="How large the weights are. 0.01 to 0.1 is usual.",
            minimum=1e-4,
            maximum=1,
            scale="log",
        ),
    )

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        fill_normal(weights, self.standard_deviation, rng)
