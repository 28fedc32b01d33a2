"""Small pictures of one's own digits, a row for each class; what the network reads wrong is marked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from nnstudio.data.dataset import DIGITS, SIDE
from nnstudio.number_text import percent
from nnstudio.ui.theme import Theme, caption_font

PICTURE, CELL = 2 * SIDE, 2 * SIDE + 8
"""Sides in pixels: of a picture, two for each of its own, and of the cell it stands in."""
ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, eq=False)
class Entry:
    """One digit: its place among all, its label, its picture, shape (28, 28), and what the network reads, if any."""

    index: int
    label: int
    picture: NDArray[np.uint8]
    read_as: int | None
    probability: float

    @property
    def is_wrong(self) -> bool:
        """Whether the network reads something else."""
        return self.read_as is not None and self.read_as != self.label

    @property
    def text(self) -> str:
        """What there is to say about it."""
        if self.read_as is None:
            return f"Drawn as {DIGITS[self.label]}"
        return f"Drawn as {DIGITS[self.label]}, read as {DIGITS[self.read_as]} ({percent(self.probability)} sure)"


class Gallery(QTableWidget):
    """A table of pictures. Arrow keys move, Shift and Ctrl select more, Delete asks for deletion."""

    deletion_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = 0
        self._delegate = _PictureDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAccessibleName("Your digits")
        self.horizontalHeader().hide()
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(CELL)
            header.setDefaultSectionSize(CELL)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionsClickable(False)

    @property
    def selected_indices(self) -> list[int]:
        """The places of the digits that are selected."""
        return sorted(item.data(ENTRY).index for item in self.selectedItems())

    def show_entries(self, entries: list[Entry]) -> None:
        """Show ``entries``; as many as before keep the selection where it was."""
        classes = sorted({entry.label for entry in entries})
        rows = [[entry for entry in entries if entry.label == label] for label in classes]
        kept = set(self.selected_indices) if len(entries) == self._shown else set()
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(max(map(len, rows), default=0))
        self.setVerticalHeaderLabels(
            [f"{DIGITS[label]}  ×{len(row)}" for label, row in zip(classes, rows, strict=True)]
        )
        for number, row in enumerate(rows):
            for column in range(self.columnCount()):
                entry = row[column] if column < len(row) else None
                item = _item(entry)
                self.setItem(number, column, item)
                item.setSelected(entry is not None and entry.index in kept)
        self._shown = len(entries)

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of ``theme``."""
        self._delegate.theme = theme
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for deletion, or move."""
        if event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            self.deletion_requested.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters and digits are keys of the window."""


def _item(entry: Entry | None) -> QTableWidgetItem:
    item = QTableWidgetItem()
    if entry is None:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item
    item.setData(ENTRY, entry)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.text)
    item.setToolTip(entry.text)
    return item


class _PictureDelegate(QStyledItemDelegate):
    """Draws a picture as the network sees it; around a wrong one a frame, and in its corner what was read."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Ask for the size of a cell."""
        return QSize(CELL, CELL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell ``index``."""
        entry = index.data(ENTRY)
        if entry is None:
            return
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, self.theme.color("accent"))
        frame = QRect(0, 0, PICTURE, PICTURE)
        frame.moveCenter(cell.center())
        image = QImage(entry.picture.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
        painter.drawImage(frame, image)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self.theme.color("accent"), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        if entry.is_wrong:
            self._mark_wrong(painter, frame, DIGITS[entry.read_as])
        painter.restore()

    def _mark_wrong(self, painter: QPainter, frame: QRect, read_as: str) -> None:
        color = self.theme.color("error")
        painter.setPen(QPen(color, 2))
        painter.drawRect(frame.adjusted(1, 1, -1, -1))
        badge = QRect(0, 0, 16, 16)
        badge.moveBottomRight(frame.bottomRight())
        painter.fillRect(badge, color)
        painter.setPen(self.theme.color("raised"))
        painter.setFont(caption_font())
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, read_as)
