"""The view that explains a prediction: why the predicted class, or why not another class the user chose."""

from PySide6.QtCore import QElapsedTimer, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from nnstudio.inspection.explanation import Explainer, Explanation
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.session import TrainingSession
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.network_view import NetworkView
from nnstudio.ui.theme import Theme, ThemeController
from nnstudio.ui.why.why_cards import InkCard, NeighboursCard, UnitsCard

EMPTY = "Draw a digit to see why the network reads it as it does."
INTERVAL = 100
"""Minimum time between two explanations in milliseconds; changes in between are skipped."""


class WhyView(NetworkView):
    """Explains the newest prediction of the active network, but only while it is visible."""

    def __init__(
        self,
        session: TrainingSession,
        reader: DrawingReader,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, reader.predicted, themes, frames, EMPTY, parent)
        self.explanation: Explanation | None = None
        self.ink, self.units, self.neighbours = InkCard(), UnitsCard(), NeighboursCard()
        self.choice = QComboBox()
        self._reader = reader
        self._explainer: Explainer | None = None
        self._since = QElapsedTimer()
        self.begin(self._build_choice(), self.ink, self.units, self.neighbours)
        reader.class_names_changed.connect(self._on_class_names_changed)
        self.choice.currentIndexChanged.connect(self.note_change)
        self._on_class_names_changed(reader.class_names)

    def draw(self) -> None:
        """Update the explanation if anything changed and `INTERVAL` has passed."""
        is_early = self._since.isValid() and self._since.elapsed() < INTERVAL
        if not self._is_changed or is_early:
            return
        self._is_changed = False
        self._since.start()
        self._explain()

    def use_network(self, active: ActiveNetwork) -> None:
        """Explain the predictions of ``active``."""
        if self._explainer is None or self._explainer.network is not active.network:
            self._explainer = Explainer(active.network, active.parameters)
        else:
            self._explainer.update(active.parameters)
        self._explainer.set_detector(active.detector)

    def use_theme(self, theme: Theme) -> None:
        """Use the zoom of ``theme``; the colours come with the next explanation."""
        for card in (self.ink, self.units, self.neighbours):
            card.fit_zoom()

    def _build_choice(self) -> QHBoxLayout:
        self.choice.setAccessibleName("Which class to explain")
        self.choice.setToolTip("Compare the answer with all other classes, or with one")
        self.choice.setMinimumWidth(200)
        self.choice.setMaxVisibleItems(20)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch(1)
        return row

    def _explain(self) -> None:
        prediction, explainer = self._reader.prediction, self._explainer
        if prediction is None or explainer is None or not explainer.can_explain(prediction):
            self.explanation = None
            self.show_page(False)
            return
        index = self.choice.currentIndex() - 1
        explanation = explainer.explain(prediction, None if index < 0 else index)
        self.explanation = explanation
        self._name_choices(prediction.best)
        self.ink.show_explanation(explanation, self._theme, self._reader.class_names)
        self.units.show_explanation(explanation, self._theme)
        self.neighbours.show_explanation(explanation, self._reader.class_names)
        self.show_page(True)

    def _name_choices(self, best: int) -> None:
        self.choice.setItemText(0, f"Why it reads {self._reader.class_names[best]}")
        for index, name in enumerate(self._reader.class_names):
            self.choice.setItemText(index + 1, f"Why {name}" if index == best else f"Why not {name}")

    @Slot(object)
    def _on_class_names_changed(self, class_names: tuple[str, ...]) -> None:
        self.choice.clear()
        self.choice.addItems(["Why it reads this", *(f"Why not {name}" for name in class_names)])
