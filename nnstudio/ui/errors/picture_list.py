"""Judged pictures side by side, each with its class, its prediction and its loss; one of them can be chosen."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnstudio.number_text import percent, significant
from nnstudio.session.judged_pictures import JudgedPictures
from nnstudio.ui.theme import Theme, caption_font, scaled, scaled_picture

SIDE, CAPTION, WIDTH, PADDING = 56, 15, 76, 4
"""In pixels, without zoom: of a picture, of each of the two lines below it, of its cell, and around it."""
LINES_SHOWN = 2
MAX_SHOWN = 500
ITEM_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class JudgedPicture:
    """One picture, uint8 (height, width), with the names of its class and of the predicted one."""

    picture: NDArray[np.uint8]
    actual: str
    predicted: str
    confidence: float
    loss: float

    @property
    def is_right(self) -> bool:
        """Whether the prediction is right."""
        return self.actual == self.predicted

    @property
    def text(self) -> str:
        """The picture in words."""
        sure = percent(self.confidence)
        return f"{self.actual} predicted as {self.predicted} with {sure}, loss {significant(self.loss, 3)}"


def judged_picture(judged: JudgedPictures, index: int) -> JudgedPicture:
    """Return the picture at ``index`` of those that were judged."""
    judgement, names = judged.judgement, judged.network.class_names
    return JudgedPicture(
        picture=np.ascontiguousarray(judged.samples.pictures[index]),
        actual=names[judgement.labels[index]],
        predicted=names[judgement.predicted[index]],
        confidence=float(judgement.confidences[index]),
        loss=float(judgement.losses[index]),
    )


class _PictureModel(QAbstractListModel):
    """The pictures at some indices of a judgement, made when they are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._judged: JudgedPictures | None = None
        self._indices: NDArray[np.intp] = np.empty(0, np.intp)

    def show_pictures(self, judged: JudgedPictures | None, indices: NDArray[np.intp]) -> None:
        is_same = self._judged is not None and judged is not None and np.array_equal(self._indices, indices)
        if is_same and len(indices):  # the same pictures, judged anew: the current one stays
            self._judged = judged
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
            return
        self.beginResetModel()
        self._judged, self._indices = judged, indices
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._indices) if parent is None or not parent.isValid() else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._judged is None or not index.isValid():
            return None
        item = judged_picture(self._judged, int(self._indices[index.row()]))
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.text}. Click or Enter puts it on the pad"
        return None


class PictureList(QListView):
    """Pictures in lines that scroll down. A click or Enter chooses one."""

    picture_chosen = Signal(object)
    """A `JudgedPicture`."""
    current_changed = Signal()
    """`current` is another picture, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = _PictureModel()
        self._delegate = _PictureDelegate(theme, self)
        self.setModel(self._pictures)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Judged pictures")
        self.setToolTip(
            "Pictures with the largest loss first: the class and the prediction, then the loss. A click or Enter puts "
            "one on the pad, so that the views Why and Drawing explain it"
        )
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)
        self.selectionModel().selectionChanged.connect(self.current_changed)
        self._pictures.modelReset.connect(self.current_changed)
        self.fit_zoom()

    @property
    def items(self) -> list[JudgedPicture]:
        """The pictures that are shown, in order."""
        return [self._pictures.index(row).data(ITEM_ROLE) for row in range(self._pictures.rowCount())]

    @property
    def current(self) -> JudgedPicture | None:
        """The picture that is selected."""
        selected = self.selectionModel().selectedIndexes()
        item: JudgedPicture | None = selected[0].data(ITEM_ROLE) if selected else None
        return item

    def show_pictures(self, judged: JudgedPictures | None, indices: NDArray[np.intp]) -> None:
        """Show the pictures at the first `MAX_SHOWN` of ``indices``."""
        self._pictures.show_pictures(judged, indices[:MAX_SHOWN])

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and sizes of ``theme``."""
        self._delegate.theme = theme
        self.fit_zoom()
        self.viewport().update()

    def fit_zoom(self) -> None:
        """Be as high as two lines at the current zoom."""
        size = cell_size()
        self.setGridSize(size)
        self.setFixedHeight(LINES_SHOWN * size.height() + 6)
        self.scheduleDelayedItemsLayout()

    def keyboardSearch(self, search: str) -> None:
        """Disable searching by typing: letters and digits are shortcuts of the window."""

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        item = index.data(ITEM_ROLE)
        if item is not None:
            self.picture_chosen.emit(item)


def cell_size() -> QSize:
    """Return the size of a picture with its caption at the current zoom."""
    side = scaled_picture(SIDE)
    return QSize(max(side + scaled(PADDING), scaled(WIDTH)), side + 2 * scaled(CAPTION) + scaled(PADDING))


def draw_picture(painter: QPainter, cell: QRect, item: JudgedPicture, number: str, theme: Theme) -> None:
    """Draw a picture, pixel by pixel as light on dark, and two lines below it: its classes, and ``number``."""
    side = scaled_picture(SIDE)
    height, width = item.picture.shape
    target = QRect(QPoint(), QSize(width, height).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    top = cell.top() + scaled(PADDING) // 2
    target.moveCenter(QRect(cell.left(), top, cell.width(), side).center())
    painter.drawImage(target, QImage(item.picture.data, width, height, width, QImage.Format.Format_Grayscale8))
    painter.setFont(caption_font())
    line = QRect(cell.left() + 1, top + side, cell.width() - 2, scaled(CAPTION))
    classes = item.actual if item.is_right else f"{item.actual} → {item.predicted}"
    for text, role in ((classes, "text" if item.is_right else "error"), (number, "muted_text")):
        painter.setPen(theme.color(role))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided)
        line.translate(0, scaled(CAPTION))


class _PictureDelegate(QStyledItemDelegate):
    """Draws one of the pictures; the chosen one has a frame."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of a cell."""
        return cell_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell ``index``."""
        item = index.data(ITEM_ROLE)
        if item is None:
            return
        rect, state = option.rect, option.state
        painter.save()
        draw_picture(painter, rect, item, significant(item.loss, 3), self.theme)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(self.theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()
