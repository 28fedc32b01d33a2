"""A column with one of two predictions that are compared."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.prediction import Prediction
from nnstudio.number_text import percent
from nnstudio.ui.pad.probability_bars import ProbabilityBars
from nnstudio.ui.theme import Theme, mark


class PredictionColumn(QWidget):
    """A title, the best guess as text, and the probability bars."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._verdict, self.bars = QLabel(title), QLabel(), ProbabilityBars(theme)
        mark(self._title, "role", "caption")
        self._verdict.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._title, self._verdict, self.bars):
            column.addWidget(widget)
        self.show_prediction(None, (), "")

    @property
    def text(self) -> str:
        """The best guess, or why there is none."""
        return self._verdict.text()

    def show_prediction(self, prediction: Prediction | None, class_names: Sequence[str], otherwise: str) -> None:
        """Show ``prediction``, or the text ``otherwise`` if it is None."""
        self.bars.show_probabilities(prediction.probabilities if prediction else None)
        if prediction is None:
            self._verdict.setText(otherwise)
            mark(self._verdict, "role", "muted")
            return
        sure = percent(float(prediction.probabilities[prediction.best]))
        self._verdict.setText(f"It reads {class_names[prediction.best]}, {sure} sure")
        mark(self._verdict, "role", "heading")
