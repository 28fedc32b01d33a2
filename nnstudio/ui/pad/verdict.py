"""The picture the network sees, with its prediction beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.ink.drawing import Drawing, Rendering
from nnstudio.inspection.prediction import Prediction
from nnstudio.number_text import percent
from nnstudio.ui.pad.preview import PicturePreview
from nnstudio.ui.theme import mark

NOT_TRAINED = "No network yet. Press Run: it reads your drawing while it learns."
BROKEN = "The network's numbers are no longer finite, so it cannot predict. Run again with a smaller learning rate."
NO_INK = "Draw a digit to see how the network reads it."
TOO_SMALL = "Too small to be a digit. Draw a larger one."
NO_DIGIT = "This does not look like a digit"
NO_KNOWN_CLASS = "This does not look like anything the network was trained on"
NARROWED = "Dense ink: redrawn with a thinner pen, as in MNIST."
WIDENED = "Faint ink: redrawn with a thicker pen, as in MNIST."
MIN_SECOND_GUESS = 0.01
"""The probability from which the second guess is shown."""


class Verdict(QWidget):
    """Shows the picture, the best and the second guess, and a note if the pen width was changed."""

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
        """The best guess, or why there is none."""
        return self._best.text()

    @property
    def note(self) -> str:
        """How the pen width was changed; empty if it was not."""
        return self._note.text()

    def show_rendering(self, rendering: Rendering) -> None:
        """Show the network's picture, and note whether its pen was made thinner or thicker."""
        self.preview.show_picture(rendering.picture)
        factor = rendering.pen_factor
        self._note.setText(NARROWED if factor < 1 else WIDENED if factor > 1 else "")

    def show_prediction(self, prediction: Prediction, class_names: Sequence[str]) -> None:
        """Show the predicted class, its probability and the second guess."""
        best, second = prediction.probabilities.argsort()[::-1][:2]
        sure, other = (float(prediction.probabilities[index]) for index in (best, second))
        guess = f"{class_names[second]}, {percent(other)}"
        self._best.setText(f"It reads {class_names[best]}")
        mark(self._best, "role", "heading")
        self._second.setText(
            f"{percent(sure)} sure" + (f"\nSecond guess: {guess}" if other >= MIN_SECOND_GUESS else "")
        )

    def show_novel(self, prediction: Prediction, class_names: Sequence[str]) -> None:
        """Show that the drawing is out of distribution, and what would be predicted otherwise."""
        self._best.setText(NO_DIGIT if tuple(class_names) == DIGITS else NO_KNOWN_CLASS)
        mark(self._best, "role", "warning")
        sure = percent(float(prediction.probabilities[prediction.best]))
        self._second.setText(f"It would read {class_names[prediction.best]}, {sure} sure")

    def show_no_prediction(self, drawing: Drawing, has_network: bool) -> None:
        """Show why there is no prediction."""
        if not has_network:
            text = NOT_TRAINED
        elif drawing.is_empty:
            text = NO_INK
        else:
            text = BROKEN if drawing.is_legible else TOO_SMALL
        self._best.setText(text)
        mark(self._best, "role", "muted")
        self._second.clear()
