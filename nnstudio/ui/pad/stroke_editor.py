"""Edits the drawing on the pad gesture by gesture, with undo and redo."""

from dataclasses import replace

import numpy as np

from nnstudio.ink.curve import Points
from nnstudio.ink.drawing import DEFAULT_PEN, Drawing, ImageDrawing, StrokeDrawing
from nnstudio.ink.eraser import erase

MAX_UNDO = 500
"""Number of changes that can be undone."""


class StrokeEditor:
    """A drawing with its undo history. Coordinates are fractions of the pad's side, from 0 to 1.

    A gesture, which draws a line or erases, is begun, moved and then ended or discarded; there is one at a time.
    """

    def __init__(self) -> None:
        self.pen = DEFAULT_PEN
        self._drawing: Drawing = StrokeDrawing()
        self._past: list[Drawing] = []
        self._undone: list[Drawing] = []
        self._before: Drawing | None = None
        self._line: list[tuple[float, float, float]] = []
        self._eraser: Points | None = None

    @property
    def drawing(self) -> Drawing:
        """The drawing, including the unfinished line, with the current pen width."""
        if isinstance(self._drawing, ImageDrawing):
            return self._drawing
        lines = (*self._drawing.strokes, np.array(self._line)) if self._line else self._drawing.strokes
        return StrokeDrawing(lines, self.pen)

    @property
    def eraser(self) -> Points | None:
        """The position of the eraser, shape (2,), or None while nothing is being erased."""
        return self._eraser

    @property
    def eraser_radius(self) -> float:
        """Half the width of the eraser, which is twice as wide as the pen, so that round ends leave a visible gap."""
        return self.pen

    @property
    def is_busy(self) -> bool:
        """Whether a gesture is going on."""
        return self._before is not None

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo."""
        return bool(self._undone)

    def begin_line(self, x: float, y: float, width: float) -> None:
        """Begin a line of ``width`` times the pen width; on an image, begin a new drawing."""
        self._before = self._drawing
        if isinstance(self._drawing, ImageDrawing):
            self._drawing = StrokeDrawing()
        self._line = [(x, y, width)]

    def begin_erasing(self, x: float, y: float) -> None:
        """Begin to erase."""
        self._before = self._drawing
        self._eraser = np.array([x, y])
        self._erase_to(self._eraser)

    def move(self, x: float, y: float, width: float) -> None:
        """Continue the gesture; ``width`` is that of a line, as in `begin_line`."""
        if self._line:
            self._line.append((x, y, width))
        elif self._eraser is not None:
            self._erase_to(np.array([x, y]))

    def end(self) -> None:
        """End the gesture; if it changed the drawing, it becomes one step to undo."""
        drawing = self.drawing
        before, self._before = self._before, None
        self._line, self._eraser = [], None
        self._drawing = drawing
        if before is not None and not _are_same(before, drawing):
            self._remember(before)

    def discard(self) -> None:
        """Discard the unfinished gesture and all it changed."""
        if self._before is not None:
            self._drawing, self._before = self._before, None
        self._line, self._eraser = [], None

    def put(self, drawing: Drawing) -> None:
        """Replace the drawing with ``drawing``; undo restores the old one."""
        self._remember(self._drawing)
        self._drawing = drawing

    def undo(self) -> None:
        """Undo the last change; only if `can_undo`."""
        self._undone.append(self._drawing)
        self._drawing = self._past.pop()

    def redo(self) -> None:
        """Redo what was undone last; only if `can_redo`."""
        self._past.append(self._drawing)
        self._drawing = self._undone.pop()

    def _erase_to(self, position: Points) -> None:
        if self._eraser is None:
            return
        if isinstance(self._drawing, StrokeDrawing):
            left = erase(self._drawing.strokes, self._eraser, position, self.eraser_radius)
            self._drawing = replace(self._drawing, strokes=tuple(left))
        self._eraser = position

    def _remember(self, drawing: Drawing) -> None:
        self._past.append(drawing)
        del self._past[:-MAX_UNDO]
        self._undone.clear()


def _are_same(one: Drawing, other: Drawing) -> bool:
    if isinstance(one, StrokeDrawing) and isinstance(other, StrokeDrawing):
        pairs = zip(one.strokes, other.strokes, strict=False)
        return len(one.strokes) == len(other.strokes) and all(first is second for first, second in pairs)
    return one is other
