"""Warming up for the first run: the trainer's process is there, and generated digits are generated before Run."""

from PySide6.QtCore import QObject, Slot

from nnstudio.data.dataset import DatasetSource
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace


class Preloading(QObject):
    """Lets the idle trainer prepare the data set that the settings name, now and whenever another one is chosen.

    One that is chosen during a run has its turn when the run is over.
    """

    def __init__(self, session: TrainingSession, workspace: Workspace) -> None:
        super().__init__(session)
        self._session = session
        self._workspace = workspace
        self._source: DatasetSource | None = None
        self._preload()
        workspace.changed.connect(self._preload)
        session.state_changed.connect(self._preload)

    @Slot()
    def _preload(self) -> None:
        source = self._workspace.settings.data.dataset
        if source != self._source and not self._session.is_active:
            self._source = source
            self._session.preload(source)
