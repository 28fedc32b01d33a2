"""A drawing that was added to the user's digits when the pad was cleared."""

from collections.abc import Sequence

import numpy as np

from nnstudio.ink.file import DrawnDigit
from nnstudio.ink.recipe import Stroke
from nnstudio.session.my_digits import MyDigits


class KeptDrawing:
    """Adds a drawing with ``label`` to the user's digits; undone and redone together with clearing the pad."""

    def __init__(self, my_digits: MyDigits, label: int, strokes: Sequence[Stroke]) -> None:
        self.label = label
        self._my_digits = my_digits
        self._class_names = my_digits.class_names
        self._strokes = strokes
        self._change: object | None = None
        self._digit: DrawnDigit | None = None

    @property
    def name(self) -> str:
        """The name of the class that the drawing was labelled as."""
        return self._class_names[self.label]

    @property
    def is_last_change(self) -> bool:
        """Whether adding the drawing is still the last change to the user's digits and can be undone."""
        return self._change is not None and self._my_digits.last_change is self._change

    def do(self) -> bool:
        """Add the drawing unless it is still there; return False if it cannot be added, as to other classes."""
        if self._my_digits.class_names != self._class_names:
            return False
        if self._is_still_there():
            return True
        if not self._my_digits.add(self.label, self._strokes):
            return False
        self._digit, self._change = self._my_digits.digits[-1], self._my_digits.last_change
        return True

    def _is_still_there(self) -> bool:
        """Return whether the digits contain these strokes, with any label: it may have been changed since."""
        kept = self._digit
        return kept is not None and any(
            len(digit.strokes) == len(kept.strokes) and all(map(np.array_equal, digit.strokes, kept.strokes))
            for digit in self._my_digits.digits
        )

    def undo(self) -> bool:
        """Remove the drawing unless the digits were changed since; return False if it cannot be removed."""
        if not self.is_last_change:
            return True
        return self._my_digits.undo()
