"""The last weights of two kept runs beside each other, read in the background."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.inspection.weight_comparison import ComparedLayer, compare_weights
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.session.background_task import BackgroundTask


class ComparedWeights(QObject):
    """Compares what was asked for last; a run that trains is compared with its weights of the last evaluation."""

    changed = Signal()
    """`layers` or `problem` is another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layers: tuple[ComparedLayer, ...] = ()
        self.problem = ""
        """Why weights cannot be read; empty if they can."""
        self._task = BackgroundTask("compared weights", self)
        self._task.succeeded.connect(self._on_read)
        self._task.failed.connect(self._on_failed)

    def compare(self, first: Path, second: Path) -> None:
        """Compare the weights of the runs in two folders."""
        self._task.start(_reading(first, second))

    def close(self) -> None:
        """End the reading."""
        self._task.close()

    @Slot(object)
    def _on_read(self, layers: tuple[ComparedLayer, ...]) -> None:
        self.layers, self.problem = layers, ""
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        said = str(error) if isinstance(error, SavedRunError) else f"the weights cannot be read ({error})"
        self.layers, self.problem = (), said
        self.changed.emit()


def _reading(*folders: Path) -> Generator[Progress, None, tuple[ComparedLayer, ...]]:
    runs = []
    for number, folder in enumerate(folders):
        yield Progress("Reading weights", number, len(folders))
        runs.append(open_run(folder))
    return compare_weights(*((run.network, run.parameters) for run in runs))
