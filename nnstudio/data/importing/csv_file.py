"""CSV: one line per picture, with its label and the pixels of a square picture; a line of column names may come first.

The label is the column named label, class, target, y or digit, else the first. Cells are separated by commas,
semicolons or tabs. A folder may contain two such files, one with "train" in its name and one with "test".
"""

import csv
import itertools
from collections.abc import Generator, Iterator
from pathlib import Path

from nnstudio.data.dataset import Progress
from nnstudio.data.importing.found import Format, Found, Importing, Source
from nnstudio.data.importing.pixel_values import PixelValues
from nnstudio.data.importing.table import Columns, Pixels, TableRow, assembled, columns, read_rows
from nnstudio.data.importing.text_lines import Line, read_lines
from nnstudio.errors import DataError

SEPARATORS = ",;\t"
_ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz")


def recognises(source: Source) -> bool:
    """Return whether ``source`` is text with a separator, or a folder with one training table and one test table."""
    if source.is_folder:
        return _pair(source.names) is not None
    text = source.start.decode("utf-8", "ignore")
    return "\0" not in text and any(separator in text for separator in SEPARATORS)


def read(path: Path) -> Importing:
    """Read the file, or the two of a folder; raise `DataError` naming the line at fault."""
    files = [path]
    if path.is_dir():
        pair = _pair(tuple(entry.name for entry in path.iterdir()))
        assert pair is not None, "`recognises` has found it"
        files = [path / name for name in pair]
    values = PixelValues()
    tables = []
    for file in files:
        tables.append((yield from _read_table(file, values)))
    found = [assembled(chunks, labels, shape, values) for shape, chunks, labels in tables]
    return Found(found[0], found[1] if len(found) > 1 else None, values.notes())


def _pair(names: tuple[str, ...]) -> tuple[str, str] | None:
    tables = [name for name in sorted(names) if name.lower().endswith(_ENDINGS)]
    training = [name for name in tables if "train" in name.lower()]
    test = [name for name in tables if "test" in name.lower() and name not in training]
    return (training[0], test[0]) if len(training) == len(test) == 1 else None


def _read_table(path: Path, values: PixelValues) -> Generator[Progress, None, tuple[Columns, list[Pixels], list[str]]]:
    lines = read_lines(path)
    first = next(lines, None)
    if first is None:
        raise DataError(path, "empty", "Each line must have the label and the pixels of one picture.")
    separator = max(SEPARATORS, key=first.text.count)
    cells = _cells(first, separator, path)
    is_header = sum(not _is_number(cell) for cell in cells) > 1
    shape = columns(cells if is_header else None, len(cells), path)
    rows = _rows(first, lines, separator, path)
    if is_header:
        next(rows)
    chunks, labels = yield from read_rows(rows, shape, values, path)
    return shape, chunks, labels


def _rows(first: Line, others: Iterator[Line], separator: str, path: Path) -> Iterator[TableRow]:
    for line in itertools.chain([first], others):
        yield TableRow(line.number, _cells(line, separator, path), line.fraction)


def _cells(line: Line, separator: str, path: Path) -> list[str]:
    if '"' not in line.text:
        return line.text.split(separator)
    try:
        return next(csv.reader([line.text], delimiter=separator))
    except (csv.Error, StopIteration) as error:
        raise DataError(path, f"line {line.number}: {error}", "Close every quote on its line.") from error


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


FORMAT = Format("CSV", recognises, read)
