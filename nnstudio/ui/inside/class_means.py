"""A unit's mean output over the pictures of each class, as bars."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.engine.arrays import Floats
from nnstudio.number_text import significant
from nnstudio.ui.theme import Theme, number_font, scaled

ROW, WIDTH, NAMES, NUMBERS = 18, 200, 64, 52
ROWS = 10
"""With more classes, those with the largest means are shown."""


class ClassMeans(QWidget):
    """A row for each class with its name, a bar from zero, and the mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.means: Floats | None = None
        """The means that are shown, shape (classes,); None until they are measured."""
        self._names: Sequence[str] = ()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Mean output for each class")

    def show_means(self, means: Floats | None, names: Sequence[str]) -> None:
        """Show ``means``, shape (classes,), NaN where there is no picture, of the classes ``names``."""
        self.means, self._names = means, names
        spoken = () if means is None else (f"{names[n]}: {significant(float(means[n]), 3)}" for n in self.shown)
        self.setAccessibleDescription(", ".join(spoken))
        self.update()

    @property
    def shown(self) -> list[int]:
        """The classes that have a row."""
        if self.means is None:
            return []
        if len(self.means) <= ROWS:
            return list(range(len(self.means)))
        order: list[int] = np.argsort(-np.nan_to_num(self.means, nan=-np.inf), kind="stable")[:ROWS].tolist()
        return order

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for ten rows."""
        return QSize(scaled(WIDTH), ROWS * scaled(ROW))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows; a text while nothing is measured."""
        painter = QPainter(self)
        painter.setFont(number_font())
        if self.means is None:
            painter.setPen(self._theme.color("muted_text"))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), wrapped, "Measured in a moment.")
            return
        names, numbers, height = scaled(NAMES), scaled(NUMBERS), scaled(ROW)
        values = np.nan_to_num(self.means)
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
        span, room = (high - low) or 1.0, self.width() - names - numbers
        for row, index in enumerate(self.shown):
            area = QRectF(0, row * height, self.width(), height)
            value = float(values[index])
            zero = names - low / span * room
            bar = QRectF(zero, area.top() + height / 4, value / span * room, height / 2).normalized()
            painter.fillRect(bar, self._theme.color("diverging_positive" if value > 0 else "diverging_negative"))
            painter.setPen(self._theme.color("text"))
            name = painter.fontMetrics().elidedText(self._names[index], Qt.TextElideMode.ElideRight, names - 6)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            text = significant(float(self.means[index]), 3)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
