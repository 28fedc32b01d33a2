"""What is known of one piece of background work: how far it is, and why it failed or ended early."""

from PySide6.QtCore import QObject, Slot

from nnstudio.data.dataset import Progress
from nnstudio.session.background_task import BackgroundTask, Steps


class TaskState(QObject):
    """Follows a task of its own; a subclass emits its signal in `report`, after which the attributes are to be read."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.progress: Progress | None = None
        """How far the work is; None while there is none."""
        self.error: Exception | None = None
        """Why the last attempt failed, until another one begins."""
        self.was_cancelled = False
        self._task = BackgroundTask(name, self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)

    @property
    def is_active(self) -> bool:
        """Whether the work is in progress."""
        return self.progress is not None

    def cancel(self) -> None:
        """End the work in progress at its next step."""
        self._task.cancel()

    def close(self) -> None:
        """Cancel the work and wait until it has ended."""
        self._task.close()

    def report(self) -> None:
        """Say that the attributes have changed."""
        raise NotImplementedError  # each task has its signal; ABC and the metaclass of Qt's classes do not go together

    def keep(self, result: object) -> None:
        """Keep the ``result`` of work that came to its end; most has none."""

    def _begin(self, progress: Progress, steps: Steps) -> None:
        """Begin the work of ``steps``, of which ``progress`` is the beginning."""
        self._enter(progress)
        self._task.start(steps)

    def _enter(self, progress: Progress | None, error: Exception | None = None, was_cancelled: bool = False) -> None:
        self.progress, self.error, self.was_cancelled = progress, error, was_cancelled
        self.report()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self._enter(progress)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        self.keep(result)
        self._enter(None)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._enter(None, error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._enter(None, was_cancelled=True)
