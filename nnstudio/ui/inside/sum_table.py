"""The sum of one unit as a table: the strongest terms, the rest, the bias, z and a, with real numbers."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.number_text import significant
from nnstudio.ui.theme import Theme, number_font, scaled

ROW = 18
WIDTH = 320
BAR = 48
LIST = 6
"""How many terms are listed."""


@dataclass(frozen=True)
class SumRow:
    """One line: its ``name``, how its ``value`` comes about, and whether it is a result that stands below a rule."""

    name: str
    factors: str
    value: float
    is_result: bool = False

    @property
    def text(self) -> str:
        """The line in words."""
        return " ".join(filter(None, (self.name, self.factors, "=" if self.factors else "", signed(self.value))))


def signed(number: float) -> str:
    """Return ``number`` with three significant digits and its sign; 0 has none."""
    if number == 0:
        return "0"
    return f"{'−' if number < 0 else '+'}{significant(abs(number), 3)}"


class SumTable(QWidget):
    """Paints the lines itself: their texts change ten times a second, and labels would be laid out each time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[SumRow, ...] = ()
        """The lines that are shown."""
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The unit's sum")

    def show_rows(self, rows: tuple[SumRow, ...]) -> None:
        """Show ``rows``."""
        if rows != self.rows:
            self.rows = rows
            self.setAccessibleDescription("; ".join(row.text for row in rows))
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all lines: the terms, the rest, the bias, z and a."""
        return QSize(scaled(WIDTH), (LIST + 4) * scaled(ROW))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a line for each row, with a bar for its value."""
        painter = QPainter(self)
        painter.setFont(number_font())
        row_height, bar = scaled(ROW), scaled(BAR)
        largest = max((abs(row.value) for row in self.rows if not row.is_result), default=0.0) or 1.0
        for number, row in enumerate(self.rows):
            area = QRectF(0, number * row_height, self.width(), row_height)
            if row.is_result:
                painter.setPen(self._theme.color("border"))
                painter.drawLine(area.topLeft(), area.topRight())
            painter.setPen(self._theme.color("text" if row.is_result else "muted_text"))
            name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(self.width() * 0.36))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            factors = area.adjusted(self.width() * 0.37, 0, -bar - scaled(62), 0)
            painter.drawText(factors, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.factors)
            painter.setPen(self._theme.color("text"))
            value = area.adjusted(0, 0, -bar - 4, 0)
            painter.drawText(value, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, signed(row.value))
            if not row.is_result:
                self._draw_bar(painter, area, row.value / largest, bar)

    def _draw_bar(self, painter: QPainter, area: QRectF, fraction: float, width: int) -> None:
        middle = area.right() - width / 2
        length = max(-1.0, min(1.0, fraction)) * (width / 2 - 1)
        role = "diverging_positive" if fraction > 0 else "diverging_negative"
        bar = QRectF(middle, area.top() + area.height() / 4, length, area.height() / 2).normalized()
        painter.fillRect(bar, self._theme.color(role))
