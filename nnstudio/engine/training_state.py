"""The best of a training so far, and everything that decides how it continues."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.events import Evaluated


@dataclass(frozen=True, eq=False)
class Best:
    """The best evaluation so far by what the stopping rule monitors, and its parameters, shape (count,)."""

    evaluation: Evaluated
    parameters: Floats


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
