"""The confusion matrix as a model of cells, with a row and a column for the sums."""

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from nnstudio.engine.confusion import Confusion
from nnstudio.number_text import grouped, percent, rounded
from nnstudio.runs.tables import Table

Index = QModelIndex | QPersistentModelIndex
SHARE_ROLE = Qt.ItemDataRole.UserRole
"""The share of a cell from 0 to 1, which colours it; None for a sum."""
SHORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""The text of a cell where there is little room."""


class Shown(StrEnum):
    """What the cells say."""

    COUNTS = "Counts"
    OF_ACTUAL = "% of actual"
    OF_PREDICTED = "% of predicted"


class ConfusionModel(QAbstractTableModel):
    """Rows are the actual classes, columns the predicted ones; the last of each are the sums.

    Counts are coloured by their share of the actual class, shares by themselves.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown.COUNTS
        self._names: tuple[str, ...] = ()
        self._confusion = Confusion(np.zeros((0, 0), np.int64))
        self._shares: NDArray[np.float64] = np.zeros((0, 0))

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes."""
        return self._names

    def show_confusion(self, confusion: Confusion, names: tuple[str, ...]) -> None:
        """Show ``confusion`` of the classes ``names``."""
        if names != self._names:
            self.beginResetModel()
            self._set(confusion, names)
            self.endResetModel()
        else:
            self._set(confusion, names)
            self._note_change()

    def show_as(self, shown: Shown) -> None:
        """Show the cells as ``shown``."""
        self.shown = shown
        self._set(self._confusion, self._names)
        self._note_change()

    def classes_at(self, index: Index) -> tuple[int | None, int | None]:
        """Return the actual and the predicted class of a cell; None stands for all of them, in a sum."""
        count, row, column = len(self._names), index.row(), index.column()
        return None if row == count else row, None if column == count else column

    def text_of(self, index: Index) -> str:
        """Return what a cell says, in words."""
        actual, predicted = self.classes_at(index)
        number = self._count(actual, predicted)
        pictures = f"{grouped(number)} picture{'' if number == 1 else 's'}"
        if actual is not None and predicted is not None:
            of_actual = percent(float(self._confusion.shares_of_actual[actual, predicted]))
            of_predicted = percent(float(self._confusion.shares_of_predicted[actual, predicted]))
            shares = f"{of_actual} of actual, {of_predicted} of predicted"
            return f"{self._names[actual]} predicted as {self._names[predicted]}: {pictures}, {shares}"
        if actual is not None:
            return f"{self._names[actual]}: {pictures}"
        return f"Predicted as {self._names[predicted]}: {pictures}" if predicted is not None else f"All {pictures}"

    def table(self) -> Table:
        """Return the counts as a table with a row for each actual class."""
        counts = self._confusion.counts.tolist()
        rows = [(name, *row) for name, row in zip(self._names, counts, strict=True)]
        return Table(("actual", *(f"predicted {name}" for name in self._names)), rows)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of classes and one more."""
        is_cell = parent is not None and parent.isValid()
        return len(self._names) + 1 if self._names and not is_cell else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of classes and one more."""
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, the share or the description of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(*self.classes_at(index))
        if role == SHARE_ROLE:
            actual, predicted = self.classes_at(index)
            return None if actual is None or predicted is None else float(self._shares[actual, predicted])
        if role == SHORT_ROLE:
            classes = self.classes_at(index)
            is_count = self.shown is Shown.COUNTS or None in classes
            return rounded(self._count(*classes)) if is_count else self._text(*classes)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text_of(index)
        return int(Qt.AlignmentFlag.AlignCenter) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name of a class, and what a click on it shows."""
        is_sum = section == len(self._names)
        if role == Qt.ItemDataRole.DisplayRole:
            return "all" if is_sum else self._names[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            verb = "Show the pictures" if orientation == Qt.Orientation.Vertical else "Show what was predicted as"
            of = " of " if orientation == Qt.Orientation.Vertical else " "
            return "Show all pictures" if is_sum else f"{verb}{of}{self._names[section]}"
        return None

    def _set(self, confusion: Confusion, names: tuple[str, ...]) -> None:
        self._confusion, self._names = confusion, names
        is_of_predicted = self.shown is Shown.OF_PREDICTED
        self._shares = confusion.shares_of_predicted if is_of_predicted else confusion.shares_of_actual

    def _note_change(self) -> None:
        if self._names:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._names), len(self._names)))

    def _count(self, actual: int | None, predicted: int | None) -> int:
        counts = self._confusion.counts
        rows = counts if actual is None else counts[actual : actual + 1]
        return int((rows if predicted is None else rows[:, predicted]).sum())

    def _text(self, actual: int | None, predicted: int | None) -> str:
        count = self._count(actual, predicted)
        if actual is None or predicted is None:
            return grouped(count)
        if not count:
            return ""
        share = 100 * float(self._shares[actual, predicted])
        return grouped(count) if self.shown is Shown.COUNTS else f"{share:.1f}" if share >= 0.05 else "<0.1"
