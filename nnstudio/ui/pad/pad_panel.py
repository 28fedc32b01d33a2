"""The right panel: draw a digit, see what the network sees, read what it says."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.predictor import Predictor
from nnstudio.ink.drawing import ALL_STEPS, Preparation
from nnstudio.inspection.novelty import Familiarity
from nnstudio.inspection.prediction import Reading, read_rendering
from nnstudio.runs.events import RunStarted
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import Snapshot
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.pad.label_row import LabelRow
from nnstudio.ui.pad.pad_tools import PadTools
from nnstudio.ui.pad.probability_bars import ProbabilityBars
from nnstudio.ui.pad.significance_slider import StrictnessSlider
from nnstudio.ui.pad.verdict import Verdict
from nnstudio.ui.theme import Theme, ThemeController, mark


class PadPanel(QFrame):
    """Reads the drawing again with every movement of the pen and with every newer network."""

    read = Signal(object)
    """The network has read the drawing: a `Reading`, or None where there is no ink or no network."""
    run_started = Signal(object)
    """`class_names` are those of another run, `RunStarted`; there is no network of it yet."""
    network_changed = Signal(object)
    """`predictor` now is the network of this `Snapshot`."""
    preparation_changed = Signal(object)
    """Other steps lead from the drawing to the network's picture: a `Preparation`."""
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
        self.strictness = StrictnessSlider()  # it stands in the Drawing view, as the pad needs its height
        self.reading: Reading | None = None
        self.class_names: tuple[str, ...] = tuple(DIGITS)
        self.predictor: Predictor | None = None
        self._familiarity: Familiarity | None = None
        self.preparation = ALL_STEPS
        self._build()
        self.canvas.ink_changed.connect(self._on_ink_changed)
        self.tools.pin.toggled.connect(self._on_pin_toggled)
        session.run_started.connect(self._on_run_started)
        session.snapshot_taken.connect(self._on_snapshot_taken)
        session.familiarity_changed.connect(self._on_familiarity_changed)
        self.strictness.changed.connect(self._on_strictness_changed)
        themes.theme_changed.connect(self._on_theme_changed)

    @property
    def words(self) -> str:
        """What is said about the drawing."""
        return self.verdict.words

    @property
    def steps_off_words(self) -> str:
        """What is said about steps that are left out, or nothing."""
        return "" if self._steps_off_row.isHidden() else self._steps_off.text()

    def set_preparation(self, preparation: Preparation) -> None:
        """Read with these steps between the drawing and the network's picture; say so while any is off."""
        if preparation == self.preparation:
            return
        self.preparation = preparation
        count = preparation.steps_off
        self._steps_off.setText("1 step is off" if count == 1 else f"{count} steps are off")
        self._steps_off_row.setVisible(count > 0)
        self._read()
        self.preparation_changed.emit(preparation)

    @Slot()
    def use_all_steps(self) -> None:
        """Read as MNIST was made."""
        self.set_preparation(ALL_STEPS)

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
        rendering = self.canvas.drawing.render(self.preparation)
        self.verdict.show_rendering(rendering)
        known = self._familiarity
        self.reading = read_rendering(self.predictor, rendering, known) if self.predictor else None
        self._show_reading()
        self.read.emit(self.reading)

    def _show_reading(self) -> None:
        reading = self.reading
        is_strange = reading is not None and reading.is_strange(self.strictness.share)
        self.bars.show_probabilities(reading.probabilities if reading else None)
        self.bars.set_muted(is_strange)
        if reading is None:
            self.verdict.show_no_reading(self.canvas.drawing, self.predictor is not None)
        elif is_strange:
            self.verdict.show_strange(reading, self.class_names)
        else:
            self.verdict.show_reading(reading, self.class_names)

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
    def _on_familiarity_changed(self, familiarity: Familiarity | None) -> None:
        self._familiarity = familiarity
        self._read()

    @Slot()
    def _on_strictness_changed(self) -> None:
        self._show_reading()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.canvas.set_theme(theme)
        self.bars.set_theme(theme)
