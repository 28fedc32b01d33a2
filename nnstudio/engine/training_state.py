"""The best of a training so far, and everything that decides how it continues."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.events import Evaluated
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.samples import Samples, by_class
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.validation import Validation


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


def state_at(
    step: int,
    position: float,
    parameters: Floats,
    memory: Floats,
    validations: Sequence[Validation],
    settings: TrainingSettings,
    samples: Samples,
    streams: RandomStreams,
) -> TrainingState:
    """Return the state of a training of ``settings`` that has come to ``step``, at ``position`` in epochs.

    Its ``samples`` come in the order that the new ``streams`` of its seed give them. ``memory`` is the optimizer's
    state, shape (vectors, learned count); with other vectors than it has, it begins with zeros and counts its steps
    from here. ``validations`` are those until then.
    """
    epoch, order = math.ceil(position), np.empty(0, np.int64)
    for _ in range(epoch):
        order = streams.shuffling.permutation(samples.count)
    if epoch and not settings.shuffles:
        order = by_class(samples)
    start = round((position - epoch + 1) * samples.count)
    is_evaluated = bool(validations) and validations[-1].position == position
    count = settings.optimizer.state_vectors
    vectors = memory if len(memory) == count else np.zeros((count, memory.shape[1]), memory.dtype)
    return TrainingState(
        {
            "parameters": parameters,
            "order": order[:0] if start == samples.count else order,
            **{f"optimizer_state_{number}": vector for number, vector in enumerate(vectors)},
        },
        {
            "step": step,
            "epoch": epoch,
            "_start": start,
            "_evaluated_step": step if is_evaluated else min(step, 1) - 1,  # -1: evaluate before the first batch
            "_plateau_factor": settings.schedule.factor_after(validations),
            "patience_from": settings.stopping.counts_anew_from(len(validations)),
            "memory_from": 0 if len(memory) == count else step,
            "validations": [[each.position, *dataclasses.astuple(each.metrics)] for each in validations],
            "streams": {name: getattr(streams, name).bit_generator.state for name in ("shuffling", "dropout")},
        },
    )
