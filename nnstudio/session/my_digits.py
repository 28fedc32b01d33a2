"""The person's own labelled digits, as an object that tells the window what changes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.data.my_digits import MyDigitsFile
from nnstudio.errors import DataError
from nnstudio.ink.file import DrawnDigit, InkFileError
from nnstudio.ink.recipe import Stroke


class MyDigits(QObject):
    """Reads and changes the file of one's own digits; a file that fails says so and keeps what it has."""

    changed = Signal()
    """There are other digits, or other labels; read `digits`."""
    failed = Signal(str)
    """The file could not be read or written, in words for people; nothing has changed."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = MyDigitsFile(path)

    @property
    def digits(self) -> tuple[DrawnDigit, ...]:
        """All of them, in the order they were drawn."""
        return self._file.digits

    @property
    def faults(self) -> tuple[InkFileError, ...]:
        """The lines of the file that hold no digit."""
        return self._file.faults

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._file.can_undo

    @property
    def last_change(self) -> object | None:
        """The change that `undo` would undo, to be compared by identity; None where there is none."""
        return self._file.last_change

    def reload(self) -> None:
        """Read the file, which another window may have changed."""
        self._try(self._file.reload)

    def add(self, label: int, strokes: Sequence[Stroke]) -> bool:
        """Keep a drawing, in fractions of the pad, as ``label``; return whether it is kept."""
        return self._try(lambda: self._file.add(label, strokes))

    def delete(self, indices: Iterable[int]) -> bool:
        """Delete the digits at ``indices``; return whether they are gone."""
        return self._try(lambda: self._file.delete(indices))

    def relabel(self, indices: Iterable[int], label: int) -> bool:
        """Say that the digits at ``indices`` are ``label``; return whether that is kept."""
        return self._try(lambda: self._file.relabel(indices, label))

    def undo(self) -> bool:
        """Take the last change back; return whether that is done."""
        return self._try(self._file.undo)

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except DataError as error:
            self.failed.emit(str(error))
            return False
        self.changed.emit()
        return True
