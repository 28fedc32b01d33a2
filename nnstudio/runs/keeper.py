"""What a run keeps of itself while it trains: its evaluations with their weights, checkpoints and snapshots."""

import numpy as np

from nnstudio.engine.events import Evaluated
from nnstudio.engine.training import Training
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.pace import Pace
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.snapshot_recorder import SnapshotRecorder

CHECKPOINT_SECONDS = 30.0
"""Seconds of training between two checkpoints: the maximum that a kill in the middle of an epoch costs."""


class Keeper:
    """Writes into the folder of a run, from its current weights on; without checkpoints unless it ``is_resumable``."""

    def __init__(
        self, training: Training, settings: RunSettings, writer: RunWriter, pace: Pace, is_resumable: bool
    ) -> None:
        self._training, self._writer, self._pace, self._is_resumable = training, writer, pace, is_resumable
        self._last: Evaluated | None = None
        writer.weights(training.parameters)
        if training.best is not None:  # that of the run being resumed
            writer.best_weights(training.best.parameters)
        self._snapshots = SnapshotRecorder(training, settings, writer)
        self.keep_state()

    @property
    def is_state_due(self) -> bool:
        """Whether the last checkpoint is long enough ago."""
        return self._pace.seconds - self._kept_at >= CHECKPOINT_SECONDS

    def keep_due(self, is_state_due: bool) -> None:
        """Take a weight snapshot if it is time, and write the checkpoint if it is due."""
        self._snapshots.take_if_due(self._pace.seconds)
        if is_state_due:
            self.keep_state()

    def keep_last_snapshot(self) -> None:
        """Take a weight snapshot of the end of training, unless the weights of the best evaluation have come back."""
        best = self._training.best
        if best is None or best.evaluation.step == self._training.step or not self._has_best():
            self._snapshots.take()

    def _has_best(self) -> bool:
        best = self._training.best
        return best is not None and np.array_equal(best.parameters, self._training.parameters)

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
            self._snapshots.take_best()
        return event

    def keep_last(self, event: Evaluated) -> Evaluated:
        """Write the evaluation of the current weights."""
        self._writer.evaluation(event, self._pace.seconds, self._training.parameters)
        return event

    def final_evaluation(self) -> Evaluated | None:
        """Return the evaluation of the current weights, or None if there is none."""
        best = self._training.best
        if best is not None and self._has_best():
            return best.evaluation
        return self._last if self._last is not None and self._last.step == self._training.step else None
