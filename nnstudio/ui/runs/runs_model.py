"""The table of runs as Qt's views ask for it.

Rows are filtered and sorted here in one go. Qt's proxy model would ask Python twice for each of its comparisons, which
takes a second for 10,000 runs; sorting them by their keys takes some milliseconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QPixmap

from nnstudio.runs.setting_texts import differing
from nnstudio.runs.store.run_store import RunList
from nnstudio.runs.store.run_summary import RunSummary
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.ui.results.epochs_table import RIGHT, Index
from nnstudio.ui.runs.run_columns import BEGAN, ENDED, FIRST, LAST, NAME, NOT_KNOWN, RunColumn, setting_column

STAR, NO_STAR = "★", "☆"
STAR_COLUMN, NAME_COLUMN, BEGAN_COLUMN = 0, 1, FIRST.index(BEGAN) + 1


@dataclass(frozen=True)
class RunFilter:
    """Which runs are shown: those with all the ``words`` (in lower case) and the ``tag``, if these are not empty."""

    words: tuple[str, ...] = ()
    tag: str = ""
    is_starred: bool = False
    is_hidden: bool = False

    def accepts(self, run: RunSummary, name: str) -> bool:
        """Return whether the run with this ``name`` is shown."""
        noted = run.metadata
        if noted.is_hidden != self.is_hidden:
            return False
        if (self.is_starred and not noted.is_starred) or (self.tag and self.tag not in noted.tags):
            return False
        if not self.words:
            return True
        kinds = [text for text in run.texts.values() if text[:1].isalpha()]  # numbers would be found everywhere
        parts = (name, run.key, run.dataset, run.network, str(run.state), noted.notes, *noted.tags, *kinds)
        searched = "\n".join(parts).lower()
        return all(word in searched for word in self.words)


class RunsModel(QAbstractTableModel):
    """The runs of a list that the filter accepts, sorted."""

    rename_wanted = Signal(str, str)
    """The run with this key gets this name."""

    def __init__(self, checked: CheckedRuns, look: Callable[[int], QPixmap]) -> None:
        """Show the ``look`` of a run that is ``checked`` beside its name."""
        super().__init__()
        self._checked, self._look = checked, look
        self._list = RunList()
        self._filter = RunFilter()
        self._sorting: tuple[int, Qt.SortOrder] = (BEGAN_COLUMN, Qt.SortOrder.DescendingOrder)
        self._rows: list[RunSummary] = []
        self._places: dict[str, int] = {}  # the row of each run
        self._paths: list[str] = []
        self._columns: list[RunColumn] = [*FIRST, *LAST]

    @property
    def rows(self) -> Sequence[RunSummary]:
        """The runs that are shown."""
        return self._rows

    @property
    def column_titles(self) -> list[str]:
        """The titles of all columns."""
        return [str(self.headerData(column, Qt.Orientation.Horizontal)) for column in range(self.columnCount())]

    def name_of(self, key: str) -> str:
        """Return the name of a run."""
        return self._list.names.get(key, key)

    def row_of(self, key: str) -> int:
        """Return the row of a run; -1 where it is not shown."""
        return self._places.get(key, -1)

    def show_list(self, known: RunList) -> None:
        """Show another list. Where the same runs are shown, they stay in their rows whatever their numbers are now."""
        self._list = known
        accepted = {run.key: run for run in known.runs if self._filter.accepts(run, known.names[run.key])}
        if accepted.keys() == self._places.keys() and self._have_same_settings(accepted):
            self._rows = [accepted[run.key] for run in self._rows]
            self.refresh()
        else:
            self._arrange()

    def set_filter(self, chosen: RunFilter) -> None:
        """Show the runs that ``chosen`` accepts."""
        if chosen != self._filter:
            self._filter = chosen
            self._arrange()

    def refresh(self) -> None:
        """Show anew what the rows say."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what is not known comes last."""
        self._sorting = column, order
        self.beginResetModel()
        self._place(self._rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of runs."""
        return len(self._rows) if parent is None or not parent.isValid() else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return len(self._columns) + 1 if parent is None or not parent.isValid() else 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a name can be changed and checked."""
        flags = super().flags(index)
        if index.column() == NAME_COLUMN:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, looks like or explains."""
        run, column = self._rows[index.row()], index.column()
        if column == STAR_COLUMN:
            return self._star(run, role)
        shown = self._columns[column - 1]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return shown.text(run, self.name_of(run.key))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if shown.is_number else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(run, shown)
        if column != NAME_COLUMN:
            return None
        is_checked = run.key in self._checked.keys
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DecorationRole:
            return self._look(self._checked.look_of(run.key)) if is_checked else None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Check a run, or ask for another name."""
        run = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            self._checked.set_checked([run.key], Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role == Qt.ItemDataRole.EditRole and str(value).strip() != self.name_of(run.key):
            self.rename_wanted.emit(run.key, str(value))
            return True
        return False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column, its help and its alignment."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if section == STAR_COLUMN:
            texts = {Qt.ItemDataRole.DisplayRole: STAR, Qt.ItemDataRole.ToolTipRole: "Your stars; a click changes one"}
            return texts.get(Qt.ItemDataRole(role))
        column = self._columns[section - 1]
        values = {Qt.ItemDataRole.DisplayRole: column.title, Qt.ItemDataRole.ToolTipRole: column.hint}
        if column.is_number:
            values[Qt.ItemDataRole.TextAlignmentRole] = RIGHT  # type: ignore[assignment]
        return values.get(Qt.ItemDataRole(role))

    def _star(self, run: RunSummary, role: int) -> Any:
        is_starred = run.metadata.is_starred
        values = {
            Qt.ItemDataRole.DisplayRole: STAR if is_starred else NO_STAR,
            Qt.ItemDataRole.AccessibleTextRole: "starred" if is_starred else "no star",
            Qt.ItemDataRole.ToolTipRole: "A click takes the star away" if is_starred else "A click gives it a star",
            Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignCenter,
        }
        return values.get(Qt.ItemDataRole(role))

    def _tooltip(self, run: RunSummary, column: RunColumn) -> str | None:
        if column is ENDED:
            return run.explanation or None
        if column is BEGAN:
            return f"{run.moment:%Y-%m-%d %H:%M:%S}" if run.moment else None
        text = column.text(run, self.name_of(run.key))
        notes = f"\n{run.metadata.notes}" if column is NAME and run.metadata.notes else ""
        return f"{text}{notes}" if len(text) > 12 or notes else None

    def _have_same_settings(self, runs: Mapping[str, RunSummary]) -> bool:
        return all(run.texts == runs[run.key].texts for run in self._rows)

    def _arrange(self) -> None:
        """Choose and sort the rows anew."""
        names = self._list.names
        rows = [run for run in self._list.runs if self._filter.accepts(run, names[run.key])]
        self.beginResetModel()
        self._paths = differing(run.texts for run in rows)
        labels = self._list.labels
        self._columns = [*FIRST, *(setting_column(path, labels.get(path, path)) for path in self._paths), *LAST]
        self._place(rows)
        self.endResetModel()

    def _place(self, rows: Sequence[RunSummary]) -> None:
        self._rows = self._sorted(rows)
        self._places = {run.key: row for row, run in enumerate(self._rows)}

    def _sorted(self, rows: Sequence[RunSummary]) -> list[RunSummary]:
        column, order = self._sorting
        is_falling = order == Qt.SortOrder.DescendingOrder
        if column == STAR_COLUMN:
            return sorted(rows, key=lambda run: run.metadata.is_starred, reverse=is_falling)
        key_of = self._columns[min(column, len(self._columns)) - 1].sort_key
        keyed = [(key_of(run, self.name_of(run.key)), index, run) for index, run in enumerate(rows)]
        known = [each for each in keyed if each[0] != NOT_KNOWN]
        unknown = [run for key, _, run in keyed if key == NOT_KNOWN]
        known.sort(key=lambda each: each[:2], reverse=is_falling)
        return [run for _, _, run in known] + unknown
