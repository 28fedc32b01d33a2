"""The metrics of a run as comma-separated values and as JSON lines, one row for each evaluation or each batch."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

from nnstudio.atomic_file import write_atomically
from nnstudio.runs.formats.format import Exported, Format
from nnstudio.runs.tables import Cell, Table


def write_csv(exported: Exported, path: Path) -> None:
    """Write a table with commas, in UTF-8, its columns in the first line; what is not known is empty."""
    write_atomically(path, exported.table.write_csv)


def write_json_lines(exported: Exported, path: Path) -> None:
    """Write one object for each row; what is not known, or not finite, is null."""
    lines = _lines(exported.table)
    write_atomically(path, lambda file: file.writelines(line.encode() for line in lines))


def _lines(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield json.dumps({name: _json(cell) for name, cell in zip(table.columns, row, strict=True)}) + "\n"


def _json(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


CSV = Format("csv", "Metrics as CSV", ".csv", "a table of the metrics", write_csv, is_of_network=False)
_LINES_HELP = "the same table, one JSON object a line"
JSON_LINES = Format("jsonl", "Metrics as JSON lines", ".jsonl", _LINES_HELP, write_json_lines, is_of_network=False)
