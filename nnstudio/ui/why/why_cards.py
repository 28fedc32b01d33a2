"""The three cards of an explanation: the ink, the hidden units, the nearest training pictures."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from nnstudio.inspection.explanation import NEIGHBOURS, UNITS, Explanation
from nnstudio.number_text import percent
from nnstudio.ui.theme import Theme, mark
from nnstudio.ui.why.pixel_picture import CaptionedPicture
from nnstudio.ui.wrapping_row import WrappingRow

NO_HIDDEN = "This network has no hidden units: its outputs are connected directly to the pixels."
NOT_YET = "Training pictures appear here when the run is over."
SPACING = 8
"""Between two pictures, in pixels; six hidden units then stand in one line of a window of 1280 pixels."""


class WhyCard(QFrame):
    """A heading, an explanation and a row of pictures, or a text that says why there are none."""

    def __init__(self, heading: str, text: str, pictures: Sequence[CaptionedPicture]) -> None:
        super().__init__()
        mark(self, "card", True)
        title, self._text, self._missing = QLabel(heading), QLabel(text), QLabel()
        for label, role in ((title, "heading"), (self._text, "caption"), (self._missing, "muted")):
            mark(label, "role", role)
            label.setWordWrap(True)
        self.pictures = tuple(pictures)
        self._row = WrappingRow(self.pictures, SPACING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for widget in (title, self._text, self._row, self._missing):
            layout.addWidget(widget)
        self.show_missing("")

    @property
    def missing(self) -> str:
        """Why there are no pictures; empty if there are some."""
        return self._missing.text()

    def fit_zoom(self) -> None:
        """Show the pictures as large as the zoom asks for."""
        for picture in self.pictures:
            picture.fit_zoom()

    def show_missing(self, text: str) -> None:
        """Show ``text`` in place of the pictures; if it is empty, show the pictures."""
        self._missing.setText(text)
        self._missing.setVisible(bool(text))
        self._row.setVisible(not text)


class InkCard(WhyCard):
    """Shows which pixels are evidence for the class and which against it."""

    def __init__(self) -> None:
        self.gradient, self.occlusion = CaptionedPicture(168), CaptionedPicture(168)
        super().__init__("Ink", "", (self.gradient, self.occlusion))

    def show_explanation(self, explanation: Explanation, theme: Theme, class_names: Sequence[str]) -> None:
        """Show both attributions over the ink, with the value of their strongest colour."""
        ink = explanation.prediction.picture
        chosen, rival = class_names[explanation.chosen], explanation.rival
        subtracted = "the mean of all others" if rival is None else f"that of {class_names[rival]}"
        self._text.setText(
            f"Blue is evidence for {chosen}, orange against it. Left: gradient × ink, what each pixel adds to the "
            f"logit of {chosen} minus {subtracted}. Right: how much the probability of {chosen} falls when "
            "4 × 4 pixels are erased there."
        )
        self.gradient.set_text(f"Gradient × ink, up to {np.abs(explanation.pixels).max():.2f}")
        self.occlusion.set_text(f"Erasing, up to {percent(float(np.abs(explanation.occlusion).max()))}")
        self.gradient.show_signed(explanation.pixels, theme, ink)
        self.occlusion.show_signed(explanation.occlusion, theme, ink)


class UnitsCard(WhyCard):
    """Shows the most important units of the first hidden layer, with their weights from the pixels."""

    def __init__(self) -> None:
        text = (
            "The most important units of the first hidden layer, each with its number and activation × gradient. The "
            "pictures show their weights: blue where ink excites the unit, orange where ink inhibits it."
        )
        super().__init__("Hidden units", text, [CaptionedPicture(84) for _ in range(UNITS)])

    def show_explanation(self, explanation: Explanation, theme: Theme) -> None:
        """Show the units, or that there are none."""
        self.show_missing("" if explanation.units else NO_HIDDEN)
        for index, picture in enumerate(self.pictures):
            picture.setVisible(index < len(explanation.units))
        for picture, unit in zip(self.pictures, explanation.units, strict=False):
            picture.show_signed(unit.weights, theme)
            sign = "+" if unit.contribution >= 0 else "−"
            picture.set_text(f"{unit.number}: {sign}{abs(unit.contribution):.2f}")


class NeighboursCard(WhyCard):
    """Shows the training pictures that are most similar to the drawing for the network."""

    def __init__(self) -> None:
        text = (
            "The training pictures with the nearest activations in the last hidden layer, each with its label, out of "
            "those that are kept with the network: 2000 of a run."
        )
        super().__init__("Nearest training pictures", text, [CaptionedPicture(56) for _ in range(NEIGHBOURS)])

    def show_explanation(self, explanation: Explanation, class_names: Sequence[str]) -> None:
        """Show the pictures, or when there will be some."""
        neighbours = explanation.neighbours
        self.show_missing(NOT_YET if neighbours is None else "")
        for index, picture in enumerate(self.pictures):
            picture.setVisible(index < len(neighbours or ()))
        for picture, neighbour in zip(self.pictures, neighbours or (), strict=False):
            picture.show_ink(neighbour.picture)
            picture.set_text(class_names[neighbour.label])
