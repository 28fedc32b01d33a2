"""The table of runs with its keys."""

from collections.abc import Iterator
from itertools import groupby

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from nnstudio.ui.results.epochs_table import CopyableTable, Index
from nnstudio.ui.runs.runs_model import BEGAN_COLUMN, NAME_COLUMN, STAR_COLUMN, RunsModel
from nnstudio.ui.theme import scaled

ROW_HEIGHT, STAR_WIDTH, WIDEST, ARROW = 26, 30, 220, 12
"""In pixels, without zoom."""
MEASURED = 200
"""Rows from whose texts the width of a column is found."""


class RunsTable(CopyableTable):
    """Rows are selected as a whole; what is selected stays selected when the list changes."""

    opened = Signal()
    """Enter or a double click."""
    star_clicked = Signal(str)
    deletion_wanted = Signal()
    undo_wanted = Signal()
    selected_changed = Signal()
    editing_ended = Signal()
    """No name is being edited any more."""

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._kept: tuple[list[str], str, int] = ([], "", 0)
        self._widths_for: list[str] = []
        self.setModel(model)
        self.setAccessibleName("Runs")
        self.setToolTip(
            "One row for each run. Enter opens it, Space checks it for comparing, F2 renames it, Delete deletes it; "
            "the menu key has more"
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSortIndicator(BEGAN_COLUMN, Qt.SortOrder.DescendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSortingEnabled(True)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(self.selected_changed)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        # Queued: while the signal is emitted, the table still counts as editing.
        self.itemDelegate().closeEditor.connect(self.editing_ended, Qt.ConnectionType.QueuedConnection)
        self.fit_zoom()

    @property
    def is_editing(self) -> bool:
        """Whether a name is being edited."""
        return self.state() == QAbstractItemView.State.EditingState

    @property
    def selected(self) -> list[str]:
        """The keys of the selected runs, in the order of the rows."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.rows[row].key for row in rows]

    @property
    def current(self) -> str:
        """The key of the run in the current row; empty where there is none."""
        row = self.currentIndex().row()
        return self._model.rows[row].key if 0 <= row < len(self._model.rows) else ""

    def select(self, keys: list[str]) -> None:
        """Select the runs, and make the first of them the current one."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        rows = [row for key in keys if (row := self._model.row_of(key)) >= 0]
        if rows:
            self.setCurrentIndex(self._model.index(rows[0], NAME_COLUMN))
        selection = QItemSelection()
        for first, last in _stretches(sorted(rows)):
            selection.select(self._model.index(first, 0), self._model.index(last, self._model.columnCount() - 1))
        self.selectionModel().select(selection, flags)

    def rename(self) -> None:
        """Let the name of the current run be edited."""
        if self.currentIndex().isValid():
            self.edit(self._model.index(self.currentIndex().row(), NAME_COLUMN))

    def toggle_checks(self) -> None:
        """Check all selected runs, or uncheck them if all are checked."""
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        names = [self._model.index(row, NAME_COLUMN) for row in rows]
        role, checked = Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked
        are_checked = all(index.data(role) == checked for index in names)
        for index in names:
            self._model.setData(index, Qt.CheckState.Unchecked if are_checked else checked, role)

    def fit_zoom(self) -> None:
        """Be as high and as wide as the current zoom needs."""
        self.verticalHeader().setMinimumSectionSize(scaled(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        self.horizontalHeader().setMinimumSectionSize(scaled(STAR_WIDTH))
        self._widths_for = []
        self._fit_columns()

    def event(self, event: QEvent) -> bool:
        """Take the keys that the window would use otherwise."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._uses(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, check, delete, bring back; else move."""
        if self.is_editing:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.toggle_checks()
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.deletion_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a current row as soon as the keyboard is here."""
        super().focusInEvent(event)
        is_by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if is_by_key and not self.currentIndex().isValid() and self._model.rows:
            self.selectRow(0)

    def keyboardSearch(self, search: str) -> None:
        """Disable searching by typing: letters and digits are shortcuts of the window, and there is a search field."""

    def _uses(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Space or event.matches(QKeySequence.StandardKey.Undo)

    def _fit_columns(self) -> None:
        """Make each column wide enough for its first texts, once for the same columns."""
        titles = self._model.column_titles
        if titles == self._widths_for or not self._model.rows:
            return
        self._widths_for = titles
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(MEASURED)
        for column in range(len(titles)):
            needed = max(self.sizeHintForColumn(column) + scaled(4), header.sectionSizeHint(column) + scaled(ARROW))
            header.resizeSection(column, min(needed, scaled(WIDEST)))
        self.setColumnWidth(STAR_COLUMN, scaled(STAR_WIDTH))

    @Slot()
    def _keep(self) -> None:
        self._kept = self.selected, self.current, self.verticalScrollBar().value()

    @Slot()
    def _restore(self) -> None:
        selected, current, place = self._kept
        self.select([current, *(key for key in selected if key != current)] if current in selected else selected)
        self.verticalScrollBar().setValue(place)
        self._fit_columns()

    @Slot(object)
    def _on_clicked(self, index: Index) -> None:
        if index.column() == STAR_COLUMN:
            self.star_clicked.emit(self._model.rows[index.row()].key)

    @Slot(object)
    def _on_double_clicked(self, index: Index) -> None:
        if index.column() != STAR_COLUMN:
            self.opened.emit()


def _stretches(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of ``rows``, which rise, that follow each other: thousands may be selected."""
    for _, each in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        stretch = [row for _, row in each]
        yield stretch[0], stretch[-1]
