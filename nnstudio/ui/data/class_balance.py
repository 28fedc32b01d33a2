"""Bars with the number of pictures in each class; a network learns rare classes badly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnstudio.number_text import grouped, percent
from nnstudio.ui.theme import Theme, number_font

ROW = 18
COLUMN_WIDTH = 220
"""Minimum width in pixels of a name, a bar and a number; as many columns are shown as fit."""
COLUMN_GAP = 24
NAME_WIDTH = 88
NUMBER_WIDTH = 48


class ClassBalance(QWidget):
    """A row per class with its name, a bar and its count, in as many columns as fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: Sequence[str] = ()
        self._counts: NDArray[np.int64] = np.empty(0, np.int64)
        self.setAccessibleName("Pictures of each class")

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of pictures in each class, shape (classes,)."""
        return self._counts

    def show_counts(self, names: Sequence[str], counts: NDArray[np.int64]) -> None:
        """Show the number of pictures ``counts``, shape (classes,), of the classes ``names``."""
        self._names, self._counts = names, counts
        pairs = zip(names, counts, strict=True)
        self.setAccessibleDescription(", ".join(f"{name}: {count}" for name, count in pairs))
        self._update_height()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which all rows are shown."""
        return QSize(COLUMN_WIDTH, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the rows for the new width."""
        super().resizeEvent(event)
        self._update_height()

    def event(self, event: QEvent) -> bool:
        """Show the fraction of the class under the pointer as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._class_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), self._as_text(number) if number is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font())
        maximum = max(1, int(self._counts.max(initial=0)))
        name_width = min(
            NAME_WIDTH, max((painter.fontMetrics().horizontalAdvance(name) for name in self._names), default=0)
        )
        for number in range(len(self._names)):
            self._draw_row(painter, number, self._cell(number), name_width, maximum)

    def _draw_row(self, painter: QPainter, number: int, cell: QRectF, name_width: int, maximum: int) -> None:
        name = painter.fontMetrics().elidedText(self._names[number], Qt.TextElideMode.ElideMiddle, name_width)
        count = int(self._counts[number])
        bar = cell.adjusted(name_width + 8, 5, -NUMBER_WIDTH, -5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("pressed"))
        painter.drawRoundedRect(bar, 3, 3)
        if count:
            painter.setBrush(self._theme.color("accent"))
            painter.drawRoundedRect(
                QRectF(bar.x(), bar.y(), max(2.0, bar.width() * count / maximum), bar.height()), 3, 3
            )
        painter.setPen(self._theme.color("text"))
        painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, grouped(count))

    def _cell(self, number: int) -> QRectF:
        columns = self._columns()
        column, row = divmod(number, self._rows())
        width = (self.width() - COLUMN_GAP * (columns - 1)) / columns
        return QRectF(column * (width + COLUMN_GAP), row * ROW, width, ROW)

    def _columns(self) -> int:
        fitting = (self.width() + COLUMN_GAP) // (COLUMN_WIDTH + COLUMN_GAP)
        return max(1, min(fitting, len(self._names)))

    def _rows(self) -> int:
        return max(1, -(-len(self._names) // self._columns()))

    def _update_height(self) -> None:
        self.setMinimumHeight(ROW * self._rows())

    def _class_at(self, x: float, y: float) -> int | None:
        hits = (number for number in range(len(self._names)) if self._cell(number).contains(x, y))
        return next(hits, None)

    def _as_text(self, number: int) -> str:
        fraction = self._counts[number] / max(1, self._counts.sum())
        return f"{self._names[number]}: {grouped(self._counts[number])} pictures, {percent(fraction)}"
