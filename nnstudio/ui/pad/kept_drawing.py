"""A drawing that was added to the user's digits when the pad was cleared."""

from collections.abc import Sequence

from nnstudio.ink.recipe import Stroke
from nnstudio.session.my_digits import MyDigits


class KeptDrawing:
    """Adds a drawing with ``label`` to the user's digits; undone and redone together with clearing the pad."""

    def __init__(self, my_digits: MyDigits, label: int, strokes: Sequence[Stroke]) -> None:
        self.label = label
        self._my_digits = my_digits
        self._strokes = strokes
        self._change: object | None = None
        self._is_kept = False

    @property
    def is_last_change(self) -> bool:
        """Whether adding the drawing is still the last change to the user's digits and can be undone."""
        return self._change is not None and self._my_digits.last_change is self._change

    def do(self) -> bool:
        """Add the drawing unless it is still there; return False if it cannot be added."""
        if not self._is_kept:
            self._is_kept = self._my_digits.add(self.label, self._strokes)
            self._change = self._my_digits.last_change if self._is_kept else None
        return self._is_kept

    def undo(self) -> bool:
        """Remove the drawing unless the digits were changed since; return False if it cannot be removed."""
        if not self.is_last_change:
            return True
        self._is_kept = not self._my_digits.undo()
        return not self._is_kept
