"""The right panel: draw a digit, see what the network sees, read what it says."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.predictor import Predictor
from nnstudio.ink.drawing import ALL_STEPS, Preprocessing
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.inspection.prediction import Prediction, predict_drawing
from nnstudio.runs.events import RunStarted
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import Snapshot
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.pad.label_row import LabelRow
from nnstudio.ui.pad.pad_tools import PadTools
from nnstudio.ui.pad.probability_bars import ProbabilityBars
from nnstudio.ui.pad.significance_slider import SignificanceSlider
from nnstudio.ui.pad.verdict import Verdict
from nnstudio.ui.theme import Theme, ThemeController, mark


class PadPanel(QFrame):
    """Reads the drawing again with every movement of the pen and with every newer network."""

    read = Signal(object)
    """The network has read the drawing: a `Prediction`, or None where there is no ink or no network."""
    run_started = Signal(object)
    """`class_names` are those of another run, `RunStarted`; there is no network of it yet."""
    network_changed = Signal(object)
    """`predictor` now is the network of this `Snapshot`."""
    preprocessing_changed = Signal(object)
    """Other steps lead from the drawing to the network's picture: a `Preprocessing`."""
    pinned = Signal(object)
    """This drawing is to be followed over the course of training: a `Drawing`, or None to let it go."""

    def __init__(
        self, session: TrainingSession, my_digits: MyDigits, themes: ThemeController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.canvas = Canvas(themes.theme)
        self.tools = PadTools(self.canvas, themes)
        self.verdict = Verdict()
        self.preview = self.verdict.preview
        self.labels = LabelRow(self.canvas, my_digits)
        self.bars = ProbabilityBars(themes.theme)
        self.significance = SignificanceSlider()  # it stands in the Drawing view, as the pad needs its height
        self.prediction: Prediction | None = None
        self.class_names: tuple[str, ...] = tuple(DIGITS)
        self.predictor: Predictor | None = None
        self._detector: NoveltyDetector | None = None
        self.preprocessing = ALL_STEPS
        self._build()
        self.canvas.ink_changed.connect(self._on_ink_changed)
        self.tools.pin.toggled.connect(self._on_pin_toggled)
        session.run_started.connect(self._on_run_started)
        session.snapshot_taken.connect(self._on_snapshot_taken)
        session.detector_changed.connect(self._on_detector_changed)
        self.significance.changed.connect(self._on_significance_changed)
        themes.theme_changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """What is said about the drawing."""
        return self.verdict.text

    @property
    def steps_off_text(self) -> str:
        """What is said about steps that are left out, or nothing."""
        return "" if self._steps_off_row.isHidden() else self._steps_off.text()

    def set_preprocessing(self, preprocessing: Preprocessing) -> None:
        """Read with these steps between the drawing and the network's picture; say so while any is off."""
        if preprocessing == self.preprocessing:
            return
        self.preprocessing = preprocessing
        count = preprocessing.steps_off
        self._steps_off.setText("1 step is off" if count == 1 else f"{count} steps are off")
        self._steps_off_row.setVisible(count > 0)
        self._read()
        self.preprocessing_changed.emit(preprocessing)

    @Slot()
    def use_all_steps(self) -> None:
        """Read as MNIST was made."""
        self.set_preprocessing(ALL_STEPS)

    def _build(self) -> None:
        mark(self, "panel", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.tools)
        layout.addWidget(self.labels)
        layout.addWidget(self._heading("What the network sees"))
        layout.addWidget(self._build_steps_off())
        layout.addWidget(self.verdict)
        layout.addWidget(self.bars)
        layout.addStretch()
        self.setFixedWidth(280)

    def _build_steps_off(self) -> QWidget:
        self._steps_off_row, self._steps_off = QWidget(), QLabel()
        mark(self._steps_off, "role", "warning")
        button = QPushButton("Switch all on")
        mark(button, "flat", True)
        button.setToolTip("Make the network's picture as MNIST's were made; the switches are in the Drawing view")
        button.clicked.connect(self.use_all_steps)
        row = QHBoxLayout(self._steps_off_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._steps_off, 1)
        row.addWidget(button)
        self._steps_off_row.hide()
        return self._steps_off_row

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        mark(label, "role", "heading")
        return label

    def _read(self) -> None:
        rendering = self.canvas.drawing.render(self.preprocessing)
        self.verdict.show_rendering(rendering)
        known = self._detector
        self.prediction = predict_drawing(self.predictor, rendering, known) if self.predictor else None
        self._show_prediction()
        self.read.emit(self.prediction)

    def _show_prediction(self) -> None:
        prediction = self.prediction
        is_novel = prediction is not None and prediction.is_novel(self.significance.fraction)
        self.bars.show_probabilities(prediction.probabilities if prediction else None)
        self.bars.set_muted(is_novel)
        if prediction is None:
            self.verdict.show_no_prediction(self.canvas.drawing, self.predictor is not None)
        elif is_novel:
            self.verdict.show_novel(prediction, self.class_names)
        else:
            self.verdict.show_prediction(prediction, self.class_names)

    @Slot()
    def _on_ink_changed(self) -> None:
        self._read()

    @Slot(bool)
    def _on_pin_toggled(self, is_pinned: bool) -> None:
        self.pinned.emit(self.canvas.drawing if is_pinned else None)

    @Slot(object)
    def _on_run_started(self, started: RunStarted) -> None:
        self.class_names = started.class_names
        self.predictor = None
        self.bars.set_class_names(started.class_names)
        self._read()  # what the network before said is in other classes' names
        self.run_started.emit(started)

    @Slot(object)
    def _on_snapshot_taken(self, snapshot: Snapshot) -> None:
        if self.predictor is None or self.predictor.network is not snapshot.network:
            self.predictor = Predictor(snapshot.network, snapshot.parameters)
        else:
            self.predictor.update(snapshot.parameters)
        self._read()
        self.network_changed.emit(snapshot)

    @Slot(object)
    def _on_detector_changed(self, detector: NoveltyDetector | None) -> None:
        self._detector = detector
        self._read()

    @Slot()
    def _on_significance_changed(self) -> None:
        self._show_prediction()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.canvas.set_theme(theme)
        self.bars.set_theme(theme)
