"""How readily a drawing is refused as out-of-distribution."""

from PySide6.QtWidgets import QWidget

from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.drawing.significance_slider import SignificanceSlider


class RefusalCard(DrawingCard):
    """The level of significance, with the explanation that it needs."""

    def __init__(self, reader: DrawingReader, parent: QWidget | None = None) -> None:
        super().__init__(
            "Not a digit",
            "When training is over, the pad says so where a drawing looks like nothing the network was trained on. "
            "A stricter network refuses more scribbles, and this fraction of real digits as well.",
            parent,
        )
        self.significance = SignificanceSlider()
        self.significance.changed.connect(reader.set_significance)
        self.column.addWidget(self.significance)
