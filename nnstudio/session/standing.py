"""What one goes back to when a newer network is not wanted."""

from dataclasses import dataclass

from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.runs.events import RunStarted
from nnstudio.runs.history import History
from nnstudio.session.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Standing:
    """A network that reads, the run that it is of, and what belongs to both."""

    started: RunStarted
    snapshot: Snapshot
    detector: NoveltyDetector | None
    history: History
