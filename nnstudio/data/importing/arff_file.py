"""ARFF, the format in which OpenML offers MNIST: named attributes, then one picture per line. Only dense rows are read.

Source: I. Witten, E. Frank, Data Mining: Practical Machine Learning Tools and Techniques (the ARFF format).
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from nnstudio.data.importing.found import Format, Found, Importing, Source
from nnstudio.data.importing.pixel_values import PixelValues
from nnstudio.data.importing.table import LARGEST_SIDE, TableRow, assembled, columns, read_rows
from nnstudio.data.importing.text_lines import Line, read_lines
from nnstudio.errors import DataError

_LAYOUT = "An ARFF file has lines @attribute NAME TYPE, then @data, then rows of cells separated by commas."


def recognises(source: Source) -> bool:
    """Return whether ``source`` begins with @relation, or with a comment if its name ends with .arff."""
    text = source.start.decode("utf-8-sig", "ignore").lstrip()
    if text.startswith("%"):
        return source.path.name.lower().removesuffix(".gz").endswith(".arff")
    return text.casefold().startswith("@relation")


def read(path: Path, label: str | None = None) -> Importing:
    """Read the file, whose attribute ``label`` names the classes; raise `DataError` naming the line at fault.

    Without ``label`` the attribute is recognised by its name, or else is the first.
    """
    lines = (line for line in read_lines(path) if not line.text.startswith("%"))
    names = _attributes(lines, path)
    shape = columns(names, len(names), path, label)
    values = PixelValues()
    chunks, labels = yield from read_rows(_rows(lines, path), shape, values, path)
    return Found(assembled(chunks, labels, shape, values), None, values.notes())


def _attributes(lines: Iterator[Line], path: Path) -> list[str]:
    names: list[str] = []
    for line in lines:
        word, *rest = line.text.split(maxsplit=1)
        match word.casefold():
            case "@relation":
                pass
            case "@attribute":
                names.append(_name("".join(rest)))
                if len(names) > LARGEST_SIDE**2 + 1:
                    raise DataError(path, f"line {line.number}: more than {LARGEST_SIDE**2} attributes", _LAYOUT)
            case "@data":
                return names
            case _:
                raise DataError(path, f"line {line.number}: {line.text[:40]!r} before @data", _LAYOUT)
    raise DataError(path, "ends before @data", _LAYOUT)


def _name(text: str) -> str:
    quote = text[:1]
    return text[1:].partition(quote)[0] if quote in ("'", '"') else text.split(maxsplit=1)[0] if text else ""


def _rows(lines: Iterator[Line], path: Path) -> Iterator[TableRow]:
    for line in lines:
        if line.text.startswith("{"):
            raise DataError(path, f"line {line.number}: a sparse row", "Save it with dense rows, or as CSV.")
        try:
            cells = next(csv.reader([line.text], quotechar="'")) if "'" in line.text else line.text.split(",")
        except (csv.Error, StopIteration) as error:
            raise DataError(path, f"line {line.number}: {error}", _LAYOUT) from error
        yield TableRow(line.number, cells, line.fraction)


FORMAT = Format("ARFF", recognises, read)
