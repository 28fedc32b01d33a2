"""The view that explains a reading: for the class that is read, or for another one that was chosen."""

from PySide6.QtCore import QElapsedTimer, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.inspection.explanation import Explainer, Explanation
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.inspection.prediction import Prediction
from nnstudio.runs.events import RunStarted
from nnstudio.session.session import TrainingSession
from nnstudio.session.snapshot import Snapshot
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.why.why_cards import InkCard, NeighboursCard, UnitsCard

EMPTY = "Run, then draw on the pad: here appears why the network reads what it reads."
INTERVAL = 100
"""Milliseconds between two explanations at least; what comes faster is left out."""


class WhyView(QWidget):
    """Explains the newest reading by the newest network, while it is seen."""

    def __init__(
        self, session: TrainingSession, themes: ThemeController, frames: FrameTimer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.explanation: Explanation | None = None
        self.ink, self.units, self.neighbours = InkCard(), UnitsCard(), NeighboursCard()
        self.choice = QComboBox()
        self._theme = themes.theme
        self._session = session
        self._class_names: tuple[str, ...] = ()
        self._explainer: Explainer | None = None
        self._prediction: Prediction | None = None
        self._is_changed = False
        self._since = QElapsedTimer()
        self._build()
        session.run_started.connect(self._on_run_started)
        session.snapshot_taken.connect(self._on_snapshot_taken)
        session.detector_changed.connect(self._on_detector_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        self.choice.currentIndexChanged.connect(self._note_change)
        frames.add(self.draw_if_changed)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to explain."""
        return self._stack.currentIndex() == 0

    @Slot(object)
    def show_prediction(self, prediction: Prediction | None) -> None:
        """Explain ``prediction`` on a next frame, or show that there is nothing to explain."""
        self._prediction = prediction
        self._note_change()

    @Slot()
    def draw_if_changed(self) -> None:
        """Explain anew if anything changed, the view is seen, and the last time is long enough ago."""
        is_early = self._since.isValid() and self._since.elapsed() < INTERVAL
        if not self._is_changed or not self.isVisible() or is_early:
            return
        self._is_changed = False
        self._since.start()
        self._explain()

    def showEvent(self, event: QShowEvent) -> None:
        """Explain what has changed while it was not seen."""
        super().showEvent(event)
        self._note_change()

    def _build(self) -> None:
        empty = QLabel(EMPTY)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        mark(empty, "role", "muted")
        self.choice.setAccessibleName("Which class to explain")
        self.choice.setToolTip("What is read is held against all other classes; another class against what is read")
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
        prediction, explainer = self._prediction, self._explainer
        if prediction is None or explainer is None or len(prediction.probabilities) != explainer.network.classes:
            self.explanation = None
            self._stack.setCurrentIndex(0)
            return
        index = self.choice.currentIndex() - 1
        explanation = explainer.explain(prediction, None if index < 0 else index)
        self.explanation = explanation
        self._name_choices(prediction.best)
        self.ink.show_explanation(explanation, self._theme, self._class_names)
        self.units.show_explanation(explanation, self._theme)
        self.neighbours.show_explanation(explanation, self._class_names)
        self._stack.setCurrentIndex(1)

    def _name_choices(self, best: int) -> None:
        self.choice.setItemText(0, f"Why it reads {self._class_names[best]}")
        for index, name in enumerate(self._class_names):
            self.choice.setItemText(index + 1, f"Why {name}" if index == best else f"Why not {name}")

    @Slot()
    def _note_change(self) -> None:
        self._is_changed = True

    @Slot(object)
    def _on_run_started(self, started: RunStarted) -> None:
        self._class_names = started.class_names
        self._explainer = None
        self.choice.clear()
        self.choice.addItems(["Why it reads this", *(f"Why not {name}" for name in started.class_names)])

    @Slot(object)
    def _on_snapshot_taken(self, snapshot: Snapshot) -> None:
        if self._explainer is None or self._explainer.network is not snapshot.network:
            self._explainer = Explainer(snapshot.network, snapshot.parameters)
            self._explainer.set_detector(self._session.detector)
        else:
            self._explainer.update(snapshot.parameters)
        self._note_change()

    @Slot(object)
    def _on_detector_changed(self, detector: NoveltyDetector | None) -> None:
        if self._explainer is not None:
            self._explainer.set_detector(detector)
        self._note_change()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self._note_change()
