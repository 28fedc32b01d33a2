"""Batches finish thousands of times a second; they are reported in groups, and none is dropped."""

from nnstudio.engine.events import BatchFinished, EvaluationAdvanced
from nnstudio.runs.events import BatchesFinished, EndingEvent, RunEvent

MESSAGES_PER_SECOND = 30


class BatchGroup:
    """Collects batches until a group is due."""

    def __init__(self) -> None:
        self._batches: list[BatchFinished] = []
        self._group_seconds = 0.0
        self._last_reported = 0.0

    def add(self, batch: BatchFinished, seconds: float) -> None:
        """Collect ``batch``, which took ``seconds``."""
        self._batches.append(batch)
        self._group_seconds += seconds

    def is_due(self, now: float) -> bool:
        """Return whether the next group may be reported at time ``now``, in seconds of any clock."""
        return now - self._last_reported >= 1 / MESSAGES_PER_SECOND

    def take(self, now: float, active_seconds: float) -> BatchesFinished | None:
        """Return the group so far, or None if it is empty, and begin the next one."""
        if not self._batches:
            return None
        rate = len(self._batches) / self._group_seconds if self._group_seconds > 0 else 0.0
        group = BatchesFinished.of(self._batches, active_seconds, rate)
        self._batches.clear()
        self._group_seconds = 0.0
        self._last_reported = now
        return group


class ProgressLimit:
    """Leaves out the progress of an evaluation that comes too soon after what was passed on before."""

    def __init__(self) -> None:
        self._last = 0.0

    def pass_on(self, event: EndingEvent, now: float) -> list[RunEvent]:
        """Return ``event``, or nothing; ``now`` is in seconds of any clock."""
        if isinstance(event, EvaluationAdvanced) and now - self._last < 1 / MESSAGES_PER_SECOND:
            return []
        self._last = now
        return [event]
