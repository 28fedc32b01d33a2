"""What the window's process and the trainer's process say to each other."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nnstudio.data.folders import DataFolders
from nnstudio.engine.arrays import Floats
from nnstudio.runs.events import RunEvent
from nnstudio.runs.settings import RunSettings


class Until(StrEnum):
    """How far to train before waiting for the next command."""

    END = "end"
    NEXT_BATCH = "next batch"
    NEXT_EPOCH = "next epoch"


@dataclass(frozen=True)
class Start:
    """Begin a run; refused while another one goes."""

    settings: RunSettings
    folders: DataFolders
    runs: Path
    until: Until = Until.END


@dataclass(frozen=True, eq=False)
class FineTune:
    """Begin a run that fine-tunes a network on the person's own digits; refused while another run goes.

    The network is that of the folder ``run``, with ``parameters``, shape (parameter_count,), as the window
    reads with.
    """

    run: Path
    parameters: Floats
    folders: DataFolders
    runs: Path


@dataclass(frozen=True)
class Continue:
    """Go on training, as far as ``until``."""

    until: Until


@dataclass(frozen=True)
class Pause:
    """Train no further until told to continue."""


@dataclass(frozen=True)
class Stop:
    """End the run where it stands and keep the network."""


@dataclass(frozen=True)
class ChangeSettings:
    """Adopt the live ones of ``settings`` before the next batch."""

    settings: RunSettings


@dataclass(frozen=True)
class TakeSnapshot:
    """Send the parameters as they are."""


@dataclass(frozen=True)
class Quit:
    """Let go of everything and end the process."""


Command = Start | FineTune | Continue | Pause | Stop | ChangeSettings | TakeSnapshot | Quit


@dataclass(frozen=True)
class Paused:
    """The trainer waits; every batch up to ``step`` has been told."""

    step: int


@dataclass(frozen=True, eq=False)
class SnapshotTaken:
    """The parameters, shape (parameter_count,), after ``step`` batches."""

    step: int
    parameters: Floats


@dataclass(frozen=True)
class RunCancelled:
    """The run was stopped before it had begun to train; it left nothing behind."""


@dataclass(frozen=True)
class RunFailed:
    """The run could not begin or go on. ``message`` is for the user, ``details`` for a report of the fault."""

    message: str
    details: str


Message = RunEvent | Paused | SnapshotTaken | RunCancelled | RunFailed
