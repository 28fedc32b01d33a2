"""The histogram of one layer: its values now, over the outline of those before training."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from nnstudio.inspection.histograms import Histogram
from nnstudio.number_text import short, significant, with_minus
from nnstudio.ui.plots.axis_range import round_below
from nnstudio.ui.plots.plot_items import PlotCurve
from nnstudio.ui.plots.plot_style import apply_theme, blend, line, set_up_plot
from nnstudio.ui.theme import Theme, caption_font

LABELLED = 0.75
"""The axis has a label at its center, and on either side one within this fraction of its length."""
TOP = 1.08
SPIKE = 3.0
"""A bin that is higher than the third-highest by this factor is cut off, so that the others can be seen."""


class LayerHistogram:
    """One plot of the grid, an item of ``holder``; it is reused for the layers of one run after another.

    Now and before have their own scales, so that a spike in one does not flatten the other.
    """

    def __init__(self, holder: pg.GraphicsWidget, theme: Theme) -> None:
        self.item = plot = pg.PlotItem(enableMenu=False)
        plot.setParentItem(holder)  # not in the constructor: a plot created inside a scene misses its paint signal
        self.title = self._deviation = ""
        self._first: Histogram | None = None
        self._limit = 0.0
        set_up_plot(plot)
        plot.setMouseEnabled(x=False, y=False)
        plot.hideAxis("left")
        self.outline, self._bars = (PlotCurve([0, 0], [0], stepMode="center") for _ in range(2))
        self._bars.setFillLevel(0)
        plot.addItem(self._bars)
        plot.addItem(self.outline)
        plot.setYRange(0, TOP, padding=0)
        self.set_theme(theme)

    @property
    def text(self) -> str:
        """The title with the current deviation."""
        return f"{self.title} σ {self._deviation}"

    def begin(self, title: str, hint: str, first: Histogram) -> None:
        """Show another layer, with the distribution ``first`` before training; ``hint`` is its tooltip."""
        self.item.setToolTip(hint)
        self.title, self._first, self._limit = title, first, 0.0
        self.draw(first)

    def draw(self, histogram: Histogram) -> None:
        """Show the current distribution."""
        assert self._first is not None, "begin() must be called first"
        self._bars.setData(histogram.edges, heights(histogram.counts))
        self.outline.setData(self._first.edges, heights(self._first.counts))
        if histogram.limit != self._limit:
            self._limit = histogram.limit
            center, distance = histogram.center, round_below(LABELLED * self._limit)
            self.item.setXRange(center - self._limit, center + self._limit, padding=0.02)
            ticks = [(value, with_minus(short(value))) for value in (center - distance, center, center + distance)]
            self.item.getAxis("bottom").setTicks([ticks])
        self._deviation = significant(histogram.standard_deviation, 3)
        deviation = f"<span style='color:{self._muted}'>σ {self._deviation}</span>"
        self.item.setTitle(f"{self.title} &nbsp;{deviation}", size=f"{caption_font().pixelSize()}px", color=self._text)
        self.item.titleLabel.setMinimumWidth(0)  # a long title must not make its column wider

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``; the title has the colours that it was drawn with."""
        self._text, self._muted = theme.text, theme.plot_text
        background, now = theme.color("plot_background"), pg.mkColor(theme.series[3])
        apply_theme(self.item, theme)
        self.item.showGrid(x=False, y=False)
        self._bars.setPen(line(now))
        self._bars.setBrush(blend(now, background, 0.35))
        self.outline.setPen(line(theme.color("earlier")))


def heights(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the heights of the bins, any shape, from 0 to 1 and a little above for those that are cut off."""
    highest = np.sort(counts)[-3:]
    scale = min(float(highest[-1]), SPIKE * float(highest[0])) if highest[0] else float(highest[-1])
    return np.minimum(counts / max(scale, 1.0), TOP)
