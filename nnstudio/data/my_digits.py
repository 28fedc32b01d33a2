"""The user's labelled drawings, in one file to which each digit is added as it is drawn.

The file is an ink file (`nnstudio.ink.file`), which `nnstudio evaluate --ink` reads. A line without a digit, such as
one that a crash cut short, is reported and left as it is; all other lines are still read. Drawings of other classes
than the digits have a file of their own beside it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import DIGITS, PictureSamples
from nnstudio.errors import DataError
from nnstudio.ink.file import DrawnDigit, InkFileError, append_to_ink_file, encode_digit, parse_digit
from nnstudio.ink.recipe import Stroke, draw_many

BOX = 500.0
"""The pad's side in the file's units; coordinates are rounded to hundredths of a unit, too little to be seen."""

TAP = 0.03
"""Ink no larger than this fraction of the pad is saved as a dot, because the file does not record the pad's size."""

LARGEST_FILE = 200_000_000
"""Bytes; about 100,000 drawings."""


def drawings_file(my_digits: Path, class_names: tuple[str, ...]) -> Path:
    """Return the file of drawings of ``class_names``: ``my_digits`` for the digits, else a file beside it."""
    if class_names == DIGITS:
        return my_digits
    readable = re.sub(r"[^a-z0-9]+", "-", "-".join(class_names).lower())[:40].strip("-")
    code = hashlib.sha256("\n".join(class_names).encode()).hexdigest()[:8]
    return my_digits.with_name(f"my-drawings-{readable}-{code}.jsonl")


class MyDigitsError(DataError):
    """The file of the user's digits cannot be read or written; its contents are unchanged."""

    def __init__(self, path: Path, what: str, error: OSError) -> None:
        remedy = "Check its permissions and the free space; nothing in it was lost."
        super().__init__(path, f"{what} ({error.strerror or error})", remedy)


@dataclass(frozen=True)
class _Edit:
    """Removed and added lines with their indices: before the edit for ``removed``, after it for ``added``."""

    removed: tuple[tuple[int, bytes], ...]
    added: tuple[tuple[int, bytes], ...]


class MyDigitsFile:
    """The digits of the file at ``path``, or drawings of as many other ``classes``; each change is on disk on return.

    Digits are referred to by their indices in `digits`. Methods raise `MyDigitsError` if the file cannot be read or
    written; the digits are then as before.
    """

    def __init__(self, path: Path, classes: int = len(DIGITS)) -> None:
        self.path = path
        self._classes = classes
        self._lines: tuple[bytes, ...] = ()
        self._known: dict[bytes, DrawnDigit | InkFileError] = {}
        self._undo: list[_Edit] = []
        self.digits: tuple[DrawnDigit, ...] = ()
        self.faults: tuple[InkFileError, ...] = ()
        """One error for each line without a digit, which names the line."""
        self._indices: tuple[int, ...] = ()

    @property
    def can_undo(self) -> bool:
        """Whether there is a change of this session to undo."""
        return bool(self._undo)

    @property
    def last_change(self) -> object | None:
        """The change that `undo` would undo, to be compared by identity; None where there is none."""
        return self._undo[-1] if self._undo else None

    def reload(self) -> None:
        """Read the file again; a missing file has no digits."""
        self._show(self._read())

    def add(self, label: int, strokes: Sequence[Stroke]) -> None:
        """Append a drawing of at least one point, with coordinates as fractions of the pad's side."""
        points = np.concatenate(strokes)
        is_tap = np.ptp(points, axis=0).max() <= TAP
        kept = [points.mean(axis=0, keepdims=True)] if is_tap else strokes
        digit = DrawnDigit(label, tuple(np.asarray(stroke) * BOX for stroke in kept))
        try:
            append_to_ink_file(self.path, digit)
        except OSError as error:
            raise MyDigitsError(self.path, "cannot be written", error) from error
        self._show(self._read())
        self._undo.append(_Edit((), ((len(self._lines) - 1, self._lines[-1]),)))

    def delete(self, indices: Iterable[int]) -> None:
        """Delete the digits at ``indices``."""
        lines = sorted(self._indices[index] for index in indices)
        self._change(_Edit(tuple((line, self._lines[line]) for line in lines), ()))

    def relabel(self, indices: Iterable[int], label: int) -> None:
        """Change the label of the digits at ``indices`` to ``label``."""
        chosen = [(self._indices[index], replace(self.digits[index], label=label)) for index in sorted(indices)]
        removed = tuple((line, self._lines[line]) for line, _ in chosen)
        self._change(_Edit(removed, tuple((line, encode_digit(digit)) for line, digit in chosen)))

    def undo(self) -> None:
        """Undo the last change made through this object: an addition, a deletion or a new label."""
        if self._undo:
            edit = self._undo[-1]
            self._write(_Edit(edit.added, edit.removed))
            self._undo.pop()

    def _change(self, edit: _Edit) -> None:
        if edit.removed or edit.added:
            self._write(edit)
            self._undo.append(edit)

    def _write(self, edit: _Edit) -> None:
        """Apply ``edit`` to the current file, which another window may have changed.

        A digit that another window removed stays removed: its new version is not added.
        """
        lines = list(self._read())
        gone = set()
        for index, line in reversed(edit.removed):
            if index < len(lines) and lines[index] == line:
                del lines[index]
            elif line in lines:
                lines.remove(line)
            else:
                gone.add(index)
        for index, line in edit.added:
            if index not in gone:
                lines.insert(index, line)
        try:
            write_atomically(self.path, lambda file: file.write(b"".join(line + b"\n" for line in lines)))
        except OSError as error:
            raise MyDigitsError(self.path, "cannot be written", error) from error
        self._show(tuple(lines))

    def _read(self) -> tuple[bytes, ...]:
        try:
            size = self.path.stat().st_size
            if size > LARGEST_FILE:
                raise InkFileError(self.path, None, f"has {size} bytes; allowed: {LARGEST_FILE}")
            return tuple(self.path.read_bytes().splitlines())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise MyDigitsError(self.path, "cannot be read", error) from error

    def _show(self, lines: tuple[bytes, ...]) -> None:
        """Replace the digits and faults by those of ``lines``; each distinct line is parsed only once."""
        parsed = [self._parsed(line, number) for number, line in enumerate(lines, start=1)]
        digits = [(index, each) for index, each in enumerate(parsed) if isinstance(each, DrawnDigit)]
        self._lines = lines
        self._indices = tuple(index for index, _ in digits)
        self.digits = tuple(digit for _, digit in digits)
        self.faults = tuple(each for each in parsed if isinstance(each, InkFileError))

    def _parsed(self, line: bytes, number: int) -> DrawnDigit | InkFileError | None:
        if not line.strip():
            return None
        known = self._known.get(line)
        if isinstance(known, DrawnDigit):
            return known
        try:
            digit = parse_digit(line, self.path, number, self._classes)
            if digit.label is None:
                return InkFileError(self.path, number, "a drawing that is not a digit")
            if not any(len(stroke) for stroke in digit.strokes):
                return InkFileError(self.path, number, "a digit without ink")
        except InkFileError as error:
            return error
        self._known[line] = digit
        return digit


def my_digits_samples(digits: Sequence[DrawnDigit]) -> PictureSamples:
    """Return ``digits`` as the pictures that a network sees, with their labels."""
    pictures = draw_many([digit.strokes for digit in digits])
    labels = np.array([digit.label for digit in digits], np.uint8)
    return PictureSamples(pictures, labels)


class MyDigitsSamples:
    """Returns the samples of the digits at ``path`` whenever it is called; reads the file again if it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._samples: PictureSamples | None = None

    def __call__(self) -> PictureSamples | None:
        """Return the samples, or None if there are none or the file cannot be read."""
        stamp = self._stamp_now()
        if stamp != self._stamp:
            self._stamp = stamp
            self._samples = self._read() if stamp is not None else None
        return self._samples

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self) -> PictureSamples | None:
        file = MyDigitsFile(self._path)
        try:
            file.reload()
        except DataError:
            return None
        return my_digits_samples(file.digits) if file.digits else None
