"""The Drawing view: a column of cards about the drawing on the pad."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.session.session import TrainingSession
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.prediction_history_card import PredictionHistoryCard
from nnstudio.ui.drawing.refusal_card import RefusalCard
from nnstudio.ui.drawing.steps_card import StepsCard
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.theme import ThemeController, mark


class DrawingView(QScrollArea):
    """Shows its cards one below the other; a new card is one line in ``__init__``."""

    def __init__(
        self,
        session: TrainingSession,
        pad: PadPanel,
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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.steps = StepsCard(pad, themes, frames)
        self.history = PredictionHistoryCard(session, pad, themes, frames)
        for card in (self.steps, self.history, RefusalCard(pad)):
            self.add_card(card)

    def add_card(self, card: DrawingCard) -> None:
        """Put ``card`` below the others."""
        self._column.insertWidget(self._column.count() - 1, card)
