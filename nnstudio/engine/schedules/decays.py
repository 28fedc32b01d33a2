"""Learning rates that fall with the epochs: inverse-time, step, exponential, cosine."""

import math
from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.spec.setting import Integer, Number, declare


@dataclass(frozen=True)
class InverseTime(Schedule):
    """η / (1 + decay · epoch), the epoch counted from 0.

    Source: H. Robbins, S. Monro, A stochastic approximation method, 1951 (steps that fall like 1/t).
    """

    key = "inverse_time"
    label = "Inverse time"
    hint = "Falls fast at first, then ever slower."

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


@dataclass(frozen=True)
class StepDecay(Schedule):
    """η · factor^⌊epoch / every⌋."""

    key = "step"
    label = "Step"
    hint = "Stays for some epochs, then falls at once."

    every: int = declare(
        10, Integer(label="Every", help="After how many epochs it falls.", unit="epochs", minimum=1, maximum=1000)
    )
    decay: float = declare(
        0.5, Number(label="Factor", help="What it is multiplied by. 0.1 to 0.5 is usual.", minimum=0.01, maximum=1)
    )

    def factor(self, position: float, epochs: int) -> float:
        """Return factor^⌊epoch / every⌋."""
        return float(self.decay ** (math.floor(position) // self.every))


@dataclass(frozen=True)
class Exponential(Schedule):
    """η · factor^epoch, the epoch counted from 0."""

    key = "exponential"
    label = "Exponential"
    hint = "Falls by the same share in every epoch."

    decay: float = declare(
        0.95,
        Number(
            label="Factor", help="What is left of it after each epoch. 0.9 to 0.99 is usual.", minimum=0.1, maximum=1
        ),
    )

    def factor(self, position: float, epochs: int) -> float:
        """Return factor^epoch."""
        return float(self.decay ** math.floor(position))


@dataclass(frozen=True)
class Cosine(Schedule):
    """η · (1 + cos(π position / epochs)) / 2: from η to 0 over the whole run; constant in an endless one.

    Source: I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017.
    """

    key = "cosine"
    label = "Cosine"
    hint = "Falls smoothly to zero at the last epoch. Often the best end result."

    def factor(self, position: float, epochs: int) -> float:
        """Return (1 + cos(π position / epochs)) / 2."""
        return (1 + math.cos(math.pi * min(position / epochs, 1))) / 2 if epochs else 1.0
