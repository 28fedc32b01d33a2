"""Bars with the probability of each class, or of the ten likeliest if there are more."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.engine.arrays import Floats
from nnstudio.number_text import percent
from nnstudio.ui.theme import Theme, number_font

ROW = 17
MAX_ROWS = 10
MAX_NAME_WIDTH = 96
NUMBER_WIDTH = 52
MIN_BAR = 0.0005
"""Below this probability the number is shown as 0.0 % and no bar is drawn."""


class ProbabilityBars(QWidget):
    """One row per class with its name, a bar and the number; the predicted class is highlighted.

    If there are more than ten classes, the ten likeliest are shown, the likeliest at the top.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: Sequence[str] = DIGITS
        self._probabilities: Floats | None = None
        self._is_muted = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
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
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @property
    def shown(self) -> list[int]:
        """The indices of the classes that have a row, from top to bottom."""
        if len(self._names) <= MAX_ROWS:
            return list(range(len(self._names)))
        if self._probabilities is None:
            return []
        likeliest = np.argsort(self._probabilities)[::-1]
        return [int(index) for index in likeliest[:MAX_ROWS]]

    def sizeHint(self) -> QSize:
        """Return the size for one row per class, up to ten."""
        return QSize(200, ROW * min(MAX_ROWS, len(self._names)))

    def minimumSizeHint(self) -> QSize:
        """Return the size at which no row is hidden."""
        return QSize(120, ROW * min(MAX_ROWS, len(self._names)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font())
        metrics = painter.fontMetrics()
        widest = max(metrics.horizontalAdvance(name) for name in self._names)
        name_width = min(MAX_NAME_WIDTH, widest) + 8
        best = None if self._probabilities is None or self._is_muted else int(self._probabilities.argmax())
        for row, index in enumerate(self.shown):
            fraction = 0.0 if self._probabilities is None else float(self._probabilities[index])
            name = metrics.elidedText(self._names[index], Qt.TextElideMode.ElideRight, MAX_NAME_WIDTH)
            self._draw_row(painter, row, name, fraction, name_width, is_best=index == best)

    def _draw_row(
        self, painter: QPainter, row: int, name: str, fraction: float, name_width: int, *, is_best: bool
    ) -> None:
        text = QRectF(0, row * ROW, name_width, ROW)
        bar = QRectF(name_width, row * ROW + 4, self.width() - name_width - NUMBER_WIDTH, ROW - 8)
        number = QRectF(self.width() - NUMBER_WIDTH, row * ROW, NUMBER_WIDTH, ROW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("pressed"))
        painter.drawRoundedRect(bar, 3, 3)
        if fraction >= MIN_BAR:
            painter.setBrush(self._theme.color("accent" if is_best else "border_strong"))
            painter.drawRoundedRect(QRectF(bar.x(), bar.y(), max(2.0, bar.width() * fraction), bar.height()), 3, 3)
        painter.setPen(self._theme.color("text" if is_best else "muted_text"))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        if self._probabilities is not None:
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent(fraction))

    def _as_text(self, probabilities: Floats) -> str:
        return ", ".join(f"{self._names[index]}: {percent(float(probabilities[index]))}" for index in self.shown)
