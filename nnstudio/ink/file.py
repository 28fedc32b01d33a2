"""Digits as strokes in a text file, one digit per line: the user's digits are kept as they were drawn.

    {"label": 8, "writer": 12, "strokes": [[[x, y], [x, y], …], …]}

x points to the right and y down, in any unit; `writer` may be omitted. A drawing that is not a digit has the label null
or a word that says what it is. The file holds strokes rather than pictures, so that digits drawn today can be rendered
by a better recipe tomorrow.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnstudio.errors import DataError
from nnstudio.ink.recipe import Stroke, checked_stroke

LONGEST_LINE = 4_000_000
"""Maximum number of bytes per digit: some 100,000 points, far more than anyone draws."""


class InkFileError(DataError):
    """A line of an ink file holds no digit, or the file cannot be read (`line` is None); `line` counts from 1."""

    def __init__(self, path: Path, line: int | None, found: str) -> None:
        where = "" if line is None else f"line {line}: "
        super().__init__(path, where + found, 'A line reads {"label": 8, "strokes": [[[x, y], …], …]}')
        self.line = line


@dataclass(frozen=True, eq=False)
class DrawnDigit:
    """One drawing: the digit it is meant to be (None: not a digit), its strokes, and the number of its writer."""

    label: int | None
    strokes: tuple[Stroke, ...]
    writer: int | None = None


def read_ink_file(path: Path) -> Iterator[DrawnDigit]:
    """Yield the digits of a file one by one; empty lines are skipped.

    Raises InkFileError where the file cannot be read, and on reaching a line that holds no digit.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while text := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(text) > LONGEST_LINE:
                    raise InkFileError(path, number, f"longer than {LONGEST_LINE} bytes")
                if text.strip():
                    yield parse_digit(text, path, number)
    except OSError as error:
        raise InkFileError(path, None, f"cannot be read ({error.strerror or error})") from error


def append_to_ink_file(path: Path, digit: DrawnDigit) -> None:
    """Append one digit to a file, which is created if necessary; the digit is on disk on return."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if file.tell():
            # Without a line break, a line that a crash cut short would swallow this one.
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(encode_digit(digit) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def encode_digit(digit: DrawnDigit) -> bytes:
    """Return the line of a digit without its line break; coordinates are rounded to a hundredth."""
    content: dict[str, Any] = {"label": digit.label}
    if digit.writer is not None:
        content["writer"] = digit.writer
    content["strokes"] = [checked_stroke(stroke).round(2).tolist() for stroke in digit.strokes]
    return json.dumps(content).encode("ascii")


def parse_digit(text: bytes, path: Path, line: int, classes: int = 10) -> DrawnDigit:
    """Parse the drawing of one line, whose label is below ``classes``; raise InkFileError where it holds none."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InkFileError(path, line, f"is not JSON ({error})") from error
    if not isinstance(content, dict):
        raise InkFileError(path, line, "is not a JSON object")
    label, writer, strokes = content.get("label"), content.get("writer"), content.get("strokes")
    is_no_digit = "label" in content and (label is None or (isinstance(label, str) and not label.isdigit()))
    if not is_no_digit and (type(label) is not int or not 0 <= label < classes):
        noun = "digit" if classes == 10 else "class"
        raise InkFileError(path, line, f"the label is a {noun} from 0 to {classes - 1}, not {_shortened(label)}")
    if writer is not None and type(writer) is not int:
        raise InkFileError(path, line, f"the writer is a whole number, not {_shortened(writer)}")
    if not isinstance(strokes, list):
        raise InkFileError(path, line, f"the strokes are a list, not {_shortened(strokes)}")
    try:
        return DrawnDigit(None if is_no_digit else label, tuple(_stroke(stroke) for stroke in strokes), writer)
    except (ValueError, TypeError, OverflowError) as error:
        raise InkFileError(path, line, str(error)) from error


def _stroke(points: Any) -> Stroke:
    if not isinstance(points, list) or not all(isinstance(point, list) and len(point) == 2 for point in points):
        raise ValueError("a stroke is a list of points [x, y]")
    for point in points:
        if not all(type(number) in (int, float) for number in point):
            raise ValueError(f"a point is two numbers, not {_shortened(point)}")
    return checked_stroke(points)


def _shortened(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else shown[:39] + "…"
