"""Small pictures of the user's digits, a row for each class; wrong predictions are marked."""

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

from nnstudio.data.dataset import PICTURE_SHAPE
from nnstudio.number_text import percent
from nnstudio.ui.theme import Theme, caption_font

HEIGHT, WIDTH = PICTURE_SHAPE
PICTURE, CELL = 2 * HEIGHT, 2 * HEIGHT + 8
"""Sides in screen pixels of a picture, two for each of its pixels, and of its cell."""
ITEM_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, eq=False)
class GalleryItem:
    """One digit: its index in the file, its label, its picture, shape (28, 28), and its prediction, if any.

    `label` and `predicted` are indices of ``class_names``.
    """

    index: int
    class_names: tuple[str, ...]
    label: int
    picture: NDArray[np.uint8]
    predicted: int | None
    probability: float

    @property
    def is_wrong(self) -> bool:
        """Whether the predicted class is not the label."""
        return self.predicted is not None and self.predicted != self.label

    @property
    def text(self) -> str:
        """The label and the prediction, for the tooltip and screen readers."""
        if self.predicted is None:
            return f"Drawn as {self.class_names[self.label]}"
        read = f"read as {self.class_names[self.predicted]} ({percent(self.probability)} sure)"
        return f"Drawn as {self.class_names[self.label]}, {read}"


class Gallery(QTableWidget):
    """A table of pictures. The arrow keys move, Shift and Ctrl extend the selection, Delete requests deletion."""

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
        self.setToolTip("Your digits by class. Shift and Ctrl extend the selection, Delete deletes what is selected")
        self.horizontalHeader().hide()
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(CELL)
            header.setDefaultSectionSize(CELL)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionsClickable(False)

    @property
    def selected_indices(self) -> list[int]:
        """The indices of the selected digits."""
        return sorted(cell.data(ITEM_ROLE).index for cell in self.selectedItems())

    def show_items(self, items: list[GalleryItem]) -> None:
        """Show ``items``; if there are as many as before, the same indices stay selected."""
        classes = sorted({item.label for item in items})
        rows = [[item for item in items if item.label == label] for label in classes]
        kept = set(self.selected_indices) if len(items) == self._shown else set()
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(max(map(len, rows), default=0))
        self.setVerticalHeaderLabels(
            [f"{row[0].class_names[label]}  ×{len(row)}" for label, row in zip(classes, rows, strict=True)]
        )
        for number, row in enumerate(rows):
            for column in range(self.columnCount()):
                item = row[column] if column < len(row) else None
                cell = _cell(item)
                self.setItem(number, column, cell)
                cell.setSelected(item is not None and item.index in kept)
        self._shown = len(items)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._delegate.theme = theme
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Request deletion, or move."""
        if event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            self.deletion_requested.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Disable searching by typing: letters and digits are shortcuts of the window."""


def _cell(item: GalleryItem | None) -> QTableWidgetItem:
    cell = QTableWidgetItem()
    if item is None:
        cell.setFlags(Qt.ItemFlag.NoItemFlags)
        return cell
    cell.setData(ITEM_ROLE, item)
    cell.setData(Qt.ItemDataRole.AccessibleTextRole, item.text)
    cell.setToolTip(item.text)
    return cell


class _PictureDelegate(QStyledItemDelegate):
    """Draws a picture as the network sees it; a wrong prediction gets a frame, with the class in the corner."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a cell."""
        return QSize(CELL, CELL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell ``index``."""
        item = index.data(ITEM_ROLE)
        if item is None:
            return
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, self.theme.color("accent"))
        frame = QRect(0, 0, PICTURE, PICTURE)
        frame.moveCenter(cell.center())
        image = QImage(item.picture.data, WIDTH, HEIGHT, WIDTH, QImage.Format.Format_Grayscale8)
        painter.drawImage(frame, image)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self.theme.color("accent"), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        if item.is_wrong:
            self._mark_wrong(painter, frame, item.class_names[item.predicted])
        painter.restore()

    def _mark_wrong(self, painter: QPainter, frame: QRect, predicted: str) -> None:
        color = self.theme.color("error")
        painter.setPen(QPen(color, 2))
        painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.setFont(caption_font())
        metrics = painter.fontMetrics()
        text = metrics.elidedText(predicted, Qt.TextElideMode.ElideRight, PICTURE - 8)
        badge = QRect(0, 0, max(16, metrics.horizontalAdvance(text) + 6), 16)
        badge.moveBottomRight(frame.bottomRight())
        painter.fillRect(badge, color)
        painter.setPen(self.theme.color("raised"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
