"""The numbers of a run as tables with named columns, for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from nnstudio.engine.events import Metrics
from nnstudio.runs.events import BATCH_COLUMNS
from nnstudio.runs.history import History

Cell = str | int | float | None


@dataclass(frozen=True, eq=False)
class Table:
    """Rows with one cell for each of the ``columns``; None is an empty cell."""

    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]

    def write_csv(self, file: IO[bytes]) -> None:
        """Write the table with commas, in UTF-8, its columns in the first line."""
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._write(text, ",")
        text.detach()

    def tab_separated(self) -> str:
        """Return the table as text with tabs, as spreadsheets paste it."""
        text = io.StringIO()
        self._write(text, "\t")
        return text.getvalue()

    def _write(self, text: IO[str], delimiter: str) -> None:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(["" if cell is None else _text(cell) for cell in row] for row in self.rows)


def batch_table(history: History) -> Table:
    """Return a table with a row for every batch: its step, then the `BATCH_COLUMNS`; positions are in epochs."""
    columns = [history.series(column).values for column in BATCH_COLUMNS]
    return Table(("batch", *BATCH_COLUMNS), _batch_rows([column.tolist() for column in columns]))


def evaluation_table(history: History) -> Table:
    """Return a table with a row for every evaluation: position in epochs, step, and the metrics of each set."""
    sets = ("train", "validation", "my_digits")
    metrics = tuple(f"{name}_{quantity}" for name in sets for quantity in ("loss", "accuracy"))
    rows = [
        (
            event.position,
            event.step,
            *(cell for each in (event.training, event.validation, event.extra) for cell in _cells(each)),
            event.penalty,
        )
        for event in history.evaluations
    ]
    return Table(("epoch", "batch", *metrics, "penalty"), rows)


def _batch_rows(columns: list[list[float]]) -> Iterator[tuple[Cell, ...]]:
    for step, row in enumerate(zip(*columns, strict=True), start=1):
        yield (step, *row)


def _cells(metrics: Metrics | None) -> tuple[Cell, Cell]:
    return (None, None) if metrics is None else (metrics.loss, metrics.accuracy)


def _text(cell: str | float) -> str:
    return f"{cell:.7g}" if isinstance(cell, float) else str(cell)
