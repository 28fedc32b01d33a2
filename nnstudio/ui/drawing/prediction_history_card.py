"""The pinned drawing, read again by every newer network."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.ink.drawing import Drawing, Rendering
from nnstudio.inspection.prediction import predict_drawing
from nnstudio.inspection.prediction_history import PredictionHistory
from nnstudio.runs.events import RunStarted
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import Snapshot
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.step_picture import StepPicture
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.number_text import percent
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.plots.prediction_history_plot import PredictionHistoryPlot
from nnstudio.ui.theme import Theme, ThemeController, mark

EXPLANATION = "How sure each newer network is of every class, for one drawing that stays the same."
NOT_PINNED = (
    "Draw a digit and press the pin below the pad. Every newer network then reads it again, and a line for each class "
    "shows here how the reading changes while the network learns."
)
NOT_READ = "Pinned. Press Run, and it is read by every newer network."


class PredictionHistoryCard(DrawingCard):
    """Keeps the readings of the pinned drawing, and shows them with its picture."""

    def __init__(
        self,
        session: TrainingSession,
        pad: PadPanel,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Over training", EXPLANATION, parent)
        self._session = session
        self._pad = pad
        self._pinned: Rendering | None = None
        self.history = PredictionHistory(len(pad.class_names))
        self.plot = PredictionHistoryPlot(themes.theme)
        self._picture, self._newest, self._text = StepPicture("Pinned drawing"), QLabel(), QLabel()
        self.column.addWidget(self._text)
        self.column.addWidget(self._build_content())
        self._show_state()
        pad.pinned.connect(self._on_pinned)
        pad.run_started.connect(self._on_run_started)
        pad.network_changed.connect(self._on_network_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        frames.add(self.plot.draw_if_changed)

    @property
    def text(self) -> str:
        """What is said where there is nothing to show, or how the drawing is read now."""
        return self._newest.text() if self._text.isHidden() else self._text.text()

    def _build_content(self) -> QWidget:
        mark(self._text, "role", "muted")
        mark(self._newest, "role", "caption")
        self._text.setWordWrap(True)
        self._newest.setWordWrap(True)
        self._newest.setFixedWidth(self._picture.width())
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._picture)
        left.addWidget(self._newest)
        left.addStretch(1)
        self._content = QWidget()
        row = QHBoxLayout(self._content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left)
        row.addWidget(self.plot, 1, Qt.AlignmentFlag.AlignTop)
        return self._content

    def _begin(self) -> None:
        self.history = PredictionHistory(len(self._pad.class_names))
        self.plot.set_history(self.history, self._pad.class_names)

    def _read(self, step: int) -> None:
        """Read the pinned drawing with the network after ``step`` batches; broken numbers are left out."""
        if self._pinned is None or self._pad.predictor is None:
            return
        prediction = predict_drawing(self._pad.predictor, self._pinned)
        if prediction is None:
            return
        positions = self._session.history.positions.values
        position = float(positions[min(step, len(positions)) - 1]) if step and len(positions) else 0.0
        self.history.add(position, prediction.probabilities)
        sure = percent(float(prediction.probabilities[prediction.best]))
        self._newest.setText(f"Reads {self._pad.class_names[prediction.best]}, {sure}")
        self.plot.note_change()

    def _show_state(self) -> None:
        has_predictions = self._pinned is not None and len(self.history) > 0
        self._text.setText(NOT_PINNED if self._pinned is None else NOT_READ)
        self._text.setVisible(not has_predictions)
        self._content.setVisible(has_predictions)

    @Slot(object)
    def _on_pinned(self, drawing: Drawing | None) -> None:
        self._pinned = drawing.render(self._pad.preprocessing) if drawing else None
        self._begin()
        if self._pinned is not None:
            self._picture.show_picture(self._pinned.picture)
            if self._session.snapshot is not None:
                self._read(self._session.snapshot.step)
        self._show_state()

    @Slot(object)
    def _on_run_started(self, _started: RunStarted) -> None:
        self._begin()
        self._show_state()

    @Slot(object)
    def _on_network_changed(self, snapshot: Snapshot) -> None:
        if self._pinned is None:
            return
        self._read(snapshot.step)
        self._show_state()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.plot.set_theme(theme)
