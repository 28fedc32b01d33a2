"""Lines with a text for each of some runs: settings that differ, results, or numbers of their weights."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView, QWidget

from nnstudio.runs.store.comparison import Line
from nnstudio.runs.tables import Table
from nnstudio.ui.results.epochs_table import CopyableTable, Index
from nnstudio.ui.theme import scaled

ROW, MOST_ROWS, WIDEST, NARROWEST = 24, 18, 240, 90


class _DifferenceModel(QAbstractTableModel):
    """A row for each setting and each result."""

    def __init__(self, look: Callable[[int], QPixmap], heading: str) -> None:
        super().__init__()
        self._heading = heading
        self.names: tuple[str, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self._look, self._looks = look, list[int]()

    def show_lines(self, names: tuple[str, ...], lines: tuple[Line, ...], looks: list[int]) -> None:
        """Show other lines, with a text for each of the runs with these names and looks."""
        self.beginResetModel()
        self.names, self.lines, self._looks = names, lines, looks
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of lines."""
        return len(self.lines) if parent is None or not parent.isValid() else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of runs and one for the labels."""
        return len(self.names) + 1 if parent is None or not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a label or the text of a run."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.lines[index.row()]
        if index.column():
            return line.texts[index.column() - 1]
        return line.label[:1].upper() + line.label[1:]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name of a run with its look."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.names[section - 1] if section else self._heading
        if role == Qt.ItemDataRole.DecorationRole and section:
            return self._look(self._looks[section - 1])
        return None


class DifferenceTable(CopyableTable):
    """A table that is as high as its rows, up to a limit; Ctrl+C copies it."""

    def __init__(self, look: Callable[[int], QPixmap], heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_lines = _DifferenceModel(look, heading)
        self._shown: object = None
        self.setModel(self.model_of_lines)
        self.setAccessibleName("Differences of the compared runs")
        self.setToolTip("The settings that differ, then the results; Ctrl+C copies the selected cells, or all of them")
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fit_zoom()

    def show_lines(self, names: tuple[str, ...], lines: tuple[Line, ...], looks: list[int]) -> None:
        """Show lines, with a text for each of the runs with these names and looks; the same ones stay selected."""
        if (names, lines, looks) != self._shown:
            self._shown = names, lines, looks
            self.model_of_lines.show_lines(names, lines, looks)
            self.fit_zoom()

    def table(self) -> Table:
        """Return what is shown."""
        lines = self.model_of_lines.lines
        return Table(("", *self.model_of_lines.names), [(line.label, *line.texts) for line in lines])

    def fit_zoom(self) -> None:
        """Be as large as the rows at the current zoom."""
        header = self.horizontalHeader()
        self.verticalHeader().setMinimumSectionSize(scaled(ROW))
        self.verticalHeader().setDefaultSectionSize(scaled(ROW))
        for column in range(self.model_of_lines.columnCount()):
            needed = max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) + scaled(8)
            header.resizeSection(column, max(scaled(NARROWEST), min(needed, scaled(WIDEST))))
        rows = min(max(1, self.model_of_lines.rowCount()), MOST_ROWS)
        scroll_bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(rows * scaled(ROW) + header.sizeHint().height() + scroll_bar + 4)

    def keyboardSearch(self, search: str) -> None:
        """Disable searching by typing: letters and digits are shortcuts of the window."""
