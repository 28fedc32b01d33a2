"""The pinned drawing and how its prediction changes during training."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.number_text import percent
from nnstudio.session.pinned_drawing import PinnedDrawing
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.step_picture import StepPicture
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.plots.prediction_history_plot import PredictionHistoryPlot
from nnstudio.ui.theme import Theme, ThemeController, mark

EXPLANATION = "The probability of each class for one pinned drawing while the network learns."
NOT_PINNED = (
    "Draw a digit and press the pin below the pad. The network then reads it again and again while it learns, and a "
    "line for each class shows here how its probability changes."
)
NO_RUN = "Pinned. Press Run to see how the prediction changes."
NO_PREDICTION = "Pinned. The line of each class begins with the next prediction."


class PredictionHistoryCard(DrawingCard):
    """Shows the pinned drawing with the history of its predictions."""

    def __init__(
        self, pinned: PinnedDrawing, themes: ThemeController, frames: FrameTimer, parent: QWidget | None = None
    ) -> None:
        super().__init__("During training", EXPLANATION, parent)
        self._pinned = pinned
        self.plot = PredictionHistoryPlot(themes.theme)
        self._picture, self._newest, self._text = StepPicture("Pinned drawing"), QLabel(), QLabel()
        self.column.addWidget(self._text)
        self.column.addWidget(self._build_content())
        self._show_state()
        pinned.restarted.connect(self._on_restarted)
        pinned.predicted.connect(self._on_predicted)
        pinned.run_activity_changed.connect(self._show_state)
        themes.theme_changed.connect(self._on_theme_changed)
        frames.add(self.plot.draw_if_changed)

    @property
    def text(self) -> str:
        """The current prediction, or a hint if there is none."""
        return self._newest.text() if self._text.isHidden() else self._text.text()

    def _build_content(self) -> QWidget:
        mark(self._text, "role", "muted")
        mark(self._newest, "role", "caption")
        self._text.setWordWrap(True)
        self._newest.setWordWrap(True)
        self._fit_zoom()
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

    def _fit_zoom(self) -> None:
        self._picture.fit_zoom()
        self._newest.setFixedWidth(self._picture.width())

    @Slot()
    def _show_state(self) -> None:
        has_predictions = self._pinned.rendering is not None and len(self._pinned.history) > 0
        waiting = NO_PREDICTION if self._pinned.is_run_active else NO_RUN
        self._text.setText(NOT_PINNED if self._pinned.rendering is None else waiting)
        self._text.setVisible(not has_predictions)
        self._content.setVisible(has_predictions)

    @Slot()
    def _on_restarted(self) -> None:
        pinned = self._pinned
        self.plot.set_history(pinned.history, pinned.class_names)
        if pinned.rendering is not None:
            self._picture.show_picture(pinned.rendering.picture)
        self._show_state()

    @Slot()
    def _on_predicted(self) -> None:
        pinned = self._pinned
        if pinned.prediction is not None:
            best = pinned.prediction.best
            self._newest.setText(f"Reads {pinned.class_names[best]}, {percent(pinned.prediction.probabilities[best])}")
        self.plot.note_change()
        self._show_state()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._fit_zoom()
        self.plot.set_theme(theme)
