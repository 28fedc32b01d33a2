"""The reliability diagram: how often predictions of each confidence are right."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from nnstudio.inspection.calibration import Reliability
from nnstudio.number_text import grouped, percent
from nnstudio.ui.theme import Theme, caption_font, scaled

SIDE, LEFT, BOTTOM, TOP, RIGHT = 220, 40, 36, 28, 20
"""In pixels, without zoom: of the diagram, and of the margins for its axes."""
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


class ReliabilityDiagram(QWidget):
    """A bar for each bin: its fraction of right predictions. On the diagonal, the network is as sure as it is right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reliability: Reliability | None = None
        self.setAccessibleName("Reliability diagram")
        self.setWhatsThis(
            "Pictures are sorted by the probability of their prediction. The bar says how many of them are right, the "
            "tick what the network expected. Below the diagonal it is too sure, above it not sure enough."
        )
        self.fit_zoom()

    def show_reliability(self, reliability: Reliability | None) -> None:
        """Show ``reliability``, or no bars."""
        self._reliability = reliability
        self.setAccessibleDescription("; ".join(self._texts))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and sizes of ``theme``."""
        self._theme = theme
        self.fit_zoom()
        self.update()

    def fit_zoom(self) -> None:
        """Take the room of the current zoom."""
        side = scaled(SIDE)
        self.setFixedSize(QSize(side + scaled(LEFT + RIGHT), side + scaled(TOP + BOTTOM)))

    def event(self, event: QEvent) -> bool:
        """Show the numbers of the bin under the pointer as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._text_at(event.pos().x()) or self.whatsThis(), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the axes, the bars and the diagonal."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, theme = self._area, self._theme
        painter.fillRect(area, theme.color("plot_background"))
        self._draw_axes(painter, area)
        if self._reliability is not None:
            self._draw_bars(painter, area, self._reliability)
        painter.setPen(QPen(theme.color("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())

    @property
    def _area(self) -> QRectF:
        return QRectF(scaled(LEFT), scaled(TOP), scaled(SIDE), scaled(SIDE))

    @property
    def _texts(self) -> list[str]:
        shown = self._reliability
        return [self._text(int(index)) for index in np.flatnonzero(shown.counts)] if shown is not None else []

    def _text(self, index: int) -> str:
        shown = self._reliability
        assert shown is not None
        sure, right = percent(float(shown.confidences[index])), percent(float(shown.accuracies[index]))
        return f"{sure} sure, {right} right, {grouped(int(shown.counts[index]))} pictures"

    def _text_at(self, x: float) -> str:
        shown, area = self._reliability, self._area
        if shown is None or not area.left() <= x < area.right():
            return ""
        index = int((x - area.left()) / area.width() * len(shown.counts))
        return self._text(index) if shown.counts[index] else ""

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(caption_font())
        line = painter.fontMetrics().height()
        for tick in TICKS:
            x, y = area.left() + tick * area.width(), area.bottom() - tick * area.height()
            painter.setPen(self._theme.color("border"))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self._theme.color("plot_text"))
            text, right = percent(tick, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - line / 2, area.left() - 4, line), right, text)
            below = QRectF(x - 24, area.bottom() + 2, 48, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        caption = QRectF(area.left(), area.bottom() + 2 + line, area.width(), line)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, "probability of the prediction")
        above = QRectF(0, 0, area.right(), area.top() - line / 2)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, "right predictions")

    def _draw_bars(self, painter: QPainter, area: QRectF, shown: Reliability) -> None:
        width = area.width() / len(shown.counts)
        for index in np.flatnonzero(shown.counts):
            left = area.left() + index * width
            right, sure = (float(each[index]) * area.height() for each in (shown.accuracies, shown.confidences))
            painter.fillRect(QRectF(left + 1, area.bottom() - right, width - 2, right), self._theme.color("accent"))
            painter.setPen(QPen(self._theme.color("diverging_negative"), 2))
            height = area.bottom() - sure
            painter.drawLine(QPointF(left + 1, height), QPointF(left + width - 1, height))
