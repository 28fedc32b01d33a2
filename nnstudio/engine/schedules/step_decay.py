"""A learning rate that falls every few epochs."""

import math
from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.spec.setting import Integer, Number, declare


@dataclass(frozen=True)
class StepDecay(Schedule):
    """η · factor^⌊epoch / every⌋."""

    key = "step"
    label = "Step"
    hint = "Stays constant for some epochs, then drops."
    formula = "lr = lr₀ · factor^⌊epoch / every⌋"

    every: int = declare(
        10, Integer(label="Every", help="After how many epochs it falls.", unit="epochs", minimum=1, maximum=1000)
    )
    decay: float = declare(
        0.5, Number(label="Factor", help="What it is multiplied by. 0.1 to 0.5 is usual.", minimum=0.01, maximum=1)
    )

    def factor(self, position: float, epochs: int) -> float:
        """Return factor^⌊epoch / every⌋."""
        return float(self.decay ** (math.floor(position) // self.every))
