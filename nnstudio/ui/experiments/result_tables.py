"""The results of an experiment as a table, and as a heat map over two settings."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from nnstudio.runs.experiments.result_table import rows_of
from nnstudio.runs.experiments.results import CHOSEN_BY, ExperimentResults
from nnstudio.ui.theme import Theme

CELL_WIDTH, CELL_HEIGHT = 96, 40
"""The smallest size of a cell of a heat map, in pixels."""
STRONGEST = 0.55
"""The opacity of the colour of the best cell, so that text stays readable on it."""


class _Cells(QTableWidget):
    """A table that is only read."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    @property
    def texts(self) -> list[list[str]]:
        """What the cells say, row by row."""
        rows, columns = range(self.rowCount()), range(self.columnCount())
        found = [[self.item(row, column) for column in columns] for row in rows]
        return [[cell.text() if cell is not None else "" for cell in row] for row in found]

    def put(self, row: int, column: int, text: str, is_name: bool = False) -> QTableWidgetItem:
        """Show ``text`` in a cell and return the cell."""
        cell = QTableWidgetItem(text)
        side = Qt.AlignmentFlag.AlignLeft if is_name else Qt.AlignmentFlag.AlignRight
        cell.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, cell)
        return cell


class ResultTable(_Cells):
    """A row for each point of an experiment; the best of a column is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        tip = "The results of each combination; the best of a column is bold. Accuracies are of the best weights"
        super().__init__("Results", tip, parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()

    def show_results(self, results: ExperimentResults) -> None:
        """Show ``results``; the selection stays."""
        header, *rows = rows_of(results)
        _, *marked = rows_of(results, lambda text: f"\0{text}")
        self.setColumnCount(len(header))
        self.setHorizontalHeaderLabels(header)
        self.setRowCount(len(rows))
        for row, cells in enumerate(marked):
            for column, text in enumerate(cells):
                shown = text.removeprefix("\0")
                cell = self.item(row, column)
                if cell is None or cell.text() != shown:
                    cell = self.put(row, column, shown, column < len(results.experiment.axes))
                font = cell.font()
                font.setBold(text.startswith("\0"))
                cell.setFont(font)


class _ShadeDelegate(QStyledItemDelegate):
    """Fills a cell with its colour first: the style sheet leaves the background of items out."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell ``index``."""
        color = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(color, QBrush):
            painter.fillRect(option.rect, color)
        super().paint(painter, option, index)


class HeatMap(_Cells):
    """The validation accuracy over two settings: the stronger the colour, the higher."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        tip = "Validation accuracy of each combination of the two: the stronger the colour, the higher"
        super().__init__("Heat map", tip, parent)
        self._theme = theme
        self._results: ExperimentResults | None = None
        self.setItemDelegate(_ShadeDelegate(self))
        for header, least in ((self.horizontalHeader(), CELL_WIDTH), (self.verticalHeader(), CELL_HEIGHT)):
            header.setMinimumSectionSize(least)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        if self._results is not None:
            self.show_results(self._results)

    @staticmethod
    def has_place_for(results: ExperimentResults) -> bool:
        """Return whether the experiment varies two things."""
        axes = results.experiment.axes
        return len(axes) == 2 and min(len(axis.values) for axis in axes) > 1

    def show_results(self, results: ExperimentResults) -> None:
        """Show ``results`` of an experiment for which there is place."""
        self._results = results
        down, across = results.experiment.axes
        self.setRowCount(len(down.values))
        self.setColumnCount(len(across.values))
        self.setVerticalHeaderLabels([f"{down.label} {value}" if down.path else value for value in down.values])
        self.setHorizontalHeaderLabels([f"{across.label} {value}" if across.path else value for value in across.values])
        means = [point.spreads[CHOSEN_BY.key].mean for point in results.points if CHOSEN_BY.key in point.spreads]
        low, high = min(means, default=0.0), max(means, default=1.0)
        for point in results.points:
            row, column = results.experiment.points[point.point].coordinates
            spread = point.spreads.get(CHOSEN_BY.key)
            cell = self.put(row, column, "–" if spread is None else spread.text)
            if spread is not None:
                cell.setBackground(self._shade((spread.mean - low) / (high - low) if high > low else 1.0))

    def _shade(self, fraction: float) -> QBrush:
        color = QColor(self._theme.color("accent"))
        color.setAlphaF(STRONGEST * fraction)
        return QBrush(color)
