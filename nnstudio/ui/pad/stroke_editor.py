"""What is drawn on the pad, and what was there before: every gesture of the hand is one step back."""

from dataclasses import replace

import numpy as np

from nnstudio.ink.curve import Points
from nnstudio.ink.drawing import USUAL_PEN, Drawing, ImageDrawing, StrokeDrawing
from nnstudio.ink.eraser import erase

FARTHEST_BACK = 500
"""Gestures that can be taken back."""


class StrokeEditor:
    """A drawing that changes gesture by gesture. Places are shares of the sheet's side, from 0 to 1.

    A gesture is begun, moved and ended, or abandoned as though it had never been; there is one at a time.
    """

    def __init__(self) -> None:
        self.pen = USUAL_PEN
        self._drawing: Drawing = StrokeDrawing()
        self._past: list[Drawing] = []
        self._undone: list[Drawing] = []
        self._before: Drawing | None = None
        self._line: list[tuple[float, float, float]] = []
        self._eraser: Points | None = None

    @property
    def drawing(self) -> Drawing:
        """The drawing with the line that is being drawn, as wide as the pen is now."""
        if isinstance(self._drawing, ImageDrawing):
            return self._drawing
        lines = (*self._drawing.strokes, np.array(self._line)) if self._line else self._drawing.strokes
        return StrokeDrawing(lines, self.pen)

    @property
    def eraser(self) -> Points | None:
        """Where the eraser is, (2,), while it erases."""
        return self._eraser

    @property
    def eraser_radius(self) -> float:
        """Half the width of the eraser: twice as wide as the pen, so that a gap shows between round ends."""
        return self.pen

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is going on."""
        return self._before is not None

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return bool(self._undone)

    def begin_line(self, x: float, y: float, width: float) -> None:
        """Set the pen down; on an image, it takes a new sheet."""
        self._before = self._drawing
        if isinstance(self._drawing, ImageDrawing):
            self._drawing = StrokeDrawing()
        self._line = [(x, y, width)]

    def begin_erasing(self, x: float, y: float) -> None:
        """Set the eraser down."""
        self._before = self._drawing
        self._eraser = np.array([x, y])
        self._erase_to(self._eraser)

    def move(self, x: float, y: float, width: float) -> None:
        """Go on with the gesture."""
        if self._line:
            self._line.append((x, y, width))
        elif self._eraser is not None:
            self._erase_to(np.array([x, y]))

    def end(self) -> None:
        """Lift the pen or the eraser; what it did is one step to undo, and nothing where it changed nothing."""
        drawing = self.drawing
        before, self._before = self._before, None
        self._line, self._eraser = [], None
        self._drawing = drawing
        if before is not None and not _are_same(before, drawing):
            self._remember(before)

    def abandon(self) -> None:
        """Forget the gesture that is going on."""
        if self._before is not None:
            self._drawing, self._before = self._before, None
        self._line, self._eraser = [], None

    def put(self, drawing: Drawing) -> None:
        """Take a new sheet with ``drawing`` on it."""
        self._remember(self._drawing)
        self._drawing = drawing

    def undo(self) -> None:
        """Take the last step back."""
        self._undone.append(self._drawing)
        self._drawing = self._past.pop()

    def redo(self) -> None:
        """Bring back what was undone last."""
        self._past.append(self._drawing)
        self._drawing = self._undone.pop()

    def _erase_to(self, index: Points) -> None:
        if self._eraser is None:
            return
        if isinstance(self._drawing, StrokeDrawing):
            left = erase(self._drawing.strokes, self._eraser, index, self.eraser_radius)
            self._drawing = replace(self._drawing, strokes=tuple(left))
        self._eraser = index

    def _remember(self, drawing: Drawing) -> None:
        self._past.append(drawing)
        del self._past[:-FARTHEST_BACK]
        self._undone.clear()


def _are_same(one: Drawing, other: Drawing) -> bool:
    if isinstance(one, StrokeDrawing) and isinstance(other, StrokeDrawing):
        pairs = zip(one.strokes, other.strokes, strict=False)
        return len(one.strokes) == len(other.strokes) and all(first is second for first, second in pairs)
    return one is other
