"""The snapshots of the run that is shown: its network at any of these steps can predict again."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.engine.network import Network
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.snapshots import Place, SnapshotSeries
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import SnapshotReader
from nnstudio.session.state import State


class Timeline(QObject):
    """Knows the snapshots while the run of ``session`` is paused or over, and lets one of them predict."""

    changed = Signal()
    """There are other snapshots, or another one predicts."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._series: SnapshotSeries | None = None
        self._reader: SnapshotReader | None = None
        self._last: ActiveNetwork | None = None  # that predicted before any snapshot did
        self._shown: ActiveNetwork | None = None
        self.places: tuple[Place, ...] = ()
        """The snapshots in the order of their steps; none while the network learns."""
        self.index: int | None = None
        """Which of them predicts; None for another network."""
        session.state_changed.connect(self._on_state_changed)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.network_changed.connect(self._on_network_changed)

    @property
    def place(self) -> Place | None:
        """The snapshot that predicts; None if none does."""
        return None if self.index is None else self.places[self.index]

    @property
    def is_best(self) -> bool:
        """Whether the snapshot that predicts is that of the best evaluation."""
        place, history = self.place, self._session.history
        return place is not None and bool(history.evaluations) and history.best_evaluation.step == place.step

    def go_to(self, index: int) -> None:
        """Predict with the snapshot at ``index``; one that is damaged is left out and reported."""
        run = self._session.shown_run
        if run is None or self._series is None or self._reader is None or not 0 <= index < len(self.places):
            return
        place = self.places[index]
        try:
            read = self._series.read(place)
        except SavedRunError as error:
            self.places = tuple(each for each in self.places if each is not place)
            self._session.weights_unreadable.emit(str(error))
            self.leave()
            self.changed.emit()
            return
        snapshot = self._reader.read(place.step, read.parameters)
        self.index, last = index, self._last or self._session.active_network
        self._shown = ActiveNetwork.of(snapshot, run.started, None, place.position)
        self._session.show_network(self._shown)
        self._last = last
        self.changed.emit()

    def leave(self) -> None:
        """Predict with the network again that predicted before any snapshot did."""
        if self.index is not None and self._last is not None:
            self._session.show_network(self._last)

    @Slot(object)
    def _on_state_changed(self, _state: State) -> None:
        self._look()

    @Slot(object)
    def _on_shown_run_changed(self, _run: ShownRun) -> None:
        self._look()

    @Slot(object)
    def _on_network_changed(self, network: ActiveNetwork) -> None:
        if network is not self._shown:
            self._last = self._shown = None
            if self.index is not None:
                self.index = None
                self.changed.emit()

    def _look(self) -> None:
        """Look for snapshots, which there are only while the network does not change."""
        run, session = self._session.shown_run, self._session
        is_still = run is not None and (session.state is State.PAUSED or not session.is_active)
        places: tuple[Place, ...] = ()
        if run is not None and is_still:
            started = run.started
            network = Network(started.settings.network, started.input_shape, len(started.class_names))
            self._series = SnapshotSeries(started.folder, network, started.settings)
            self._reader = SnapshotReader(network)
            try:
                places = tuple(each for each in self._series.places() if each.step <= run.history.step)
            except SavedRunError as error:
                session.weights_unreadable.emit(str(error))
        if places != self.places:
            self.places, self.index = places, None
            self.changed.emit()
