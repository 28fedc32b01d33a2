"""Tables with a label and the pixels of a square picture in each row, as in CSV, ARFF and Parquet files."""

import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PICTURE_SHAPE, Progress
from nnstudio.data.importing.class_name import class_name
from nnstudio.data.importing.found import MAX_PICTURES, Labelled
from nnstudio.data.importing.picture_fit import fit_all
from nnstudio.data.importing.pixel_values import PixelValues
from nnstudio.errors import DataError

LABEL_NAMES = ("label", "class", "target", "y", "digit")
SMALLEST_SIDE, LARGEST_SIDE = 4, 512
CHUNK = 500
ALLOWED = f"Allowed: a label, and the {SMALLEST_SIDE**2} to {LARGEST_SIDE**2} pixels of a square picture."

Pixels = NDArray[np.uint8] | NDArray[np.float32]


@dataclass(frozen=True)
class TableRow:
    """The cells of one line, its number, and the fraction of the file that has been read."""

    line: int
    cells: Sequence[str]
    fraction: float


@dataclass(frozen=True)
class Columns:
    """The number of columns, and the index of the label's column."""

    count: int
    label: int

    @property
    def side(self) -> int:
        """The height and width of a picture in pixels."""
        return math.isqrt(self.count - 1)


def columns(names: Sequence[str] | None, count: int, path: Path, label: str | None = None) -> Columns:
    """Find the label among ``count`` columns; raise `DataError` for other tables.

    It is the one named ``label``; if that is None, one with a usual name, else the first.
    """
    side = math.isqrt(max(0, count - 1))
    if side * side != count - 1 or not SMALLEST_SIDE <= side <= LARGEST_SIDE:
        missing = ", which seem to be pixels without a label" if count == math.isqrt(count) ** 2 > 1 else ""
        raise DataError(path, f"{count} columns{missing}", ALLOWED)
    if label is not None:
        if label not in (names or ()):
            raise DataError(path, f"no column named {label!r}", "The column of the classes must be in the file.")
        return Columns(count, list(names or ()).index(label))
    plain = [name.strip().strip("'\"").casefold() for name in names or ()]
    indices = [plain.index(name) for name in LABEL_NAMES if name in plain]
    return Columns(count, indices[0] if indices else 0)


def read_rows(
    rows: Iterable[TableRow], shape: Columns, values: PixelValues, path: Path
) -> Generator[Progress, None, tuple[list[Pixels], list[str]]]:
    """Read all rows; return the pixels in chunks of shape (count, side²), as `PixelValues` takes them, and the labels.

    Raises `DataError` naming the line at fault.
    """
    chunks: list[Pixels] = []
    labels: list[str] = []
    pixels: list[list[float]] = []
    lines: list[int] = []
    for row in rows:
        label, numbers = _parsed(row, shape, path)
        labels.append(label)
        pixels.append(numbers)
        lines.append(row.line)
        if len(labels) > MAX_PICTURES:
            raise DataError(path, f"line {row.line}: more than {MAX_PICTURES} pictures", "Import a part of them.")
        if len(pixels) * shape.count >= CHUNK * 785:
            yield Progress("Reading lines", round(1000 * min(1.0, row.fraction)), 1000)
            chunks.append(_checked(pixels, lines, values, path))
            pixels.clear()
            lines.clear()
    if pixels:
        chunks.append(_checked(pixels, lines, values, path))
    if not labels:
        raise DataError(path, "no rows", "Each line must have the label and the pixels of one picture.")
    return chunks, labels


def assembled(chunks: list[Pixels], labels: list[str], shape: Columns, values: PixelValues) -> Labelled:
    """Return the ``chunks`` and ``labels`` of `read_rows` as pictures of `PICTURE_SHAPE`; ``chunks`` is emptied."""
    pictures = np.empty((len(labels), *PICTURE_SHAPE), np.uint8)
    first = 0
    while chunks:
        chunk = values.to_bytes(chunks.pop(0))
        pictures[first : first + len(chunk)] = fit_all(chunk.reshape(len(chunk), shape.side, shape.side))
        first += len(chunk)
    return Labelled(pictures, labels)


def _parsed(row: TableRow, shape: Columns, path: Path) -> tuple[str, list[float]]:
    if len(row.cells) != shape.count:
        found = f"line {row.line}: {len(row.cells)} columns instead of {shape.count}"
        raise DataError(path, found, "Every line must have as many as the first.")
    cells = list(row.cells)
    label = cells.pop(shape.label)
    try:
        name = class_name(label)
    except ValueError as error:
        raise DataError(path, f"line {row.line}: {error}", "A label is text or a whole number from 0.") from None
    try:
        return name, list(map(float, cells))
    except ValueError as error:
        raise DataError(path, f"line {row.line}: {str(error)[:80]}", "Pixels are numbers from 0 to 255.") from None


def _checked(pixels: list[list[float]], lines: list[int], values: PixelValues, path: Path) -> Pixels:
    array = np.array(pixels, np.float64)
    is_wrong = ~((array >= 0) & (array <= 255)).all(axis=1)
    line = lines[int(is_wrong.argmax())]
    try:
        return values.take(array)
    except ValueError as error:
        raise DataError(path, f"line {line}: {error}", "Allowed: 0 to 255, or 0 to 1.") from None
