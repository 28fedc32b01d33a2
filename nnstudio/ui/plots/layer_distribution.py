"""How the values of one layer are distributed over a run: a heat map with lines at five percentiles."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.histograms import BINS, Histogram, percentiles, widened
from nnstudio.number_text import short, significant
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.plot_style import blend, line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.small_plot import SmallPlot
from nnstudio.ui.theme import Theme, mark

FRACTIONS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
COLUMNS = 200
"""The heat map has at most so many; more would be narrower than a pixel."""
SHADES = 256
STRONGEST = 0.8
"""How much of the colour the fullest bin of each moment has."""


class LayerDistribution(QWidget):
    """The histograms of one layer side by side, each scaled to its fullest bin."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        mark(self._title, "role", "caption")
        self._widget = SmallPlot(short, has_bands=False)
        plot = self._widget.getPlotItem()
        self._image = pg.ImageItem(axisOrder="row-major")
        self._image.setZValue(-5)
        plot.addItem(self._image)
        self._lines = [pg.PlotCurveItem(connect="finite") for _ in FRACTIONS]
        for item in self._lines:
            plot.addItem(item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._widget)
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """The name of the layer, and the middle of its values now."""
        return self._title.text()

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis``."""
        self._widget.set_axis(axis)

    def show_run(self, name: str, x: np.ndarray, horizontal: Limits, histograms: Sequence[Histogram]) -> None:
        """Show the ``histograms`` of the layer ``name``, of which there is one at each of the coordinates ``x``.

        The axis has the limits ``horizontal``.
        """
        middles = np.array([percentiles(each, FRACTIONS) for each in histograms])
        limit = histograms[-1].limit
        start = float(x[0]) if self._widget.axis.is_logarithmic else 0.0
        width = float(x[-1]) - start or 1.0
        columns = min(COLUMNS, max(1, len(x)))
        at = np.searchsorted(x, start + (np.arange(columns) + 0.5) / columns * width).clip(0, len(x) - 1)
        counts = np.stack([widened(histograms[index], limit) for index in at], axis=1)
        shades = np.sqrt(counts / np.maximum(1, counts.max(axis=0)))  # sparse bins stay visible
        self._image.setImage((shades * (SHADES - 1)).astype(np.uint8), levels=(0, SHADES - 1), autoLevels=False)
        self._image.setRect(QRectF(start, -limit, width, 2 * limit))
        for item, values in zip(self._lines, middles.T, strict=True):
            item.setData(x, values)
        self._widget.set_limits(horizontal, self._vertical(counts, limit))
        self._title.setText(f"{name}: median {significant(float(middles[-1, 2]), 3)}")
        spread = ", ".join(
            f"{fraction:.0%} below {significant(float(value), 3)}"
            for fraction, value in zip(FRACTIONS, middles[-1], strict=True)
        )
        self._widget.setAccessibleName(f"Distribution of {name} over {self._widget.axis.unit.label}")
        self._widget.setAccessibleDescription(spread)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        background, color = theme.color("plot_background"), theme.color("batch")
        self._widget.set_theme(theme)
        mixed = [blend(color, background, STRONGEST * shade / (SHADES - 1)) for shade in range(SHADES)]
        self._image.setLookupTable(np.array([(each.red(), each.green(), each.blue()) for each in mixed], np.uint8))
        styles = (Qt.PenStyle.DotLine, Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine)
        for item, style in zip(self._lines, (*styles, *styles[1::-1]), strict=False):
            item.setPen(line(theme.color("text"), style=style))

    def _vertical(self, counts: np.ndarray, limit: float) -> tuple[float, float]:
        """Return the part of the range that has values at any moment, with one bin around it."""
        occupied = np.flatnonzero(counts.any(axis=1))
        if not len(occupied):
            return -limit, limit
        width = 2 * limit / BINS
        return -limit + (occupied[0] - 1) * width, -limit + (occupied[-1] + 2) * width
