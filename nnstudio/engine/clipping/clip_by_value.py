"""Clipping of each number of the gradient."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.clipping.clipping import Clipping, limit
from nnstudio.spec.setting import declare


@dataclass(frozen=True)
class ClipByValue(Clipping):
    """g ← min(max(g, -limit), limit), number by number."""

    key = "value"
    label = "By value"
    hint = "Clips each number of the gradient at the limit."
    formula = "g ← min(max(g, −limit), limit)"

    limit: float = declare(1.0, limit("single number of the gradient"))

    def clip(self, gradient: Floats) -> None:
        """Clip ``gradient``, shape (count,), in place."""
        np.clip(gradient, -self.limit, self.limit, out=gradient)
