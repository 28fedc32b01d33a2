"""What a run keeps of itself while it trains: its evaluations with their weights, and its checkpoints."""

import numpy as np

from nnstudio.engine.events import Evaluated
from nnstudio.engine.training import Training
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.pace import Pace

CHECKPOINT_SECONDS = 30.0
"""Seconds of training between two checkpoints: the maximum that a kill in the middle of an epoch costs."""


class Keeper:
    """Writes into the folder of a run, from its current weights on; without checkpoints unless it ``is_resumable``."""

    def __init__(self, training: Training, writer: RunWriter, pace: Pace, is_resumable: bool) -> None:
        self._training, self._writer, self._pace, self._is_resumable = training, writer, pace, is_resumable
        self._last: Evaluated | None = None
        writer.weights(training.parameters)
        if training.best is not None:  # that of the run being resumed
            writer.best_weights(training.best.parameters)
        self.keep_state()

    @property
    def is_state_due(self) -> bool:
        """Whether the last checkpoint is long enough ago."""
        return self._pace.seconds - self._kept_at >= CHECKPOINT_SECONDS

    def keep_state(self) -> None:
        """Write the checkpoint."""
        self._kept_at = self._pace.seconds
        if self._is_resumable:
            self._writer.checkpoint(self._training.state())

    def keep(self, event: Evaluated) -> Evaluated:
        """Write an evaluation, and its weights as the best if they are."""
        self._last = event
        self.keep_last(event)
        if event.ends_epoch or self._training.stops_early:
            self.keep_state()
        if (best := self._training.best) is not None and best.evaluation is event:
            self._writer.best_weights(best.parameters)
        return event

    def keep_last(self, event: Evaluated) -> Evaluated:
        """Write the evaluation of the current weights."""
        self._writer.evaluation(event, self._pace.seconds, self._training.parameters)
        return event

    def final_evaluation(self) -> Evaluated | None:
        """Return the evaluation of the current weights, or None if there is none."""
        best = self._training.best
        if best is not None and np.array_equal(best.parameters, self._training.parameters):
            return best.evaluation
        return self._last if self._last is not None and self._last.step == self._training.step else None
