"""A drawing that stays the same while the network learns, and what each newer network predicts for it."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.ink.drawing import Drawing, Rendering
from nnstudio.inspection.prediction import Prediction
from nnstudio.inspection.prediction_history import PredictionHistory
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.session import TrainingSession


class PinnedDrawing(QObject):
    """Keeps the predictions for the pinned drawing over the run that is shown."""

    restarted = Signal()
    """`history` is a new one: another drawing is pinned or none any more, or another run is shown."""
    predicted = Signal()
    """There is a newer `prediction`, which has been added to `history`."""
    run_activity_changed = Signal()
    """`is_run_active` may have changed."""

    def __init__(self, session: TrainingSession, reader: DrawingReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reader = reader
        self.rendering: Rendering | None = None
        self.prediction: Prediction | None = None
        self.class_names = reader.class_names
        self.history = PredictionHistory(len(self.class_names))
        session.state_changed.connect(self.run_activity_changed)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.network_changed.connect(self._on_network_changed)  # after the reader, which predicts for it

    @property
    def is_run_active(self) -> bool:
        """Whether a run is in progress, whose predictions will be added to `history`."""
        return self._session.is_active

    def pin(self, drawing: Drawing | None) -> None:
        """Follow ``drawing`` with its current preprocessing; None unpins."""
        self.rendering = drawing.render(self._reader.preprocessing) if drawing else None
        self._restart()
        if self._session.active_network is not None:
            self._on_network_changed(self._session.active_network)

    def _restart(self) -> None:
        self.prediction = None
        self.history = PredictionHistory(len(self.class_names))
        self.restarted.emit()

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        self.class_names = run.started.class_names
        self._restart()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        prediction = self._reader.predict(self.rendering) if self.rendering is not None else None
        if prediction is None or active.class_names != self.class_names:  # nothing pinned, not finite, or other classes
            return
        self.prediction = prediction
        # The history is the run's. The best weights are of an earlier epoch, for which it has a prediction already.
        if active.epoch is not None and (not len(self.history) or active.epoch >= self.history.positions[-1]):
            self.history.add(active.epoch, prediction.probabilities)
        self.predicted.emit()
