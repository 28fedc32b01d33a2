"""Clipping by the norm of the whole gradient."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.clipping.clipping import Clipping, limit
from nnstudio.spec.setting import declare


@dataclass(frozen=True)
class ClipByNorm(Clipping):
    """g ← g · limit / ‖g‖ where ‖g‖ > limit: shorter, in the same direction.

    Source: R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, ICML 2013.
    """

    key = "norm"
    label = "By norm"
    hint = "Shortens a gradient whose norm is too large and keeps its direction."
    formula = "g ← g · limit / ‖g‖ where ‖g‖ > limit"

    limit: float = declare(1.0, limit("norm of the whole gradient"))

    def clip(self, gradient: Floats) -> None:
        """Shorten ``gradient``, shape (count,), in place."""
        norm = math.sqrt(float(np.dot(gradient, gradient)))
        if norm > self.limit:
            gradient *= self.limit / norm
