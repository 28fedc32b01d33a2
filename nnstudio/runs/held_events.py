"""What a run reports waits until it is written: while its folder cannot be written, the run waits too."""

import time
from collections.abc import Callable

from nnstudio.runs.events import RunEvent, WritingFailed, WritingResumed
from nnstudio.runs.folder import RunWriter

RETRY_SECONDS = 2.0
"""How long a run that nobody asks to try again waits before it does so."""
NAP_SECONDS = 0.05
"""How long it sleeps at a time, so that it hears Ctrl+C."""


class HeldEvents:
    """Passes on what a run reports, and holds it back while something of the run waits to be written."""

    def __init__(self, writer: RunWriter, clock: Callable[[], float] = time.monotonic) -> None:
        self._writer = writer
        self._clock = clock
        self._held: list[RunEvent] | None = None
        self._tried = 0.0

    @property
    def is_holding(self) -> bool:
        """Whether the run has to wait."""
        return self._held is not None

    def pass_on(self, events: list[RunEvent]) -> list[RunEvent]:
        """Return ``events`` if all is written that they are about, else why it is not, once."""
        if self._held is not None:
            self._held += events
            return []
        if self._writer.trouble is None:
            return events
        self._held = events
        return [self._failure()]

    def retry(self) -> list[RunEvent]:
        """Write what waits; return what was held back, or why it has failed again."""
        if self._held is None:
            return []
        self._writer.retry()
        if self._writer.trouble is not None:
            return [self._failure()]
        held, self._held = self._held, None
        return [WritingResumed(), *held]

    def wait(self) -> list[RunEvent]:
        """Wait for a moment; try again every two seconds, and return what was held back if that has worked."""
        time.sleep(NAP_SECONDS)
        if self._clock() - self._tried < RETRY_SECONDS:
            return []
        events = self.retry()
        return [] if self.is_holding else events

    def _failure(self) -> WritingFailed:
        self._tried = self._clock()
        return WritingFailed(self._writer.trouble_text)
