"""The significance level at which a drawing is refused as out-of-distribution."""

from PySide6.QtWidgets import QWidget

from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.significance_slider import SignificanceSlider


class RefusalCard(DrawingCard):
    """A slider for the significance level, with an explanation."""

    def __init__(self, reader: DrawingReader, parent: QWidget | None = None) -> None:
        super().__init__(
            "Not a digit",
            "After training, the pad says so when a drawing looks like nothing the network was trained on. A stricter "
            "setting refuses more scribbles, but also this fraction of real digits.",
            parent,
        )
        self.significance = SignificanceSlider()
        self.significance.changed.connect(reader.set_significance)
        self.column.addWidget(self.significance)
