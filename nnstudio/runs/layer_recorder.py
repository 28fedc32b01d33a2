"""Measures the layers beside training, so seldom that it costs next to nothing."""

import math
import time
from collections.abc import Callable, Iterator

import numpy as np

from nnstudio.engine.events import BatchFinished, TrainingEvent
from nnstudio.engine.samples import Samples
from nnstudio.engine.training import Training
from nnstudio.inspection.layer_statistics import LayerMeter
from nnstudio.runs.events import LayersMeasured

LARGEST_SHARE = 0.01
"""Of the time of training that all measurements may take together."""
ADVANCE = 0.02
"""Seconds that they may take before that, because the first steps of a run tell most."""
DENSITY = 100
"""A measurement comes at least this fraction of all steps after the last one: 1000 of them in a million steps."""


class LayerRecorder:
    """Decides after which steps the layers of ``training`` are measured, and measures them on ``probe``."""

    def __init__(self, training: Training, probe: Samples, clock: Callable[[], float] = time.perf_counter) -> None:
        """Measure the time that it takes by ``clock``, which returns seconds."""
        self._training = training
        self._meter = LayerMeter(training.network, training.parameters, probe)
        self._before = training.parameters.copy()
        self._clock = clock
        self._spent = self._last = 0.0
        self._kept_at = -1
        self._earliest = 1

    def continue_from(self, last: LayersMeasured) -> None:
        """Continue after ``last``, the last measurement of the same run."""
        self._meter.keep_ranges(last.layers)
        self._earliest = _next_step(last.step)

    def next(self, events: Iterator[TrainingEvent], seconds: float) -> tuple[TrainingEvent, LayersMeasured | None]:
        """Return the next of the ``events`` of the training and, if it is a step that is due, what it has left."""
        if not self.is_due(seconds):
            return next(events), None
        self.prepare()
        event = next(events)
        return event, self.measure(event) if isinstance(event, BatchFinished) else None

    def is_due(self, seconds: float) -> bool:
        """Return whether the next step is to be measured, after ``seconds`` of training with all measurements.

        The first is; another one if it fits into the share, should it take as long as the last one.
        """
        if self._training.step + 1 < self._earliest:
            return False
        return not self._spent or self._spent + self._last <= ADVANCE + LARGEST_SHARE * seconds

    def prepare(self) -> None:
        """Keep the parameters from before the step, unless that is done: evaluations may come before it, too."""
        if self._kept_at != self._training.step:
            self._kept_at = self._training.step
            self._before[...] = self._training.parameters

    def measure(self, batch: BatchFinished) -> LayersMeasured | None:
        """Return what the step of ``batch`` has left; None if its loss was not finite, because there was no step."""
        if not math.isfinite(batch.loss):
            return None
        start = self._clock()
        training = self._training
        with np.errstate(all="ignore"):  # just before training diverges, numbers overflow
            loss, layers = self._meter.measure(self._before, training.gradient, training.settings.loss)
        self._earliest = _next_step(batch.step)
        self._last = self._clock() - start
        self._spent += self._last
        return LayersMeasured(batch.step, batch.position, loss, layers)


def _next_step(step: int) -> int:
    return step + 1 + step // DENSITY
