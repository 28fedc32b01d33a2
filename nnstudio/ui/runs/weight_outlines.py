"""The weights of one layer in two networks: two histograms over each other."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.weight_comparison import ComparedLayer
from nnstudio.number_text import short
from nnstudio.ui.plots.plot_style import blend
from nnstudio.ui.runs.run_looks import color_of, pen_of
from nnstudio.ui.theme import Theme, caption_font, scaled

WIDTH, HEIGHT, SCALE_HEIGHT, TITLE_HEIGHT = 140, 120, 18, 20
"""In pixels, without zoom."""
SPIKE = 3.0
"""A bin that is higher than the third-highest by this factor is cut off, so that the others can be seen."""
FILL_STRENGTH = 0.2


class WeightOutlines(QWidget):
    """Draws the first histogram filled and the second as an outline, both on the same scale."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layer: ComparedLayer | None = None
        self._looks: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "How many weights of the layer have which value: the first run filled, the second as a line, as fractions "
            "of all weights of the layer. A far higher bin is cut off"
        )

    @property
    def title(self) -> str:
        """Which layer is shown."""
        return f"Layer {self._layer.number}" if self._layer is not None else ""

    def show_layer(self, layer: ComparedLayer, looks: tuple[int, ...], names: tuple[str, ...]) -> None:
        """Show a layer of two runs with these looks and names."""
        self._layer, self._looks = layer, looks
        self.setAccessibleName(f"Weights of layer {layer.number} of {' and of '.join(names)}")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at the current zoom."""
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the title, the histograms and the scale."""
        layer = self._layer
        if layer is None:
            return
        painter = QPainter(self)
        painter.setFont(caption_font())
        painter.setPen(self._theme.color("text"))
        painter.drawText(QRectF(0, 0, self.width(), scaled(TITLE_HEIGHT)), Qt.AlignmentFlag.AlignLeft, self.title)
        bottom = self.height() - scaled(SCALE_HEIGHT)
        area = QRectF(0, scaled(TITLE_HEIGHT), self.width(), bottom - scaled(TITLE_HEIGHT))
        painter.fillRect(area, self._theme.color("plot_background"))
        top = _top(layer)
        for index, fractions in enumerate(layer.fractions):
            if fractions is not None:
                self._draw(painter, area, np.minimum(fractions / top, 1.0), index)
        painter.setPen(self._theme.color("plot_text"))
        for value, side in (
            (-layer.limit, Qt.AlignmentFlag.AlignLeft),
            (0.0, Qt.AlignmentFlag.AlignHCenter),
            (layer.limit, Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(QRectF(0, bottom + 2, self.width(), scaled(SCALE_HEIGHT)), side, short(value))
        painter.end()

    def _draw(self, painter: QPainter, area: QRectF, heights: np.ndarray, index: int) -> None:
        edges = np.linspace(area.left(), area.right(), len(heights) + 1)
        x, y = np.repeat(edges, 2)[1:-1], area.bottom() - np.repeat(heights, 2) * area.height()
        points = [QPointF(*pair) for pair in zip(x.tolist(), y.tolist(), strict=True)]
        outline = QPolygonF([QPointF(area.left(), area.bottom()), *points, QPointF(area.right(), area.bottom())])
        look = self._looks[index]
        if index == 0:
            color = blend(color_of(look, self._theme), self._theme.color("plot_background"), FILL_STRENGTH)
            painter.setBrush(color)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen_of(look, self._theme, 1 if index == 0 else 2))
        painter.drawPolyline(outline)


def _top(layer: ComparedLayer) -> float:
    """Return the fraction at the top of the drawing."""
    known = np.sort(np.concatenate([each for each in layer.fractions if each is not None]))
    third = float(known[-3])
    return min(float(known[-1]), SPIKE * third) if third else max(float(known[-1]), 1e-9)
