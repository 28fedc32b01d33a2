"""The commands from the window's process and the messages from the trainer's process."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nnstudio.data.dataset import DatasetSource
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
class Preload:
    """Load ``source`` while there is nothing else to do, if it has to generate its pictures; ignored during a run."""

    source: DatasetSource
    folders: DataFolders


@dataclass(frozen=True)
class Start:
    """Begin a run; ignored during another run."""

    settings: RunSettings
    folders: DataFolders
    runs: Path
    until: Until = Until.END


@dataclass(frozen=True, eq=False)
class FineTune:
    """Begin a run that fine-tunes a network on the user's digits; ignored during another run.

    The network is that of the folder ``run``, with the ``parameters``, shape (parameter_count,), with which the window
    predicts.
    """

    run: Path
    parameters: Floats
    folders: DataFolders
    runs: Path


@dataclass(frozen=True)
class TrainOn:
    """Train the run in the folder ``run``, which is over, further; ignored during another run.

    It adopts the live ``settings``, among them the new number of epochs.
    """

    run: Path
    settings: RunSettings
    folders: DataFolders


@dataclass(frozen=True)
class GoOn:
    """Continue the run in the folder ``run``, which was interrupted, from its checkpoint; ignored during another run.

    ``settings`` are its last ones. It changes live settings again where it had changed them.
    """

    run: Path
    settings: RunSettings
    folders: DataFolders


@dataclass(frozen=True)
class Branch:
    """Begin a run of ``settings`` that leaves the one in the folder ``run`` at its snapshot of ``step``."""

    run: Path
    step: int
    settings: RunSettings
    folders: DataFolders
    runs: Path


@dataclass(frozen=True)
class Continue:
    """Continue training, as far as ``until``; write first what could not be written, if there is something."""

    until: Until


@dataclass(frozen=True)
class Pause:
    """Pause training until `Continue`."""


@dataclass(frozen=True)
class Stop:
    """End the run now and keep the network."""


@dataclass(frozen=True)
class ChangeSettings:
    """Adopt the live settings of ``settings`` before the next batch."""

    settings: RunSettings


@dataclass(frozen=True)
class TakeSnapshot:
    """Send the current parameters."""


@dataclass(frozen=True)
class Quit:
    """End the process."""


Beginning = Start | FineTune | TrainOn | GoOn | Branch
"""A command that begins a run."""

Command = Preload | Beginning | Continue | Pause | Stop | ChangeSettings | TakeSnapshot | Quit


@dataclass(frozen=True, eq=False)
class SnapshotTaken:
    """The parameters, shape (parameter_count,), after ``step`` batches."""

    step: int
    parameters: Floats


@dataclass(frozen=True)
class RunCancelled:
    """The run was stopped before training began; it left nothing behind."""


@dataclass(frozen=True)
class RunFailed:
    """The run could not begin or continue. ``message`` is for the user, ``details`` for a bug report.

    ``missing`` is the label of the data set that is not on this computer, if that is the reason; otherwise empty.
    """

    message: str
    details: str
    missing: str = ""


Message = RunEvent | SnapshotTaken | RunCancelled | RunFailed
