"""A learning rate that falls like 1 / epoch."""

import math
from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class InverseTime(Schedule):
    """η / (1 + decay · epoch), the epoch counted from 0.

    Source: H. Robbins, S. Monro, A stochastic approximation method, 1951 (steps that fall like 1/t).
    """

    key = "inverse_time"
    label = "Inverse time"
    hint = "Falls fast at first, then more and more slowly."
    formula = "lr = lr₀ / (1 + decay·epoch)"

    decay: float = declare(
        0.01,
        Number(
            label="Decay",
            help="How fast it falls: at 1 the rate is halved after one epoch. 0.001 to 0.1 is usual.",
            minimum=1e-5,
            maximum=10,
            scale="log",
            live=True,
        ),
    )

    def factor(self, position: float, epochs: int) -> float:
        """Return 1 / (1 + decay · epoch)."""
        return 1 / (1 + self.decay * math.floor(position))
