"""The most confused pairs of classes in words; each is a button that shows its pictures."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnstudio.inspection.judgement import ConfusedPair
from nnstudio.number_text import grouped
from nnstudio.session.judged_pictures import JudgedPictures
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

PAIRS = 6


class ConfusedPairs(QWidget):
    """Up to `PAIRS` pairs, the most frequent first."""

    pair_chosen = Signal(object, object)
    """The actual and the predicted class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: list[ConfusedPair] = []
        self.buttons = [QPushButton() for _ in range(PAIRS)]
        for index, button in enumerate(self.buttons):
            mark(button, "flat", True)
            button.setToolTip("Show these pictures")
            button.clicked.connect(partial(self._choose, index))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(WrappingRow(self.buttons, 8))

    @property
    def texts(self) -> list[str]:
        """What is shown."""
        return [button.text() for button in self.buttons if not button.isHidden()]

    def show_pairs(self, judged: JudgedPictures) -> None:
        """Show the pairs of ``judged``."""
        names = judged.network.class_names
        self._pairs = judged.judgement.confused_pairs(PAIRS)
        for button, pair in zip(self.buttons, self._pairs, strict=False):
            times = "once" if pair.count == 1 else f"{grouped(pair.count)} times"
            button.setText(f"{names[pair.actual]} predicted as {names[pair.predicted]}: {times}")
        for index, button in enumerate(self.buttons):
            button.setVisible(index < len(self._pairs))

    def _choose(self, index: int) -> None:
        pair = self._pairs[index]
        self.pair_chosen.emit(pair.actual, pair.predicted)
