"""The table of epochs: time, learning rate and metrics at each evaluation of the shown run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.number_text import duration, percent, short, significant
from nnstudio.runs.history import History
from nnstudio.session.active_network import ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.ui.settings.section import Section
from nnstudio.ui.theme import ThemeController, scaled

HEIGHT, ROW_HEIGHT, MINIMUM_COLUMN_WIDTH = 152, 24, 72
"""Of the table in pixels, without zoom; eight columns fit in a window of 1280 pixels."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Column:
    """A column with its title, its help and the text of an evaluation of a history."""

    title: str
    hint: str
    text: Callable[[History, Evaluated], str]


def _at_step(history: History, event: Evaluated, column: str) -> float | None:
    """Return the number of the last batch before ``event``; None before training."""
    values = history.series(column).values
    return float(values[event.step - 1]) if 0 < event.step <= len(values) else None


def _time(history: History, event: Evaluated) -> str:
    seconds = _at_step(history, event, "seconds")
    return duration(seconds) if seconds is not None else ""


def _rate(history: History, event: Evaluated) -> str:
    rate = _at_step(history, event, "learning_rate")
    return short(rate) if rate is not None else ""


def _metrics_columns(name: str, hint: str, of: Callable[[Evaluated], Metrics | None]) -> tuple[_Column, _Column]:
    def loss(_history: History, event: Evaluated) -> str:
        metrics = of(event)
        return significant(metrics.loss) if metrics else ""

    def accuracy(_history: History, event: Evaluated) -> str:
        metrics = of(event)
        return percent(metrics.accuracy, 2) if metrics else ""

    return _Column(f"{name} loss", f"Loss on {hint}", loss), _Column(f"{name} acc.", f"Accuracy on {hint}", accuracy)


COLUMNS = (
    _Column("Epoch", "Epochs trained, with fractions", lambda _, event: f"{event.position:.4g}"),
    _Column("Batch", "Batches trained", lambda _, event: str(event.step)),
    _Column("Time", "Time of training, without pauses", _time),
    _Column("Rate", "Learning rate of the last batch", _rate),
    *_metrics_columns("Train", "the training set; empty where it was not evaluated", lambda event: event.training),
    *_metrics_columns("Valid.", "the validation set", lambda event: event.validation),
    *_metrics_columns("Mine", "your digits; empty where there are none", lambda event: event.extra),
)


MY_DIGITS = (len(COLUMNS) - 2, len(COLUMNS) - 1)


class EpochsModel(QAbstractTableModel):
    """One row for each evaluation of a history; rows are only added."""

    def __init__(self) -> None:
        super().__init__()
        self._history = History()
        self._count = 0

    def set_history(self, history: History) -> None:
        """Show another history."""
        self.beginResetModel()
        self._history, self._count = history, len(history.evaluations)
        self.endResetModel()

    def follow(self) -> None:
        """Add rows for the evaluations that are new in the history."""
        count = len(self._history.evaluations)
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    @property
    def has_my_digits(self) -> bool:
        """Whether the newest evaluation was made on the user's digits too."""
        return self._count > 0 and self._history.evaluations[self._count - 1].extra is not None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of evaluations."""
        return self._count if parent is None or not parent.isValid() else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return len(COLUMNS) if parent is None or not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell, and that numbers stand at the right."""
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()].text(self._history, self._history.evaluations[index.row()])
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column, its help and its alignment; rows have no titles."""
        if orientation == Qt.Orientation.Vertical:
            return None
        values = {
            Qt.ItemDataRole.DisplayRole: COLUMNS[section].title,
            Qt.ItemDataRole.ToolTipRole: COLUMNS[section].hint,
            Qt.ItemDataRole.TextAlignmentRole: RIGHT,
        }
        return values.get(Qt.ItemDataRole(role))


RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CopyableTable(QTableView):
    """A table whose selected cells Ctrl+C copies with tabs between them; all with titles if none is selected."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        else:
            super().keyPressEvent(event)

    def copied_text(self) -> str:
        """Return what Ctrl+C copies."""
        model = self.model()
        selected = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in selected}) or list(range(model.rowCount()))
        shown = [column for column in range(model.columnCount()) if not self.isColumnHidden(column)]
        columns = sorted({index.column() for index in selected}) or shown
        lines = [[str(model.index(row, column).data()) for column in columns] for row in rows]
        if not selected:
            lines.insert(0, [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns])
        return "\n".join("\t".join(line) for line in lines)


class EpochsTable(QWidget):
    """The table below the plots, folded at first; the newest row stays in sight unless the user scrolls up."""

    def __init__(self, session: TrainingSession, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EpochsModel()
        self.table = CopyableTable()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Table of epochs")
        self.table.setToolTip("One row for each evaluation; Ctrl+C copies the selected cells, or all of them")
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.section = Section(themes, "Table of epochs", self.table)
        self.section.heading.setToolTip("Time, learning rate, losses and accuracies of each evaluation (Space folds)")
        self.section.heading.setChecked(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.section)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.evaluated.connect(self._on_evaluated)
        themes.theme_changed.connect(self._fit_zoom)
        self._fit_zoom()
        self._show_columns()

    @Slot()
    def _fit_zoom(self) -> None:
        self.table.setFixedHeight(scaled(HEIGHT))
        self.table.verticalHeader().setMinimumSectionSize(scaled(ROW_HEIGHT))
        self.table.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        self.table.horizontalHeader().setMinimumSectionSize(scaled(MINIMUM_COLUMN_WIDTH))

    def _show_columns(self) -> None:
        """Hide the columns of the user's digits where there are none."""
        is_hidden = not self.model.has_my_digits
        for column in MY_DIGITS:
            self.table.setColumnHidden(column, is_hidden)

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        self.model.set_history(run.history)
        self._show_columns()
        self.table.scrollToBottom()

    @Slot()
    def _on_evaluated(self) -> None:
        bar = self.table.verticalScrollBar()
        is_at_end = bar.value() == bar.maximum()
        self.model.follow()
        self._show_columns()
        if is_at_end and self.table.isVisible():
            self.table.scrollToBottom()
