"""The picture the network sees, with its prediction beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.ink.drawing import Drawing, Rendering
from nnstudio.inspection.prediction import Prediction
from nnstudio.number_text import percent
from nnstudio.ui.pad.answer import Answer
from nnstudio.ui.pad.preview import SCALES, PicturePreview
from nnstudio.ui.theme import Theme, mark

NOT_TRAINED = "No network yet. Press Run: it reads your drawing while it learns."
BROKEN = "The network's numbers became infinite, so it cannot predict. Run again with a smaller learning rate."
NO_INK = "Draw a digit to see how the network reads it."
TOO_SMALL = "Too small to be a digit. Draw a larger one."
NO_DIGIT = "This does not look like a digit"
NO_KNOWN_CLASS = "This does not look like anything the network was trained on"
NARROWED = "Redrawn with a thinner pen, as in MNIST."
WIDENED = "Redrawn with a thicker pen, as in MNIST."
TEXT_HEIGHT = 98
"""Pixels that the longest text takes in a narrow panel. The height is fixed, so that nothing moves while one draws."""
MIN_SECOND_GUESS = 0.0005
"""The probability from which the second guess is shown: less would be shown as 0.0 %."""


class Verdict(QWidget):
    """Shows the picture, the best guess in large type, the second, and a note if the pen width was changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview, self.answer = PicturePreview(), Answer(theme)
        self._text = NOT_TRAINED
        self._message, self._second, self._note = QLabel(NOT_TRAINED), QLabel(), QLabel()
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self.answer)
        for label, role in ((self._message, "muted"), (self._second, "caption"), (self._note, "caption")):
            mark(label, "role", role)
            label.setWordWrap(True)
            text.addWidget(label)
        text.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        self._show(NOT_TRAINED, "", "muted")
        self.set_scale(SCALES[0])

    @property
    def text(self) -> str:
        """The best guess as a sentence, or why there is none."""
        return self._text

    @property
    def second(self) -> str:
        """The second guess; empty if there is none."""
        return self._second.text()

    @property
    def note(self) -> str:
        """How the pen width was changed; empty if it was not."""
        return self._note.text()

    def set_scale(self, scale: int) -> None:
        """Show each pixel of the picture as ``scale`` × ``scale`` screen pixels."""
        self.preview.set_scale(scale)
        self.setFixedHeight(max(TEXT_HEIGHT, self.preview.height()))

    def show_rendering(self, rendering: Rendering) -> None:
        """Show the network's picture, and note whether its pen was made thinner or thicker."""
        self.preview.show_picture(rendering.picture)
        factor = rendering.pen_factor
        self._note.setText(NARROWED if factor < 1 else WIDENED if factor > 1 else "")
        self._note.setVisible(bool(self.note))

    def show_prediction(self, prediction: Prediction, class_names: Sequence[str]) -> None:
        """Show the predicted class in large type, its probability, and the second guess."""
        best, second = prediction.probabilities.argsort()[::-1][:2]
        sure, other = (float(prediction.probabilities[index]) for index in (best, second))
        self.answer.show_answer(class_names[best], percent(sure))
        self._text = f"It reads {class_names[best]}"
        self._show("", f"then {class_names[second]}, {percent(other)}" if other >= MIN_SECOND_GUESS else "")

    def show_novel(self, prediction: Prediction, class_names: Sequence[str]) -> None:
        """Show that the drawing is out of distribution, and what would be predicted otherwise."""
        self._text = NO_DIGIT if tuple(class_names) == DIGITS else NO_KNOWN_CLASS
        sure = percent(float(prediction.probabilities[prediction.best]))
        self._show(self._text, f"It would read {class_names[prediction.best]}, {sure}", "warning")

    def show_no_prediction(self, drawing: Drawing, has_network: bool) -> None:
        """Show why there is no prediction."""
        if not has_network:
            self._text = NOT_TRAINED
        elif drawing.is_empty:
            self._text = NO_INK
        else:
            self._text = BROKEN if drawing.is_legible else TOO_SMALL
        self._show(self._text, "", "muted")

    def _show(self, message: str, second: str, role: str = "muted") -> None:
        """Show the answer, or the ``message`` in its place, and ``second`` below."""
        self.answer.setVisible(not message)
        self._message.setVisible(bool(message))
        self._message.setText(message)
        mark(self._message, "role", role)
        self._second.setText(second)
        self._second.setVisible(bool(second))
