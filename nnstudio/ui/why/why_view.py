"""The view that explains a prediction: why the predicted class, or why not another class the user chose."""

from PySide6.QtCore import QElapsedTimer, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.inspection.explanation import Explainer, Explanation
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.session import TrainingSession
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.why.why_cards import InkCard, NeighboursCard, UnitsCard

EMPTY = "Draw a digit to see why the network reads it as it does."
INTERVAL = 100
"""Minimum time between two explanations in milliseconds; changes in between are skipped."""


class WhyView(QWidget):
    """Explains the newest prediction of the active network, but only while it is visible."""

    def __init__(
        self,
        session: TrainingSession,
        reader: DrawingReader,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.explanation: Explanation | None = None
        self.ink, self.units, self.neighbours = InkCard(), UnitsCard(), NeighboursCard()
        self.choice = QComboBox()
        self._theme = themes.theme
        self._reader = reader
        self._explainer: Explainer | None = None
        self._is_changed = False
        self._since = QElapsedTimer()
        self._build()
        reader.class_names_changed.connect(self._on_class_names_changed)
        reader.predicted.connect(self._note_change)
        session.network_changed.connect(self._on_network_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        self.choice.currentIndexChanged.connect(self._note_change)
        frames.add(self.draw_if_changed)
        self._on_class_names_changed(reader.class_names)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to explain."""
        return self._stack.currentIndex() == 0

    @Slot()
    def draw_if_changed(self) -> None:
        """Update the explanation if anything changed, the view is visible and `INTERVAL` has passed."""
        is_early = self._since.isValid() and self._since.elapsed() < INTERVAL
        if not self._is_changed or not self.isVisible() or is_early:
            return
        self._is_changed = False
        self._since.start()
        self._explain()

    def showEvent(self, event: QShowEvent) -> None:
        """Update the explanation, as changes were skipped while the view was hidden."""
        super().showEvent(event)
        self._note_change()

    def _build(self) -> None:
        empty = QLabel(EMPTY)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        mark(empty, "role", "muted")
        self.choice.setAccessibleName("Which class to explain")
        self.choice.setToolTip("Compare the answer with all other classes, or with one")
        self.choice.setMinimumWidth(200)
        self.choice.setMaxVisibleItems(20)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch(1)
        page = QWidget()
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(row)
        for card in (self.ink, self.units, self.neighbours):
            column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(scroll)

    def _explain(self) -> None:
        prediction, explainer = self._reader.prediction, self._explainer
        if prediction is None or explainer is None or not explainer.can_explain(prediction):
            self.explanation = None
            self._stack.setCurrentIndex(0)
            return
        index = self.choice.currentIndex() - 1
        explanation = explainer.explain(prediction, None if index < 0 else index)
        self.explanation = explanation
        self._name_choices(prediction.best)
        self.ink.show_explanation(explanation, self._theme, self._reader.class_names)
        self.units.show_explanation(explanation, self._theme)
        self.neighbours.show_explanation(explanation, self._reader.class_names)
        self._stack.setCurrentIndex(1)

    def _name_choices(self, best: int) -> None:
        self.choice.setItemText(0, f"Why it reads {self._reader.class_names[best]}")
        for index, name in enumerate(self._reader.class_names):
            self.choice.setItemText(index + 1, f"Why {name}" if index == best else f"Why not {name}")

    @Slot()
    def _note_change(self) -> None:
        self._is_changed = True

    @Slot(object)
    def _on_class_names_changed(self, class_names: tuple[str, ...]) -> None:
        self.choice.clear()
        self.choice.addItems(["Why it reads this", *(f"Why not {name}" for name in class_names)])

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        if self._explainer is None or self._explainer.network is not active.network:
            self._explainer = Explainer(active.network, active.parameters)
        else:
            self._explainer.update(active.parameters)
        self._explainer.set_detector(active.detector)
        self._note_change()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        for card in (self.ink, self.units, self.neighbours):
            card.fit_zoom()
        self._note_change()
