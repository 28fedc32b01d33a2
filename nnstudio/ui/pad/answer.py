"""What the network reads, as a large digit with its probability."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.theme import Theme, answer_font, title_font

GAP = 12
SMALLEST = 14
"""Pixel size of the font to which a long class name is shrunk; it is cut if it is still too long."""


class Answer(QWidget):
    """A class name as large as fits, and its probability beside it, or below it where the name is long."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._probability, self._role = "", "", "text"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def name(self) -> str:
        """The class name; empty if none is shown."""
        return self._name

    def show_answer(self, name: str, probability: str, role: str = "text") -> None:
        """Show the class ``name`` and its ``probability``, in the colour ``role``."""
        if (name, probability, role) != (self._name, self._probability, self._role):
            self._name, self._probability, self._role = name, probability, role
            self.setAccessibleName(f"{name} {probability}".strip())
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a digit."""
        return QSize(80, QFontMetricsF(answer_font()).tightBoundingRect("0").toAlignedRect().height() + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name and the probability."""
        painter = QPainter(self)
        painter.setPen(self._theme.color(self._role))
        large, small = QFontMetricsF(answer_font()), QFontMetricsF(title_font())
        width = large.horizontalAdvance(self._name)
        beside = width + GAP + small.horizontalAdvance(self._probability)
        if beside <= self.width():
            painter.setFont(answer_font())
            base = (self.height() + large.capHeight()) / 2
            painter.drawText(0, round(base), self._name)
            painter.setFont(title_font())
            painter.drawText(round(width + GAP), round(base), self._probability)
        else:
            self._paint_above(painter)

    def _paint_above(self, painter: QPainter) -> None:
        font = answer_font()
        line = QFontMetricsF(title_font()).height()
        room = self.height() - line
        while font.pixelSize() > SMALLEST and (
            QFontMetricsF(font).horizontalAdvance(self._name) > self.width() or QFontMetricsF(font).height() > room
        ):
            font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), room), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(title_font())
        painter.drawText(QRectF(0, room, self.width(), line), Qt.AlignmentFlag.AlignVCenter, self._probability)
