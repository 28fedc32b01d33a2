"""The three parts of an explanation: the ink, the hidden units, the nearest training pictures."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.explanation import NEIGHBOURS, UNITS, Explanation
from nnstudio.number_text import percent
from nnstudio.ui.theme import Theme, mark
from nnstudio.ui.why.pixel_picture import CaptionedPicture

NO_HIDDEN = "This network has no hidden units: its outputs see the pixels themselves."
NOT_YET = "Training pictures appear here when the run is over."


class WhyCard(QFrame):
    """A heading, a line of words and a row of pictures; ``missing`` words stand in place of the row."""

    def __init__(self, heading: str, text: str, pictures: Sequence[CaptionedPicture]) -> None:
        super().__init__()
        mark(self, "card", True)
        title, self._text, self._missing = QLabel(heading), QLabel(text), QLabel()
        for label, role in ((title, "heading"), (self._text, "caption"), (self._missing, "muted")):
            mark(label, "role", role)
            label.setWordWrap(True)
        self.pictures = tuple(pictures)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for picture in pictures:
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (title, self._text, self._row, self._missing):
            layout.addWidget(widget)
        self.say_missing("")

    @property
    def missing(self) -> str:
        """Why there is no row; empty where there is one."""
        return self._missing.text()

    def say_missing(self, text: str) -> None:
        """Show ``text`` in place of the row, or the row where there are none."""
        self._missing.setText(text)
        self._missing.setVisible(bool(text))
        self._row.setVisible(not text)


class InkCard(WhyCard):
    """Which ink speaks for the class and which against it."""

    def __init__(self) -> None:
        self.gradient, self.occlusion = CaptionedPicture(6), CaptionedPicture(6)
        super().__init__("Ink", "", (self.gradient, self.occlusion))

    def show_explanation(self, explanation: Explanation, theme: Theme, class_names: Sequence[str]) -> None:
        """Show both pictures over the ink, and how much their strongest colours stand for."""
        ink = explanation.prediction.picture
        chosen, rival = class_names[explanation.chosen], explanation.rival
        less = "the mean of all others" if rival is None else f"that of {class_names[rival]}"
        self._text.setText(
            f"Blue speaks for {chosen}, orange against. Left: gradient × ink, what each pixel adds to the logit of "
            f"{chosen} less {less}. Right: how far the probability of {chosen} falls where 4 × 4 pixels are erased."
        )
        self.gradient.say(f"Gradient × ink, up to {np.abs(explanation.pixels).max():.2f}")
        self.occlusion.say(f"Erasing, up to {percent(float(np.abs(explanation.occlusion).max()))}")
        self.gradient.show_signed(explanation.pixels, theme, ink)
        self.occlusion.show_signed(explanation.occlusion, theme, ink)


class UnitsCard(WhyCard):
    """Which units of the first hidden layer decide, with their weights from the pixels."""

    def __init__(self) -> None:
        text = (
            "The units of the first hidden layer that count most: their number, and activation × gradient. Each "
            "picture shows a unit's weights, blue where ink excites it and orange where ink holds it down."
        )
        super().__init__("Hidden units", text, [CaptionedPicture(3) for _ in range(UNITS)])

    def show_explanation(self, explanation: Explanation, theme: Theme) -> None:
        """Show the units, or say that there are none."""
        self.say_missing("" if explanation.units else NO_HIDDEN)
        for index, picture in enumerate(self.pictures):
            picture.setVisible(index < len(explanation.units))
        for picture, unit in zip(self.pictures, explanation.units, strict=False):
            picture.show_signed(unit.weights, theme)
            sign = "+" if unit.contribution >= 0 else "−"
            picture.say(f"{unit.number}: {sign}{abs(unit.contribution):.2f}")


class NeighboursCard(WhyCard):
    """Which training pictures look most alike to the network."""

    def __init__(self) -> None:
        text = (
            "The training pictures whose activations in the last hidden layer are nearest, of 2000 that the run keeps. "
            "Below each stands what it is."
        )
        super().__init__("Nearest training pictures", text, [CaptionedPicture(2) for _ in range(NEIGHBOURS)])

    def show_explanation(self, explanation: Explanation, class_names: Sequence[str]) -> None:
        """Show the pictures, or say when there will be some."""
        neighbours = explanation.neighbours
        self.say_missing(NOT_YET if neighbours is None else "")
        for index, picture in enumerate(self.pictures):
            picture.setVisible(index < len(neighbours or ()))
        for picture, neighbour in zip(self.pictures, neighbours or (), strict=False):
            picture.show_ink(neighbour.picture)
            picture.say(class_names[neighbour.label])
