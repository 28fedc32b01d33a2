"""A small diagram of a network: a bar for each layer, taller for wider layers."""

import itertools
import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.engine.network import Network
from nnstudio.ui.theme import ThemeController, caption_font

HEIGHT = 72
BAR_WIDTH = 8
NUMBER_HEIGHT = 18


@dataclass(frozen=True)
class Bar:
    """A layer: its number of outputs, and whether it only transforms its inputs element by element."""

    width: int
    is_passing: bool = False

    def height(self, maximum: float) -> float:
        """Return the height of the bar on a log scale, so that 10 is still visible beside 784."""
        return 8 + (maximum - 8) * min(1.0, math.log2(self.width + 1) / 12)


def bars_of(network: Network) -> tuple[Bar, ...]:
    """Return the bars of ``network``, inputs first; a layer without weights that keeps the width is passing."""
    widths = [math.prod(shape) for shape in network.shapes]
    bars = [Bar(widths[0])]
    for index, (before, after) in enumerate(itertools.pairwise(widths)):
        has_weights = index in network.layout.weighted_layers
        bars.append(Bar(after, is_passing=before == after and not has_weights))
    return tuple(bars)


class NetworkDiagram(QWidget):
    """Bars from the inputs on the left to the outputs on the right, each with its width as a number."""

    def __init__(self, theme: ThemeController) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self._on_theme_changed)

    def show_network(self, network: Network) -> None:
        """Draw ``network``."""
        bars = bars_of(network)
        if bars != self._bars:
            self._bars = bars
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size the diagram is designed for."""
        return QSize(280, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the connections, the bars and their numbers."""
        if not self._bars:
            return
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        areas = [self._bar_area(index) for index in range(len(self._bars))]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        for left, right in itertools.pairwise(areas):
            corners = (left.topRight(), right.topLeft(), right.bottomLeft(), left.bottomRight())
            painter.drawPolygon(QPolygonF(corners))
        for index, (bar, area) in enumerate(zip(self._bars, areas, strict=True)):
            is_end = index in (0, len(self._bars) - 1)
            self._draw_bar(painter, bar, area, "muted_text" if is_end else "accent")
        self._draw_numbers(painter, areas)
        painter.end()

    def _bar_area(self, index: int) -> QRectF:
        available = self.width() / len(self._bars)
        height = self._bars[index].height(HEIGHT - NUMBER_HEIGHT - 4)
        middle = QPointF((index + 0.5) * available, 2 + (HEIGHT - NUMBER_HEIGHT - 4) / 2)
        return QRectF(middle.x() - BAR_WIDTH / 2, middle.y() - height / 2, BAR_WIDTH, height)

    def _draw_bar(self, painter: QPainter, bar: Bar, area: QRectF, role: str) -> None:
        color = self._theme.theme.color(role)
        if bar.is_passing:
            painter.setPen(QPen(color, 1.5, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            return
        painter.setBrush(color)
        painter.drawRoundedRect(area, 3, 3)

    def _draw_numbers(self, painter: QPainter, areas: list[QRectF]) -> None:
        available = self.width() / len(self._bars)
        painter.setFont(_fitting_font(max(len(str(bar.width)) for bar in self._bars), available - 2))
        painter.setPen(self._theme.theme.color("text"))
        for bar, area in zip(self._bars, areas, strict=True):
            if not bar.is_passing:
                area = QRectF(area.center().x() - available / 2, HEIGHT - NUMBER_HEIGHT, available, NUMBER_HEIGHT)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(bar.width))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _fitting_font(digits: int, available: float) -> QFont:
    """Return the caption font, or a smaller one if many layers are side by side."""
    font = caption_font()
    while font.pixelSize() > 8 and QFontMetricsF(font).horizontalAdvance("0" * digits) > available:
        font.setPixelSize(font.pixelSize() - 1)
    return font
