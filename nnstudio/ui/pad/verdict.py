"""The network's picture with, beside it, what the network says."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.ink.drawing import Drawing, Rendering
from nnstudio.inspection.prediction import Prediction
from nnstudio.ui.number_text import percent
from nnstudio.ui.pad.preview import PicturePreview
from nnstudio.ui.theme import mark

NOT_TRAINED = "No network yet. Press Run, and it reads what you draw while it learns."
BROKEN = "The network's numbers are no longer finite; it reads nothing. Run again with a smaller learning rate."
NO_INK = "Draw a digit, and the network says what it reads."
TOO_SMALL = "Draw a digit. This is too small to be one."
NO_DIGIT = "This does not look like a digit"
NOTHING_KNOWN = "This does not look like anything it was trained on"
NARROWED = "Dense ink: drawn with a thinner pen, as thick as MNIST's gets."
WIDENED = "Faint ink: drawn with a thicker pen, as thin as MNIST's gets."
WORTH_A_WORD = 0.01
"""The probability from which a second guess is told."""


class Verdict(QWidget):
    """The picture, the best guess, the second, and what was mended about the ink."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = PicturePreview()
        self._best, self._second, self._note = QLabel(NOT_TRAINED), QLabel(), QLabel()
        text = QVBoxLayout()
        text.setSpacing(4)
        for label, role in ((self._best, "muted"), (self._second, "caption"), (self._note, "caption")):
            mark(label, "role", role)
            label.setWordWrap(True)
            text.addWidget(label)
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)

    @property
    def text(self) -> str:
        """What is said about the drawing."""
        return self._best.text()

    @property
    def note(self) -> str:
        """What was mended about the ink, or nothing."""
        return self._note.text()

    def show_rendering(self, rendering: Rendering) -> None:
        """Show the network's picture, and say whether its pen is not the usual one."""
        self.preview.show_picture(rendering.picture)
        factor = rendering.pen_factor
        self._note.setText(NARROWED if factor < 1 else WIDENED if factor > 1 else "")

    def show_prediction(self, prediction: Prediction, class_names: Sequence[str]) -> None:
        """Say how the drawing is read."""
        best, second = prediction.probabilities.argsort()[::-1][:2]
        sure, other = (float(prediction.probabilities[index]) for index in (best, second))
        guess = f"{class_names[second]}, {percent(other)}"
        self._best.setText(f"It reads {class_names[best]}")
        mark(self._best, "role", "heading")
        self._second.setText(f"{percent(sure)} sure" + (f"\nSecond guess: {guess}" if other >= WORTH_A_WORD else ""))

    def show_novel(self, prediction: Prediction, class_names: Sequence[str]) -> None:
        """Say that the drawing looks like nothing the network knows, and what it would be read as otherwise."""
        self._best.setText(NO_DIGIT if tuple(class_names) == DIGITS else NOTHING_KNOWN)
        mark(self._best, "role", "warning")
        sure = percent(float(prediction.probabilities[prediction.best]))
        self._second.setText(f"It would read {class_names[prediction.best]}, {sure} sure")

    def show_no_prediction(self, drawing: Drawing, has_network: bool) -> None:
        """Say why the drawing is not read."""
        if not has_network:
            text = NOT_TRAINED
        elif drawing.is_empty:
            text = NO_INK
        else:
            text = BROKEN if drawing.is_legible else TOO_SMALL
        self._best.setText(text)
        mark(self._best, "role", "muted")
        self._second.clear()
