"""Edits the drawing on the pad gesture by gesture, with undo and redo."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from nnstudio.ink.curve import Points
from nnstudio.ink.drawing import DEFAULT_PEN, Drawing, ImageDrawing, StrokeDrawing
from nnstudio.ink.eraser import erase

MAX_UNDO = 500
"""Number of changes that can be undone."""


class Companion(Protocol):
    """A change made outside the pad when the drawing is replaced; both are undone and redone together."""

    def do(self) -> bool:
        """Make the change, for the first time or again; return False if it fails."""
        ...

    def undo(self) -> bool:
        """Undo the change; return False if it fails."""
        ...


@dataclass(frozen=True)
class _Change:
    """A step of undo or redo: the drawing it restores, and the companion, if any."""

    drawing: Drawing
    companion: Companion | None


@dataclass(frozen=True)
class _Composed:
    """A drawing with its unfinished line, kept because each movement of the pen leads to several requests for it.

    made_of: the drawing without the line, the number of the line's points, and the width of the pen
    """

    made_of: tuple[Drawing, int, float]
    drawing: StrokeDrawing


class StrokeEditor:
    """A drawing with its undo history. Coordinates are fractions of the pad's side, from 0 to 1.

    A gesture, which draws a line or erases, is begun, moved and then ended or discarded; there is one at a time.
    """

    def __init__(self) -> None:
        self.pen = DEFAULT_PEN
        self._drawing: Drawing = StrokeDrawing()
        self._past: list[_Change] = []
        self._undone: list[_Change] = []
        self._before: Drawing | None = None
        self._line: list[tuple[float, float, float]] = []
        self._eraser: Points | None = None
        self._composed: _Composed | None = None

    @property
    def drawing(self) -> Drawing:
        """The drawing, including the unfinished line, with the current pen width."""
        if isinstance(self._drawing, ImageDrawing):
            return self._drawing
        made_of = self._drawing, len(self._line), self.pen
        if self._composed is None or self._composed.made_of != made_of:
            lines = (*self._drawing.strokes, np.array(self._line)) if self._line else self._drawing.strokes
            self._composed = _Composed(made_of, StrokeDrawing(lines, self.pen))
        return self._composed.drawing

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

    @property
    def last_companion(self) -> Companion | None:
        """What `undo` would undo together with the last change of the drawing, if anything."""
        return self._past[-1].companion if self._past else None

    def begin_line(self, x: float, y: float, width: float) -> None:
        """Begin a line of ``width`` times the pen width; on an image, begin a new drawing."""
        self._before = self._drawing
        if isinstance(self._drawing, ImageDrawing):
            self._drawing = StrokeDrawing()
        self._line = [(x, y, width)]
        self._composed = None  # it may have a line of one point too

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

    def put(self, drawing: Drawing, companion: Companion | None = None) -> None:
        """Replace the drawing with ``drawing`` and do ``companion``; if that fails, nothing changes."""
        if companion is None or companion.do():
            self._remember(self._drawing, companion)
            self._drawing = drawing

    def undo(self) -> None:
        """Undo the last change; only if `can_undo`. Nothing changes if its companion cannot be undone."""
        change = self._past[-1]
        if change.companion is None or change.companion.undo():
            self._past.pop()
            self._undone.append(_Change(self._drawing, change.companion))
            self._drawing = change.drawing

    def redo(self) -> None:
        """Redo what was undone last; only if `can_redo`. Nothing changes if its companion cannot be redone."""
        change = self._undone[-1]
        if change.companion is None or change.companion.do():
            self._undone.pop()
            self._past.append(_Change(self._drawing, change.companion))
            self._drawing = change.drawing

    def _erase_to(self, position: Points) -> None:
        if self._eraser is None:
            return
        if isinstance(self._drawing, StrokeDrawing):
            left = erase(self._drawing.strokes, self._eraser, position, self.eraser_radius)
            self._drawing = replace(self._drawing, strokes=tuple(left))
        self._eraser = position

    def _remember(self, drawing: Drawing, companion: Companion | None = None) -> None:
        self._past.append(_Change(drawing, companion))
        del self._past[:-MAX_UNDO]
        self._undone.clear()


def _are_same(one: Drawing, other: Drawing) -> bool:
    if isinstance(one, StrokeDrawing) and isinstance(other, StrokeDrawing):
        pairs = zip(one.strokes, other.strokes, strict=False)
        return len(one.strokes) == len(other.strokes) and all(first is second for first, second in pairs)
    return one is other
