"""What an experiment and the processes that train its trials say to one another."""

from dataclasses import dataclass
from pathlib import Path

from nnstudio.data.folders import DataFolders
from nnstudio.runs.settings import RunSettings


@dataclass(frozen=True)
class TrainTrial:
    """Train the trial ``index``: go on with the run in ``folder``, or begin one in the folder ``runs``."""

    index: int
    settings: RunSettings
    folders: DataFolders
    runs: Path
    folder: Path | None
    name: str
    tag: str


@dataclass(frozen=True)
class Hold:
    """Wait before the next batch."""


@dataclass(frozen=True)
class Release:
    """Wait no longer."""


@dataclass(frozen=True)
class Leave:
    """Leave the trial, which can be continued from its last checkpoint, and end the process."""


@dataclass(frozen=True)
class TrialBegan:
    """The data is loaded and the run has a ``folder``."""

    index: int
    folder: Path


@dataclass(frozen=True)
class TrialAdvanced:
    """Training has come to ``position``, in epochs, of ``epochs`` (0: endless), after so many active ``seconds``."""

    index: int
    position: float
    epochs: int
    seconds: float


@dataclass(frozen=True)
class TrialBlocked:
    """The run waits until its folder can be written again; ``text`` says why, and what to do."""

    index: int
    text: str


@dataclass(frozen=True)
class TrialEnded:
    """The run is over and its folder complete."""

    index: int
    folder: Path


@dataclass(frozen=True)
class TrialFailed:
    """The trial cannot be trained; ``error`` says why."""

    index: int
    error: str


TrialCommand = TrainTrial | Hold | Release | Leave
TrialMessage = TrialBegan | TrialAdvanced | TrialBlocked | TrialEnded | TrialFailed
