"""The session's connection to the trainer: its process, and the thread that waits for its messages."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Signal, Slot

from nnstudio.session.worker import TrainingWorker
from nnstudio.training.host import Trainer
from nnstudio.training.messages import Command


class TrainerLink(QObject):
    """Starts a trainer when one is needed, sends it commands and passes on what it reports."""

    reported = Signal(object)
    """A message from the trainer, in the thread of this object."""
    ended = Signal(object)
    """The trainer has ended, as requested (None) or by an error (a `RunFailed`)."""

    def __init__(self, start_trainer: Callable[[], Trainer], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start_trainer = start_trainer
        self._trainer: Trainer | None = None
        self._thread: QThread | None = None
        self._worker: TrainingWorker | None = None

    @property
    def process_id(self) -> int | None:
        """The operating system's id of the trainer's process, or None where there is none."""
        return self._trainer.process_id if self._trainer else None

    def start(self) -> None:
        """Start a trainer, unless there is one."""
        if self._trainer is not None:
            return
        self._trainer = self._start_trainer()
        self._thread = QThread()
        self._thread.setObjectName("trainer link")
        self._worker = TrainingWorker(self._trainer)
        self._worker.moveToThread(self._thread)
        self._worker.reported.connect(self._on_reported)
        self._worker.ended.connect(self._on_ended)
        self._thread.started.connect(self._worker.work)
        self._thread.start()

    def send(self, command: Command) -> None:
        """Send ``command``; it is dropped where there is no trainer."""
        if self._trainer is not None:
            self._trainer.send(command)

    def end(self) -> None:
        """End the process, then the thread, which waits for the process; a second call does nothing."""
        trainer, thread = self._trainer, self._thread
        self._trainer = self._thread = None
        if trainer is None or thread is None:
            return
        trainer.end()
        thread.quit()
        thread.wait()
        # Drop the worker's queued signals, which would arrive after the run is over.
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall.value)
        self._worker = None
        trainer.close()

    @Slot(object)
    def _on_reported(self, message: object) -> None:
        self.reported.emit(message)

    @Slot(object)
    def _on_ended(self, failure: object) -> None:
        self.end()
        self.ended.emit(failure)
