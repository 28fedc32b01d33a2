"""The thread that waits for the trainer, so that the window never does."""

import traceback

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.engine.network import Network
from nnstudio.runs.events import RunContinued, RunStarted
from nnstudio.session.snapshot import Snapshot, SnapshotReader
from nnstudio.training.host import Trainer, TrainerDied
from nnstudio.training.messages import Message, RunFailed, SnapshotTaken


class TrainingWorker(QObject):
    """Lives in a QThread of its own and passes on the trainer's messages."""

    reported = Signal(object)
    """A `Message` from the trainer; a `SnapshotTaken` is replaced by a `Snapshot` with histograms."""
    ended = Signal(object)
    """The connection has ended, as requested (None) or by an error (a `RunFailed`); no signal follows."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._snapshots: SnapshotReader | None = None

    @Slot()
    def work(self) -> None:
        """Pass on messages until the trainer has ended."""
        self.ended.emit(self._pass_on())

    def _pass_on(self) -> RunFailed | None:
        try:
            while (message := self._trainer.receive()) is not None:
                self.reported.emit(self._with_histograms(message))
        except TrainerDied as death:
            return RunFailed(f"{death} Everything that was shown is in the run's folder.", "")
        except Exception as error:
            # Without this, an error here would leave the window waiting for ever.
            return RunFailed(f"The connection to the trainer failed: {error!r}", traceback.format_exc())
        return None

    def _with_histograms(self, message: Message) -> Message | Snapshot:
        """Return ``message`` with the slow work done: the histograms of a snapshot."""
        match message:
            case RunStarted() as started:
                self._snapshots = _reader(started)
            case RunContinued(started=started):
                self._snapshots = _reader(started)
            case SnapshotTaken(step, parameters):
                assert self._snapshots is not None, "a snapshot before its run"
                return self._snapshots.read(step, parameters)
        return message


def _reader(started: RunStarted) -> SnapshotReader:
    network = Network(started.settings.network, started.input_shape, len(started.class_names))
    return SnapshotReader(network)
