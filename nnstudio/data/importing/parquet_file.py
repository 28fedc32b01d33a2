"""Parquet, the format in which OpenML offers data sets: a column per pixel and one for the label. Needs pyarrow."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from nnstudio.data.importing.found import MAX_PICTURES, Format, Found, Importing, Source
from nnstudio.data.importing.pixel_values import PixelValues
from nnstudio.data.importing.table import CHUNK, TableRow, assembled, columns, read_rows
from nnstudio.errors import DataError

INSTALL = "Install the library pyarrow (python -m pip install pyarrow), or save the data as CSV."


def recognises(source: Source) -> bool:
    """Return whether ``source`` begins like a Parquet file."""
    return source.start.startswith(b"PAR1")


def read(path: Path) -> Importing:
    """Read the file; raise `DataError` naming the row at fault, or saying that pyarrow is missing."""
    try:
        parquet: Any = import_module("pyarrow.parquet")  # optional: everything else works without it
    except ImportError:
        raise DataError(path, "a Parquet file, which needs pyarrow to be read", INSTALL) from None
    try:
        file: Any = parquet.ParquetFile(path)
        names, count = list(file.schema_arrow.names), int(file.metadata.num_rows)
    except Exception as error:  # pyarrow raises exceptions of its own for damaged files; all mean the same here
        raise DataError(path, f"cannot be read as a Parquet file ({error})", "Save it again.") from error
    if not 0 < count <= MAX_PICTURES:
        raise DataError(path, f"{count} rows", f"Allowed: 1 to {MAX_PICTURES}.")
    shape = columns(names, len(names), path)
    values = PixelValues()
    chunks, labels = yield from read_rows(_rows(file, count, path), shape, values, path)
    return Found(assembled(chunks, labels, shape, values), None, values.notes())


def _rows(file: Any, count: int, path: Path) -> Iterator[TableRow]:
    number = 0
    try:
        for batch in file.iter_batches(batch_size=CHUNK):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield TableRow(number, [str(cell) for cell in cells], number / count)
    except DataError:
        raise
    except Exception as error:  # as above
        raise DataError(path, f"cannot be read after row {number} ({error})", "Save it again.") from error


FORMAT = Format("Parquet", recognises, read)
