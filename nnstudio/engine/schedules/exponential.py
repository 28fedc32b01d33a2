"""A learning rate that falls by the same factor in every epoch."""

import math
from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class Exponential(Schedule):
    """η · factor^epoch, the epoch counted from 0."""

    key = "exponential"
    label = "Exponential"
    hint = "Falls by the same factor in every epoch."
    formula = "lr = lr₀ · factor^epoch"

    decay: float = declare(
        0.95,
        Number(
            label="Factor", help="What it is multiplied by at each epoch. 0.9 to 0.99 is usual.", minimum=0.1, maximum=1
        ),
    )

    def factor(self, position: float, epochs: int) -> float:
        """Return factor^epoch."""
        return float(self.decay ** math.floor(position))
