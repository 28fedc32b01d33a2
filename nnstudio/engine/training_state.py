"""Everything that decides how a training continues, as plain arrays and numbers that a file can hold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TrainingState:
    """What `Training.state` returns and `Training.restore` takes.

    ``arrays`` are the parameters, the optimizer's state, the best parameters and the order of the epoch's samples;
    ``facts`` are counts, metrics and the states of the random streams, all of which JSON can hold.
    """

    arrays: dict[str, NDArray[np.generic]]
    facts: dict[str, Any]

    @property
    def step(self) -> int:
        """How many batches have been trained."""
        step: int = self.facts["step"]
        return step
