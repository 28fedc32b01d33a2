"""The thread that waits for the trainer's process, so that the window never does."""

import traceback

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.engine.events import Evaluated, EvaluationAdvanced
from nnstudio.engine.network import Network
from nnstudio.runs.events import BatchesFinished, FamiliarityFitted, LiveSettingsChanged, RunEnded, RunStarted
from nnstudio.session.snapshot import Snapshot, SnapshotReader
from nnstudio.training.host import TrainerDied, TrainerProcess
from nnstudio.training.messages import Message, Paused, RunCancelled, RunFailed, SnapshotTaken


class TrainingWorker(QObject):
    """Lives in a QThread of its own. Every signal carries one frozen record.

    Everything that can come from the trainer's process is in `_tell`, in one place.
    """

    progressed = Signal(object)
    run_started = Signal(object)
    batches_finished = Signal(object)
    evaluation_advanced = Signal(object)
    evaluated = Signal(object)
    snapshot_taken = Signal(object)
    paused = Signal(object)
    live_settings_changed = Signal(object)
    familiarity_fitted = Signal(object)
    run_ended = Signal(object)
    run_cancelled = Signal()
    run_failed = Signal(object)
    ended = Signal(object)
    """The link is over, as was asked for (None) or by a fault (a `RunFailed`); no signal follows."""

    def __init__(self, trainer: TrainerProcess) -> None:
        super().__init__()
        self._trainer = trainer
        self._snapshots: SnapshotReader | None = None

    @Slot()
    def work(self) -> None:
        """Pass on messages until the process is gone."""
        failure = None
        try:
            while (message := self._trainer.receive()) is not None:
                self._tell(message)
        except TrainerDied as death:
            failure = RunFailed(f"{death} What was shown is in the run's folder.", "")
        except Exception as error:
            # Without this, a fault here would leave a window that waits for ever.
            failure = RunFailed(f"The link to the trainer failed: {error!r}", traceback.format_exc())
        self.ended.emit(failure)

    def _tell(self, message: Message) -> None:
        match message:
            case BatchesFinished():
                self.batches_finished.emit(message)
            case SnapshotTaken():
                self.snapshot_taken.emit(self._read(message))
            case EvaluationAdvanced():
                self.evaluation_advanced.emit(message)
            case Evaluated():
                self.evaluated.emit(message)
            case Progress():
                self.progressed.emit(message)
            case RunStarted():
                network = Network(message.settings.network, message.inputs, len(message.class_names))
                self._snapshots = SnapshotReader(network)
                self.run_started.emit(message)
            case Paused():
                self.paused.emit(message)
            case LiveSettingsChanged():
                self.live_settings_changed.emit(message)
            case FamiliarityFitted():
                self.familiarity_fitted.emit(message)
            case RunEnded():
                self.run_ended.emit(message)
            case RunCancelled():
                self.run_cancelled.emit()
            case RunFailed():
                self.run_failed.emit(message)

    def _read(self, message: SnapshotTaken) -> Snapshot:
        assert self._snapshots is not None, "a snapshot before its run"
        return self._snapshots.read(message.step, message.parameters)
