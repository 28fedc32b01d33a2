"""The drawing, its preprocessing, and what the active network predicts for it."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.predictor import Predictor
from nnstudio.ink.drawing import ALL_STEPS, Drawing, Preprocessing, Rendering, StrokeDrawing
from nnstudio.inspection.novelty import DEFAULT_SIGNIFICANCE
from nnstudio.inspection.prediction import Prediction, predict_drawing
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.pen_activity import PenActivity
from nnstudio.session.session import TrainingSession


class DrawingReader(QObject):
    """Predicts again whenever the drawing, its preprocessing or the active network changes."""

    predicted = Signal(object)
    """There is a new `prediction`: a `Prediction`, or None without ink or without a network."""
    class_names_changed = Signal(object)
    """The active network has other classes: a tuple of their names."""
    preprocessing_changed = Signal(object)
    """The steps from the drawing to the network's picture have changed: a `Preprocessing`."""
    verdict_changed = Signal()
    """`is_novel` may have changed, but not the prediction."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pen = PenActivity()
        self.drawing: Drawing = StrokeDrawing()
        self.preprocessing = ALL_STEPS
        self.rendering: Rendering = self.drawing.render(ALL_STEPS)
        self.prediction: Prediction | None = None
        self.class_names: tuple[str, ...] = DIGITS
        self._significance = DEFAULT_SIGNIFICANCE
        self._active: ActiveNetwork | None = None
        self._predictor: Predictor | None = None
        session.network_changed.connect(self._on_network_changed)

    @property
    def has_network(self) -> bool:
        """Whether there is a network to predict with."""
        return self._predictor is not None

    @property
    def origin(self) -> str:
        """Which network predicts, in words; empty without a network."""
        return self._active.origin if self._active else ""

    @property
    def is_novel(self) -> bool:
        """Whether the drawing is out-of-distribution for the active network, as far as that is known."""
        return self.prediction is not None and self.prediction.is_novel(self._significance)

    def predict(self, rendering: Rendering) -> Prediction | None:
        """Return the active network's prediction for any rendering; None where it is blank or there is no network."""
        return predict_drawing(self._predictor, rendering) if self._predictor else None

    def set_drawing(self, drawing: Drawing) -> None:
        """Predict for ``drawing`` from now on."""
        self.pen.note_movement()
        self.drawing = drawing
        self._predict()

    def set_preprocessing(self, preprocessing: Preprocessing) -> None:
        """Predict with these steps between the drawing and the network's picture."""
        if preprocessing != self.preprocessing:
            self.preprocessing = preprocessing
            self._predict()
            self.preprocessing_changed.emit(preprocessing)

    @Slot()
    def use_all_steps(self) -> None:
        """Preprocess drawings as MNIST's pictures were made."""
        self.set_preprocessing(ALL_STEPS)

    def set_significance(self, significance: float) -> None:
        """Call a drawing out-of-distribution where its p-value is at most ``significance``."""
        self._significance = significance
        self.verdict_changed.emit()

    def _predict(self) -> None:
        self.rendering = self.drawing.render(self.preprocessing)
        detector = self._active.detector if self._active else None
        self.prediction = predict_drawing(self._predictor, self.rendering, detector) if self._predictor else None
        self.predicted.emit(self.prediction)

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        if self._predictor is None or self._predictor.network is not active.network:
            self._predictor = Predictor(active.network, active.parameters)
        else:
            self._predictor.update(active.parameters)
        self._active = active
        if active.class_names != self.class_names:
            self.class_names = active.class_names
            self.prediction = None  # the previous one is for other classes
            self.class_names_changed.emit(active.class_names)
        self._predict()
