"""The right panel: draw a digit, see what the network sees, read what it says."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from nnstudio.data.ink import InkRecipe, draw
from nnstudio.engine.prediction import Predictor
from nnstudio.runs.events import RunStarted
from nnstudio.runs.reading import Reading, read_picture
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import Snapshot
from nnstudio.ui.number_text import percent
from nnstudio.ui.pad.canvas import PEN_SHARE, Canvas
from nnstudio.ui.pad.preview import PicturePreview
from nnstudio.ui.pad.probability_bars import ProbabilityBars
from nnstudio.ui.theme import Theme, ThemeController, mark

NOT_TRAINED = "No network yet. Press Run, and it reads what you draw while it learns."
BROKEN = "The network's numbers are no longer finite; it reads nothing. Run again with a smaller learning rate."
NO_INK = "Draw a digit, and the network says what it reads."
THOUSANDTHS = 1000
WORTH_A_WORD = 0.01
"""The probability from which a second guess is told."""
PAD_RECIPE = InkRecipe(tap=0.03)
"""Ink no larger than this share of the pad is a dot: a shaky tap is not blown up to a digit."""


class PadPanel(QFrame):
    """Reads the drawing again with every movement of the pen and with every newer network."""

    read = Signal(object)
    """The network has read the drawing: a `Reading`, or None where there is no ink or no network."""

    def __init__(self, session: TrainingSession, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas(themes.theme)
        self.preview = PicturePreview()
        self.bars = ProbabilityBars(themes.theme)
        self.reading: Reading | None = None
        self._verdict, self._second = QLabel(NOT_TRAINED), QLabel()
        self._class_names: tuple[str, ...] = ()
        self._predictor: Predictor | None = None
        self._build(themes)
        self.canvas.ink_changed.connect(self._on_ink_changed)
        session.run_started.connect(self._on_run_started)
        session.snapshot_taken.connect(self._on_snapshot_taken)
        themes.theme_changed.connect(self._on_theme_changed)

    @property
    def words(self) -> str:
        """What is said about the drawing."""
        return self._verdict.text()

    def _build(self, themes: ThemeController) -> None:
        mark(self, "panel", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._heading("Draw"))
        layout.addWidget(self.canvas, 1)
        layout.addLayout(self._build_tools(themes))
        layout.addWidget(self._heading("What the network sees"))
        layout.addLayout(self._build_view())
        layout.addWidget(self.bars)
        layout.addStretch()
        self.setFixedWidth(280)

    def _build_tools(self, themes: ThemeController) -> QHBoxLayout:
        self._undo = self._tool(themes, "undo", "Undo", "Take the last stroke back (Ctrl+Z)")
        self._redo = self._tool(themes, "redo", "Redo", "Bring the last stroke back (Ctrl+Shift+Z)")
        self._clear = self._tool(themes, "clear", "Clear", "Take a new sheet (C)")
        self._undo.clicked.connect(self.canvas.undo)
        self._redo.clicked.connect(self.canvas.redo)
        self._clear.clicked.connect(self.canvas.clear)
        pen = QSlider(Qt.Orientation.Horizontal)
        pen.setRange(20, 160)
        pen.setValue(round(THOUSANDTHS * PEN_SHARE))
        pen.setAccessibleName("Pen size")
        pen.setToolTip("Pen size on the pad. The network always sees a pen as thick as MNIST's")
        pen.valueChanged.connect(self._on_pen_changed)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (self._undo, self._redo, self._clear):
            row.addWidget(button)
        row.addStretch(1)
        label = QLabel("Pen")
        mark(label, "role", "caption")
        row.addWidget(label)
        row.addWidget(pen, 2)
        self._show_tools()
        return row

    def _build_view(self) -> QHBoxLayout:
        for label, role in ((self._verdict, "muted"), (self._second, "caption")):
            mark(label, "role", role)
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.addWidget(self._verdict)
        words.addWidget(self._second)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        mark(label, "role", "heading")
        return label

    def _tool(self, themes: ThemeController, icon: str, name: str, hint: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(name)
        button.setToolTip(hint)
        themes.give_icon(button, icon)
        return button

    def _read(self) -> None:
        picture = draw(self.canvas.strokes, PAD_RECIPE)
        self.preview.show_picture(picture)
        self.reading = read_picture(self._predictor, picture) if self._predictor and self.canvas.has_ink else None
        if self.reading is not None and not np.isfinite(self.reading.probabilities).all():
            self.reading = None
        self._show_reading(self.reading)
        self.read.emit(self.reading)

    def _show_reading(self, reading: Reading | None) -> None:
        if reading is None:
            self.bars.show_probabilities(None)
            words = NO_INK if not self.canvas.has_ink else BROKEN
            self._say(words if self._predictor else NOT_TRAINED, "muted", "")
            return
        self.bars.show_probabilities(reading.probabilities)
        best, second = reading.probabilities.argsort()[::-1][:2]
        sure, other = (float(reading.probabilities[place]) for place in (best, second))
        guess = f"{self._class_names[second]}, {percent(other)}"
        self._say(
            f"It reads {self._class_names[best]}",
            "heading",
            f"{percent(sure)} sure" + (f"\n\nSecond guess: {guess}" if other >= WORTH_A_WORD else ""),
        )

    def _say(self, verdict: str, role: str, second: str) -> None:
        self._verdict.setText(verdict)
        mark(self._verdict, "role", role)
        self._second.setText(second)

    def _show_tools(self) -> None:
        self._undo.setEnabled(self.canvas.can_undo)
        self._redo.setEnabled(self.canvas.can_redo)
        self._clear.setEnabled(self.canvas.has_ink)

    @Slot()
    def _on_ink_changed(self) -> None:
        self._show_tools()
        self._read()

    @Slot(int)
    def _on_pen_changed(self, thousandths: int) -> None:
        self.canvas.set_pen_share(thousandths / THOUSANDTHS)

    @Slot(object)
    def _on_run_started(self, started: RunStarted) -> None:
        self._class_names = started.class_names
        self._predictor = None
        self.bars.set_class_names(started.class_names)

    @Slot(object)
    def _on_snapshot_taken(self, snapshot: Snapshot) -> None:
        if self._predictor is None or self._predictor.network is not snapshot.network:
            self._predictor = Predictor(snapshot.network, snapshot.parameters)
        else:
            self._predictor.update(snapshot.parameters)
        self._read()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.canvas.set_theme(theme)
        self.bars.set_theme(theme)
