"""The confusion matrix: cells coloured by their share, to be clicked or reached by the arrow keys."""

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnstudio.engine.confusion import Confusion
from nnstudio.ui.errors.confusion_model import SHARE_ROLE, SHORT_ROLE, ConfusionModel, Shown
from nnstudio.ui.theme import Theme, number_font, readable_on, scaled, sequential_map

ROW, NARROWEST_COLUMN, WIDEST_NAME = 22, 28, 88
"""In pixels, without zoom."""
ROWS_SHOWN = 12
"""More rows than these scroll."""
FEWEST_COLUMNS = 4
FRAME = 2
"""The ring of the focus."""
Index = QModelIndex | QPersistentModelIndex


class ConfusionTable(QTableView):
    """Shows a `ConfusionModel`; the current cell is the one whose pictures are shown elsewhere."""

    cell_chosen = Signal(object, object)
    """The actual and the predicted class whose pictures are wanted; None stands for all classes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = ConfusionModel()
        self._delegate = _CellDelegate(theme, self)
        self.setModel(self.cells)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Confusion matrix")
        self.setToolTip(
            "Rows are the actual classes, columns the predicted ones. The arrow keys or a click choose a cell, and a "
            "click on a class chooses all of it; its pictures are shown below"
        )
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionsClickable(True)
            header.setHighlightSections(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().sectionClicked.connect(self._on_actual_clicked)
        self.horizontalHeader().sectionClicked.connect(self._on_predicted_clicked)
        self.clicked.connect(self._choose)
        self.selectionModel().currentChanged.connect(self._choose)
        self.fit_zoom()

    def show_confusion(self, confusion: Confusion, names: tuple[str, ...]) -> None:
        """Show ``confusion`` of the classes ``names``; the current cell stays, unless the classes are others."""
        is_other = names != self.cells.class_names
        self.cells.show_confusion(confusion, names)
        if is_other:
            self.fit_zoom()

    def show_as(self, shown: Shown) -> None:
        """Show the cells as ``shown``."""
        self.cells.show_as(shown)

    def choose(self, actual: int | None, predicted: int | None) -> None:
        """Make a cell the current one; None stands for the sums."""
        last = len(self.cells.class_names)
        index = self.cells.index(last if actual is None else actual, last if predicted is None else predicted)
        is_same = index == self.currentIndex()
        self.setCurrentIndex(index)
        if is_same:
            self._choose(index)

    def clear_choice(self) -> None:
        """Have no current cell."""
        self.selectionModel().clear()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and sizes of ``theme``."""
        self._delegate.set_theme(theme)
        self.fit_zoom()
        self.viewport().update()

    def fit_zoom(self) -> None:
        """Be as high as the rows, up to `ROWS_SHOWN`, at the current zoom."""
        names = self.cells.class_names
        self.verticalHeader().setMinimumSectionSize(scaled(ROW))
        self.verticalHeader().setDefaultSectionSize(scaled(ROW))
        self.horizontalHeader().setMinimumSectionSize(scaled(NARROWEST_COLUMN))
        widest = max(map(self.fontMetrics().horizontalAdvance, (*names, "all")))
        self.verticalHeader().setFixedWidth(min(widest, scaled(WIDEST_NAME)) + scaled(16))
        rows = min(len(names) + 1, ROWS_SHOWN)
        self.setFixedHeight(rows * scaled(ROW) + self.horizontalHeader().sizeHint().height() + 2 * FRAME)

    def keyboardSearch(self, search: str) -> None:
        """Disable searching by typing: letters and digits are shortcuts of the window."""

    def minimumSizeHint(self) -> QSize:
        """Return the width of a few columns: the others scroll where there is so little room."""
        columns = min(len(self.cells.class_names) + 1, FEWEST_COLUMNS)
        width = self.verticalHeader().width() + columns * scaled(NARROWEST_COLUMN) + 2 * FRAME
        return QSize(width, self.height())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.cell_chosen.emit(*self.cells.classes_at(index))

    @Slot(int)
    def _on_actual_clicked(self, row: int) -> None:
        self.choose(self.cells.classes_at(self.cells.index(row, 0))[0], None)

    @Slot(int)
    def _on_predicted_clicked(self, column: int) -> None:
        self.choose(None, self.cells.classes_at(self.cells.index(0, column))[1])


class _CellDelegate(QStyledItemDelegate):
    """Colours a cell by the square root of its share, so that a rare mistake is seen beside a frequent success."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._font = number_font()
        self._colors = [QColor(*(int(channel) for channel in color)) for color in sequential_map(theme)]
        self._text_colors = [readable_on(color) for color in self._colors]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell ``index``."""
        share = index.data(SHARE_ROLE)
        rect, state = option.rect, option.state
        painter.save()
        painter.setFont(self._font)
        if share is None:
            painter.fillRect(rect, self._theme.color("panel"))
            painter.setPen(self._theme.color("muted_text"))
        else:
            step = round(255 * float(np.sqrt(share)))
            painter.fillRect(rect, self._colors[step])
            painter.setPen(self._text_colors[step])
        text = str(index.data())
        if painter.fontMetrics().horizontalAdvance(text) > rect.width() - 2:
            text = index.data(SHORT_ROLE)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(self._theme.color("text"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()
