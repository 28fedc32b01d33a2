"""Everything that decides how a training goes on, as plain arrays and numbers that a file can hold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TrainingState:
    """What `Training.state` gives and `Training.restore` takes.

    ``arrays`` are the parameters, the optimizer's memory, the best parameters and what is left of the epoch's order;
    ``facts`` are counts, measurements and the states of the random streams, all of which JSON can hold.
    """

    arrays: dict[str, NDArray[np.generic]]
    facts: dict[str, Any]

    @property
    def step(self) -> int:
        """How many batches were done."""
        step: int = self.facts["step"]
        return step
