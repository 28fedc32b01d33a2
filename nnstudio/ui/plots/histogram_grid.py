"""The distribution of each layer's weights, now and before training."""

import itertools
import math
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGraphicsGridLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.engine.network import Network
from nnstudio.inspection.histograms import BINS, Histogram
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.ui.plots.plot_style import apply_theme, blend, line, set_up_plot
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, mark

COLUMN_WIDTH = 180
"""Minimum width of a histogram in pixels; a row holds as many as fit."""
EMPTY = "The weights of each layer appear here once training starts."


class HistogramGrid(QWidget):
    """A histogram for each layer with weights, over the outline of its first histogram in the run.

    Plots are created once and reused by later runs; those that a smaller network does not need are hidden.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._network: Network | None = None
        self._latest: ActiveNetwork | None = None
        self._first: dict[Path, tuple[Histogram, ...]] = {}  # by the folder of the run
        self._is_changed = False
        self._plots: list[_LayerHistogram] = []
        self._count = 0
        self._arranged = (0, 0)
        title, self._legend, self._empty = QLabel("Weights"), QLabel(), QLabel(EMPTY)
        mark(title, "role", "heading")
        mark(self._legend, "role", "caption")
        mark(self._empty, "role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area, self._holder = pg.GraphicsView(), pg.GraphicsWidget()
        switch_off_index(self._area)
        self._grid = QGraphicsGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._area.setCentralItem(self._holder)
        stack_host = QWidget()
        self._stack = QStackedLayout(stack_host)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(self._legend)
        layout.addWidget(stack_host, 1)
        self.set_theme(theme)

    @property
    def count(self) -> int:
        """Number of layers shown."""
        return self._count

    def show_network(self, active: ActiveNetwork) -> None:
        """Show the weights of ``active`` on the next frame; the first weights of its run are the outline."""
        if active.network is not self._network:
            self._network = active.network
            self._begin(active.network, self._first.setdefault(active.folder, active.histograms))
        self._latest = active
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the newest weights if they changed and the grid is visible."""
        if not (self._is_changed and self._latest is not None and self.isVisible()):
            return
        self._is_changed = False
        for plot, histogram in zip(self._plots[: self._count], self._latest.histograms, strict=True):
            plot.draw(histogram)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._area.setBackground(theme.color("plot_background"))
        now, before = theme.series[3], theme.earlier
        self._legend.setText(
            f"<span style='color:{now}'>▬</span> now &nbsp;<span style='color:{before}'>▬</span> before training"
            " &nbsp; σ standard deviation"
        )
        for plot in self._plots:
            plot.set_theme(theme)
        self._is_changed = self._latest is not None  # titles have the colour that they were drawn with

    def _begin(self, network: Network, first: tuple[Histogram, ...]) -> None:
        titles = [
            f"{network.layer_name(index)} {math.prod(before)} → {math.prod(after)}"
            for index, (before, after) in enumerate(itertools.pairwise(network.shapes))
            if index in network.layout.weighted_layers
        ]
        self._count = len(titles)
        while len(self._plots) < self._count:
            self._plots.append(_LayerHistogram(self._holder, self._theme))
        for plot, title, histogram in zip(self._plots, titles, first, strict=False):
            plot.begin(title, histogram)
        self._arrange()
        self._stack.setCurrentWidget(self._area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many histograms in a row as fit."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = min(max(1, self.width() // COLUMN_WIDTH), max(1, self._count))
        if (columns, self._count) == self._arranged:
            return
        self._arranged = columns, self._count
        while self._grid.count():
            self._grid.removeAt(0)
        for index, plot in enumerate(self._plots):
            plot.item.setVisible(index < self._count)
            if index < self._count:
                self._grid.addItem(plot.item, *divmod(index, columns))


class _LayerHistogram:
    """One plot of the grid, an item of ``holder``; it is reused for the layers of one run after another."""

    def __init__(self, holder: pg.GraphicsWidget, theme: Theme) -> None:
        self.item = plot = pg.PlotItem()
        plot.setParentItem(holder)  # not in the constructor: a plot created inside a scene misses its paint signal
        self._title = ""
        self._first: Histogram | None = None
        self._limit = 0.0
        set_up_plot(plot)
        plot.setMouseEnabled(x=False, y=False)
        plot.hideAxis("left")
        self._outline, self._bars = (pg.PlotCurveItem([0, 0], [0], stepMode="center") for _ in range(2))
        self._bars.setFillLevel(0)
        plot.addItem(self._bars)
        plot.addItem(self._outline)
        self.set_theme(theme)

    def begin(self, title: str, first: Histogram) -> None:
        """Show another layer, with the distribution ``first`` before training."""
        self._title, self._first, self._limit = title, first, 0.0
        self.draw(first)

    def draw(self, histogram: Histogram) -> None:
        """Show the current distribution of the weights."""
        assert self._first is not None, "begin() must be called first"
        self._bars.setData(_edges(histogram), histogram.counts)
        self._outline.setData(_edges(self._first), _widened(self._first, histogram))
        if histogram.limit != self._limit:
            self._limit = histogram.limit
            self.item.setXRange(-histogram.limit, histogram.limit, padding=0.02)
        self.item.setTitle(
            f"{self._title} &nbsp;<span style='color:{self._muted}'>σ {histogram.standard_deviation:.3g}</span>",
            size="11px",
            color=self._text,
        )

    def set_theme(self, theme: Theme) -> None:
        self._text, self._muted = theme.text, theme.plot_text
        background, accent = theme.color("plot_background"), pg.mkColor(theme.series[3])
        apply_theme(self.item, theme)
        self.item.showGrid(x=False, y=False)
        self._bars.setPen(line(accent))
        self._bars.setBrush(blend(accent, background, 0.35))
        self._outline.setPen(line(theme.color("earlier")))


def _edges(histogram: Histogram) -> NDArray[np.float64]:
    return np.linspace(-histogram.limit, histogram.limit, BINS + 1)


def _widened(first: Histogram, now: Histogram) -> NDArray[np.float64]:
    """Return the counts of ``first``, scaled to the bin width of ``now`` so that the areas compare."""
    return np.multiply(first.counts, now.limit / first.limit, dtype=np.float64)
