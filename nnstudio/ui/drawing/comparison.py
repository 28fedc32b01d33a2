"""Two readings of one drawing beside each other."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.prediction import Reading
from nnstudio.ui.number_text import percent
from nnstudio.ui.pad.probability_bars import ProbabilityBars
from nnstudio.ui.theme import Theme, mark


class ReadingColumn(QWidget):
    """A title, the best guess in words, and the bars."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._verdict, self.bars = QLabel(title), QLabel(), ProbabilityBars(theme)
        mark(self._title, "role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._title, self._verdict, self.bars):
            column.addWidget(widget)
        self.show_reading(None, (), "")

    @property
    def words(self) -> str:
        """What is said."""
        return self._verdict.text()

    def show_reading(self, reading: Reading | None, class_names: Sequence[str], otherwise: str) -> None:
        """Show ``reading``, or say ``otherwise`` where there is none."""
        self.bars.show_probabilities(reading.probabilities if reading else None)
        if reading is None:
            self._verdict.setText(otherwise)
            mark(self._verdict, "role", "muted")
            return
        sure = percent(float(reading.probabilities[reading.best]))
        self._verdict.setText(f"It reads {class_names[reading.best]}, {sure} sure")
        mark(self._verdict, "role", "heading")
