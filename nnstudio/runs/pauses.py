"""The pauses of a run and their file ``pauses.jsonl``: a line when training begins to wait, one when it goes on."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnstudio.runs.events import Paused, Resumed

FILE = "pauses.jsonl"


@dataclass(frozen=True)
class Pause:
    """Training has waited after ``step`` batches, at ``position`` in epochs, for ``seconds``.

    None where it still waits, or was killed while it waited.
    """

    step: int
    position: float
    seconds: float | None = None


class PauseClock:
    """Times a pause by ``clock``, which returns seconds."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._since: tuple[int, float] | None = None

    def begin(self, step: int) -> Paused:
        """Begin to wait after ``step`` batches."""
        self._since = step, self._clock()
        return Paused(step)

    def end(self) -> Resumed | None:
        """Wait no more; None if nothing waited."""
        if self._since is None:
            return None
        (step, before), self._since = self._since, None
        return Resumed(step, self._clock() - before)


def line_of(event: Paused | Resumed) -> dict[str, Any]:
    """Return ``event`` as plain values for JSON; one without seconds is the beginning of a pause."""
    return {"step": event.step} | ({"seconds": round(event.seconds, 3)} if isinstance(event, Resumed) else {})


def read_pauses(folder: Path) -> Iterator[Paused | Resumed]:
    """Yield what the run in ``folder`` has recorded, up to the first line that is damaged; nothing for older runs."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for text in lines:
        try:
            line = json.loads(text)
            step = int(line["step"])
            yield Resumed(step, float(line["seconds"])) if "seconds" in line else Paused(step)
        except (KeyError, TypeError, ValueError):
            return
