"""The user's labelled digits, as an object that notifies the window of changes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import DIGITS
from nnstudio.data.my_digits import MyDigitsFile, drawings_file
from nnstudio.errors import DataError
from nnstudio.ink.file import DrawnDigit, InkFileError
from nnstudio.ink.recipe import Stroke


class MyDigits(QObject):
    """Reads and changes the file of the user's digits; a failure is reported and changes nothing.

    For a network with other classes, it reads and changes the file of the user's drawings of these classes.
    """

    changed = Signal()
    """Digits or their labels have changed; read `digits`."""
    failed = Signal(str)
    """The file could not be read or written, and nothing has changed: a message for the user."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._my_digits = path
        self._file = MyDigitsFile(path)
        self.class_names: tuple[str, ...] = DIGITS

    @Slot(object)
    def use_classes(self, class_names: tuple[str, ...]) -> None:
        """Read and change the drawings of ``class_names`` from now on; earlier changes can no longer be undone."""
        if class_names != self.class_names:
            self.class_names = class_names
            self._file = MyDigitsFile(drawings_file(self._my_digits, class_names), len(class_names))
            self.reload()

    @property
    def digits(self) -> tuple[DrawnDigit, ...]:
        """All digits in the order in which they were drawn."""
        return self._file.digits

    @property
    def faults(self) -> tuple[InkFileError, ...]:
        """The lines of the file that hold no digit."""
        return self._file.faults

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return self._file.can_undo

    @property
    def last_change(self) -> object | None:
        """The change that `undo` would undo, to be compared by identity; None where there is none."""
        return self._file.last_change

    def reload(self) -> None:
        """Read the file again, as another window may have changed it."""
        self._try(self._file.reload)

    def add(self, label: int, strokes: Sequence[Stroke]) -> bool:
        """Save a drawing, in fractions of the pad, as ``label``; return whether it was saved."""
        return self._try(lambda: self._file.add(label, strokes))

    def delete(self, indices: Iterable[int]) -> bool:
        """Delete the digits at ``indices``; return whether they were deleted."""
        return self._try(lambda: self._file.delete(indices))

    def relabel(self, indices: Iterable[int], label: int) -> bool:
        """Change the label of the digits at ``indices`` to ``label``; return whether that was saved."""
        return self._try(lambda: self._file.relabel(indices, label))

    def undo(self) -> bool:
        """Undo the last change; return whether that was saved."""
        return self._try(self._file.undo)

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except DataError as error:
            self.failed.emit(str(error))
            return False
        self.changed.emit()
        return True
