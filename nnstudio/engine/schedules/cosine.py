"""A learning rate that falls along half a cosine."""

import math
from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule


@dataclass(frozen=True)
class Cosine(Schedule):
    """η · (1 + cos(π position / epochs)) / 2: from η to 0 over the whole run; constant in an endless one.

    Source: I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017.
    """

    key = "cosine"
    label = "Cosine"
    depends_on_epochs = True
    hint = "Falls smoothly to zero at the last epoch. Often gives the best final result."
    formula = "lr = lr₀ · (1 + cos(π · epoch / epochs)) / 2"

    def factor(self, position: float, epochs: int) -> float:
        """Return (1 + cos(π position / epochs)) / 2."""
        return (1 + math.cos(math.pi * min(position / epochs, 1))) / 2 if epochs else 1.0
