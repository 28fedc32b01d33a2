"""Initial weights that are all zero, to show why they must differ."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.initializers.initializer import Initializer


@dataclass(frozen=True)
class Zeros(Initializer):
    """w = 0. Fails with hidden layers: all neurons of a layer are alike, have equal gradients, and stay alike.

    With no hidden layer it is as good a start as any, as cross-entropy then has a single valley.
    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, 2016, section 8.4.
    """

    key = "zeros"
    label = "Zeros"
    hint = "For teaching: all neurons of a layer start alike and stay alike. Works only without hidden layers."
    formula = "w = 0"

    def fill(self, weights: Floats, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        """Fill ``weights`` in place."""
        weights[...] = 0
