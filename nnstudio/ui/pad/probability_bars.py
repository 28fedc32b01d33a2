"""Bars with the probability of each class, or of the likeliest where there is no room for all."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.arrays import Floats
from nnstudio.number_text import percent
from nnstudio.ui.theme import Theme, number_font, scaled

MIN_ROW, MAX_ROW = 14, 22
"""Height of a row in pixels."""
MAX_ROWS = 10
MIN_COLUMN = 116
"""Width in pixels from which short class names fit in two columns."""
COLUMN_GAP = 16
BAR = 9
"""Thickness of a bar in pixels."""
SHORT = 24
"""Width in pixels of the longest name that is shown in two columns."""
MAX_NAME_WIDTH = 96
NUMBER_GAP = 6
MIN_BAR = 0.0005
"""Below this probability the number is shown as 0.0 % and no bar is drawn."""


class _Grid(NamedTuple):
    """Columns and rows, and the height of a row in pixels."""

    columns: int
    rows: int
    height: float

    @property
    def capacity(self) -> int:
        """The number of classes that have a row."""
        return self.columns * self.rows


class _Measures(NamedTuple):
    """In pixels: the width of all names, of the longest that is not cut, and of the numbers, and a bar's thickness."""

    names: int
    longest_name: int
    numbers: int
    bar: int


class ProbabilityBars(QWidget):
    """One row per class with its name, a bar and the number; the predicted class is highlighted.

    With little room, there are two columns; with less, or more than ten classes, only the likeliest are shown, the
    likeliest at the top.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: Sequence[str] = DIGITS
        self._probabilities: Floats | None = None
        self._is_muted = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._limit_height()
        self.setAccessibleName("Probability of each class")

    def show_probabilities(self, probabilities: Floats | None) -> None:
        """Show ``probabilities``, shape (classes,); with None, only the names."""
        self._probabilities = probabilities
        self.setAccessibleDescription("" if probabilities is None else self._as_text(probabilities))
        self.update()

    def set_muted(self, is_muted: bool) -> None:
        """Highlight no bar while ``is_muted``, because the drawing looks like none of the classes."""
        self._is_muted = is_muted
        self.update()

    def set_class_names(self, names: Sequence[str]) -> None:
        """Show a row for each of ``names``."""
        self._names = names
        self._probabilities = None
        self._limit_height()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._limit_height()
        self.update()

    def _limit_height(self) -> None:
        self.setMaximumHeight(scaled(MAX_ROW) * min(MAX_ROWS, len(self._names)))

    @property
    def shown(self) -> list[int]:
        """The indices of the classes that have a row, from top to bottom."""
        grid = self._grid()
        if len(self._names) <= grid.capacity:
            return list(range(len(self._names)))
        if self._probabilities is None:
            return []
        likeliest = np.argsort(self._probabilities)[::-1]
        return [int(index) for index in likeliest[: grid.capacity]]

    def _grid(self) -> _Grid:
        """Return how the rows are arranged in the height there is."""
        count = min(MAX_ROWS, len(self._names))
        half = -(-count // 2)
        fitting = self.height() // scaled(MIN_ROW)
        if fitting >= count:
            return _Grid(1, count, self.height() / count)
        if fitting >= half and self.width() >= 2 * scaled(MIN_COLUMN) and self._name_width() <= scaled(SHORT):
            return _Grid(2, half, self.height() / half)
        return _Grid(1, fitting, self.height() / max(1, fitting))

    def _name_width(self) -> int:
        metrics = QFontMetrics(number_font())
        return min(scaled(MAX_NAME_WIDTH), max(metrics.horizontalAdvance(name) for name in self._names)) + 8

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows, column by column."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font())
        grid, measures = self._grid(), self._measures(painter.fontMetrics())
        width = (self.width() - COLUMN_GAP * (grid.columns - 1)) / grid.columns
        best = None if self._probabilities is None or self._is_muted else int(self._probabilities.argmax())
        for position, index in enumerate(self.shown):
            column, row = divmod(position, grid.rows)
            area = QRectF(column * (width + COLUMN_GAP), row * grid.height, width, grid.height)
            self._draw_row(painter, area, index, measures, is_best=index == best)

    def _measures(self, metrics: QFontMetrics) -> _Measures:
        numbers = metrics.horizontalAdvance(percent(1.0)) + scaled(NUMBER_GAP)
        return _Measures(self._name_width(), scaled(MAX_NAME_WIDTH), numbers, scaled(BAR))

    def _draw_row(self, painter: QPainter, area: QRectF, index: int, measures: _Measures, *, is_best: bool) -> None:
        fraction = 0.0 if self._probabilities is None else float(self._probabilities[index])
        name = painter.fontMetrics().elidedText(self._names[index], Qt.TextElideMode.ElideRight, measures.longest_name)
        rest = area.height() - measures.bar
        bar = area.adjusted(measures.names, rest / 2, -measures.numbers, -rest / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("pressed"))
        painter.drawRoundedRect(bar, 3, 3)
        if fraction >= MIN_BAR:
            painter.setBrush(self._theme.color("accent" if is_best else "border_strong"))
            painter.drawRoundedRect(QRectF(bar.x(), bar.y(), max(2.0, bar.width() * fraction), bar.height()), 3, 3)
        painter.setPen(self._theme.color("text" if is_best else "muted_text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
        if self._probabilities is not None:
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent(fraction))

    def _as_text(self, probabilities: Floats) -> str:
        return ", ".join(f"{self._names[index]}: {percent(float(probabilities[index]))}" for index in self.shown)
