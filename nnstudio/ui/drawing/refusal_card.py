"""How readily a drawing is refused as nothing the network knows."""

from PySide6.QtWidgets import QWidget

from nnstudio.ui.drawing.card import DrawingCard
from nnstudio.ui.pad.pad_panel import PadPanel


class RefusalCard(DrawingCard):
    """The pad's slider, with the words that it needs; the pad itself has the room for its verdict alone."""

    def __init__(self, pad: PadPanel, parent: QWidget | None = None) -> None:
        super().__init__(
            "Not a digit",
            "When training is over, the pad says so where a drawing looks like nothing the network was trained on. "
            "A stricter network refuses more scribbles, and this fraction of real digits as well.",
            parent,
        )
        self.column.addWidget(pad.significance)
