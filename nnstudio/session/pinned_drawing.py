"""A drawing that stays the same while the network learns, and how each newer network predicts it."""

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
    """Another drawing is pinned, none any more, or another run is shown: `history` is a new one."""
    predicted = Signal()
    """There is a newer `prediction`, and `history` has grown by it."""

    def __init__(self, session: TrainingSession, reader: DrawingReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reader = reader
        self.rendering: Rendering | None = None
        self.prediction: Prediction | None = None
        self.class_names = reader.class_names
        self.history = PredictionHistory(len(self.class_names))
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.network_changed.connect(self._on_network_changed)  # after the reader, which it asks

    def pin(self, drawing: Drawing | None) -> None:
        """Follow ``drawing`` as it is preprocessed now; None lets go."""
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
        if prediction is None or active.class_names != self.class_names:  # nothing pinned, or numbers not finite
            return
        self.prediction = prediction
        self.history.add(active.epoch, prediction.probabilities)
        self.predicted.emit()
