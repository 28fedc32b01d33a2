"""Precision, recall and F1 of each class."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from nnstudio.engine.confusion import Confusion
from nnstudio.number_text import grouped, percent
from nnstudio.runs.tables import Table
from nnstudio.ui.results.epochs_table import RIGHT, CopyableTable, Index
from nnstudio.ui.theme import scaled

COLUMNS = (
    ("Class", "The class; the last row is the mean over all classes"),
    ("Pictures", "The pictures of this class; the mean has none of its own"),
    ("Precision", "Of the pictures predicted as this class, the fraction that belong to it"),
    ("Recall", "Of the pictures of this class, the fraction that were predicted as it"),
    ("F1", "The harmonic mean of precision and recall: 2 · precision · recall / (precision + recall)"),
)
ClassRow = tuple[str, int | None, float, float, float]
"""A class, its pictures (None for the mean), precision, recall and F1."""
ROW, ROWS_SHOWN, NARROWEST_COLUMN = 24, 12, 56
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class _ClassModel(QAbstractTableModel):
    """One row for each class, then one for their mean."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ClassRow] = []

    def show_rows(self, rows: list[ClassRow]) -> None:
        is_as_long = len(rows) == len(self.rows)
        if not is_as_long:
            self.beginResetModel()
        self.rows = rows
        if not is_as_long:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows) if parent is None or not parent.isValid() else 0

    def columnCount(self, parent: Index | None = None) -> int:
        return len(COLUMNS) if parent is None or not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(value, is_count=index.column() == 1)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return value
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and index.column() else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section else LEFT
        title, hint = COLUMNS[section]
        return {Qt.ItemDataRole.DisplayRole: title, Qt.ItemDataRole.ToolTipRole: hint}.get(Qt.ItemDataRole(role))


def _text(value: str | float | None, *, is_count: bool) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return grouped(int(value)) if is_count else percent(value)


class ClassTable(CopyableTable):
    """A table with a row for each class; Ctrl+C copies it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _ClassModel()
        self.setModel(self._model)
        self.setAccessibleName("Precision, recall and F1 of each class")
        self.setToolTip("One row for each class; Ctrl+C copies the selected cells, or all of them")
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.fit_zoom()

    def show_confusion(self, confusion: Confusion, names: tuple[str, ...]) -> None:
        """Show the numbers of each of the classes ``names``, and their means."""
        columns = (confusion.counts.sum(axis=1), confusion.precision, confusion.recall, confusion.f1)
        rows = [(name, *numbers) for name, *numbers in zip(names, *(each.tolist() for each in columns), strict=True)]
        means = [float(np.mean(each)) for each in columns[1:]]
        is_longer = len(rows) + 1 != len(self._model.rows)
        self._model.show_rows([*rows, ("Mean", None, means[0], means[1], means[2])])
        if is_longer:
            self.fit_zoom()

    def table(self) -> Table:
        """Return what is shown, with fractions as numbers from 0 to 1."""
        return Table(tuple(title.lower() for title, _ in COLUMNS), self._model.rows)

    def fit_zoom(self) -> None:
        """Be as high as the rows, up to `ROWS_SHOWN`, at the current zoom."""
        self.verticalHeader().setMinimumSectionSize(scaled(ROW))
        self.verticalHeader().setDefaultSectionSize(scaled(ROW))
        self.horizontalHeader().setMinimumSectionSize(scaled(NARROWEST_COLUMN))
        rows = min(max(1, len(self._model.rows)), ROWS_SHOWN)
        self.setFixedHeight(rows * scaled(ROW) + self.horizontalHeader().sizeHint().height() + 4)

    def keyboardSearch(self, search: str) -> None:
        """Disable searching by typing: letters and digits are shortcuts of the window."""
