"""The curves of an experiment: a line for each point with a band of its spread over seeds."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem, QLabel, QVBoxLayout, QWidget

from nnstudio.number_text import percent, short
from nnstudio.runs.experiments.mean_curves import MOST_LINES, MeanCurve
from nnstudio.ui.plots.axis_ticks import RoundAxis
from nnstudio.ui.plots.plot_style import apply_theme, blend, line, set_up_plot
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.plots.small_plot import with_margin
from nnstudio.ui.theme import Theme, mark, scaled

LEAST_HEIGHT = 120
AXIS_WIDTH = 56
BAND = 0.22
"""How much of a line's colour its band has."""
STYLES = (
    (Qt.PenStyle.SolidLine, "━"),
    (Qt.PenStyle.DashLine, "╍"),
    (Qt.PenStyle.DotLine, "┅"),
)
"""Of lines that have the same colour, each with its sign in the legend."""


class BandPlot(QWidget):
    """Draws `MeanCurve`s over the epochs. Its items are made once, and hidden where there are fewer curves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves: Sequence[MeanCurve] = ()
        self._legend = QLabel()
        self._legend.setWordWrap(True)
        mark(self._legend, "role", "caption")
        self._left = RoundAxis("left", short)
        axes = {"left": self._left, "bottom": RoundAxis("bottom", short)}
        self._widget = pg.PlotWidget(enableMenu=False, axisItems=axes)
        self._widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._widget.setAccessibleName("Curves of the experiment")
        switch_off_index(self._widget)
        self._plot = self._widget.getPlotItem()
        set_up_plot(self._plot)
        self._plot.disableAutoRange()
        self._plot.setMouseEnabled(False, False)
        self._plot.getAxis("bottom").setLabel("epoch")
        self._plot.layout.setContentsMargins(0, 8, 12, 0)  # for the labels at the ends of the axes
        for axis in axes.values():
            axis.enableAutoSIPrefix(False)
        self._left.setWidth(AXIS_WIDTH)
        self._bands = [QGraphicsPathItem() for _ in range(MOST_LINES)]
        self._lines = [pg.PlotCurveItem() for _ in range(MOST_LINES)]
        for item in (*self._bands, *self._lines):
            self._plot.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._legend)
        column.addWidget(self._widget, 1)
        self.set_theme(theme)

    @property
    def names(self) -> list[str]:
        """The names of the curves that are drawn."""
        return [curve.name for curve in self._curves]

    def show_curves(self, curves: Sequence[MeanCurve], is_fraction: bool) -> None:
        """Draw ``curves``, whose values are fractions, shown in percent, or other numbers."""
        self._curves = curves[:MOST_LINES]
        self._left.format_with(partial(percent, decimals=1) if is_fraction else short, is_logarithmic=False)
        for index, (band, drawn) in enumerate(zip(self._bands, self._lines, strict=True)):
            is_used = index < len(self._curves)
            band.setVisible(is_used)
            drawn.setVisible(is_used)
            if is_used:
                curve = self._curves[index]
                drawn.setData(curve.x, curve.mean, connect="finite")
                band.setPath(_band(curve))
        self._fit()
        self._write_legend()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._widget.setMinimumHeight(scaled(LEAST_HEIGHT))
        background = theme.color("plot_background")
        self._widget.setBackground(background)
        apply_theme(self._plot, theme)
        for index, (band, drawn) in enumerate(zip(self._bands, self._lines, strict=True)):
            color = pg.mkColor(theme.series[index % len(theme.series)])
            style, _ = STYLES[index // len(theme.series) % len(STYLES)]
            drawn.setPen(line(color, 2 if style is Qt.PenStyle.SolidLine else 1, style))
            band.setBrush(blend(color, background, BAND))
            band.setPen(line(background, 0, Qt.PenStyle.NoPen))
        self._write_legend()

    def _fit(self) -> None:
        known = [curve for curve in self._curves if np.isfinite(curve.mean).any()]
        if not known:
            return
        spread = [np.nan_to_num(curve.deviation) for curve in known]
        low = min(float(np.nanmin(curve.mean - each)) for curve, each in zip(known, spread, strict=True))
        high = max(float(np.nanmax(curve.mean + each)) for curve, each in zip(known, spread, strict=True))
        right = max(float(curve.x[-1]) for curve in known)
        self._plot.getViewBox().setRange(xRange=(0, right), yRange=with_margin(low, high), padding=0)

    def _write_legend(self) -> None:
        texts = []
        for index, curve in enumerate(self._curves):
            color = self._theme.series[index % len(self._theme.series)]
            _, sign = STYLES[index // len(self._theme.series) % len(STYLES)]
            texts.append(f"<span style='color:{color}'>{sign}</span>&nbsp;{_escaped(curve.name)}")
        self._legend.setText(" &nbsp; ".join(texts))
        self._widget.setAccessibleDescription(", ".join(self.names))


def _band(curve: MeanCurve) -> QPainterPath:
    """Return the area of one deviation to both sides of the mean, where several runs are known."""
    known = np.isfinite(curve.deviation)
    path = QPainterPath()
    if known.sum() > 1:
        x, low, high = curve.x[known], (curve.mean - curve.deviation)[known], (curve.mean + curve.deviation)[known]
        corners = [*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True)]
        path.addPolygon(QPolygonF([QPointF(float(a), float(b)) for a, b in corners]))
    return path


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(" ", "&nbsp;")
