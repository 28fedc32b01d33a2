"""The Drawing view: cards about the drawing on the pad."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.pinned_drawing import PinnedDrawing
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.prediction_history_card import PredictionHistoryCard
from nnstudio.ui.drawing.refusal_card import RefusalCard
from nnstudio.ui.drawing.steps_card import StepsCard
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import ThemeController, mark


class DrawingView(QScrollArea):
    """Shows its cards one below the other; a new card is one line in ``__init__``."""

    def __init__(
        self,
        reader: DrawingReader,
        pinned: PinnedDrawing,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        page = QWidget()
        mark(page, "page", True)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(16)
        self._column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.steps = StepsCard(reader, themes, frames)
        self.history = PredictionHistoryCard(pinned, themes, frames)
        self.refusal = RefusalCard(reader)
        for card in (self.steps, self.history, self.refusal):
            self.add_card(card)

    def add_card(self, card: DrawingCard) -> None:
        """Put ``card`` below the others."""
        self._column.insertWidget(self._column.count() - 1, card)
