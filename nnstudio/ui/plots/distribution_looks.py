"""Four ways to draw the distribution of a layer's values over a run."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.inspection.histograms import FRACTIONS
from nnstudio.number_text import short
from nnstudio.runs.run_unit import RunUnit
from nnstudio.ui.plots.distribution_series import DistributionSeries
from nnstudio.ui.plots.layer_histogram import TOP, heights
from nnstudio.ui.plots.plot_items import PlotCurve
from nnstudio.ui.plots.plot_style import blend, line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.small_plot import SmallPlot, with_margin
from nnstudio.ui.theme import Theme

COLUMNS = 200
"""The heat map has at most so many; more would be narrower than a pixel."""
SHADES = 256
STRONGEST = 0.8
"""How much of the colour the fullest bin of each moment has."""
POINTS = 200
"""Of the lines of the percentiles, at most."""
SLICES, OVERLAP = 14, 2.4
"""Histograms in a ridge, and their height as a multiple of their distance."""


class DistributionPlot(SmallPlot):
    """Draws a `DistributionSeries`; a look of its own in each subclass, which takes no arguments."""

    legend = ""
    """What is drawn, in words."""
    shows_time = True
    """Whether an axis is that of the run, so that the pointer and the keys can move the crosshair."""

    def __init__(self, tick: Callable[[float], str] = short, has_bands: bool = False) -> None:
        super().__init__(tick, has_bands=has_bands)
        if not (self.shows_time and self.is_time_level):
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing in it to operate

    @classmethod
    def legend_in(cls, _theme: Theme, _before: str) -> str:
        """Return the legend as HTML, in the colours of a theme; ``before`` says what now is compared with."""
        return cls.legend

    def show_series(self, series: DistributionSeries) -> None:
        """Draw ``series``, which has been measured at least once."""
        raise NotImplementedError


class HeatMap(DistributionPlot):
    """The histograms side by side, each scaled to its fullest bin, with lines at five percentiles."""

    legend = "The stronger the colour, the more values; 5, 25, 50, 75 and 95 % of them are below the lines."

    def __init__(self) -> None:
        super().__init__()
        self._image = pg.ImageItem(axisOrder="row-major")
        self._image.setZValue(-5)
        self._lines = [PlotCurve(connect="finite") for _ in FRACTIONS]
        for item in (self._image, *self._lines):
            self.getPlotItem().addItem(item)

    def show_series(self, series: DistributionSeries) -> None:
        """Draw ``series``, which has been measured at least once."""
        x, limit = series.moments.x, series.limit
        start = float(x[0]) if self.axis.is_logarithmic else 0.0
        width = float(x[-1]) - start or 1.0
        columns = min(COLUMNS, len(x))
        at = np.searchsorted(x, start + (np.arange(columns) + 0.5) / columns * width)
        counts = series.counts([int(each) for each in at.clip(0, len(x) - 1)])
        shades = np.sqrt(counts / np.maximum(1, counts.max(axis=0)))  # sparse bins stay visible
        self._image.setImage((shades * (SHADES - 1)).astype(np.uint8), levels=(0, SHADES - 1), autoLevels=False)
        self._image.setRect(QRectF(start, -limit, width, 2 * limit))
        drawn = series.evenly(POINTS)
        for item, values in zip(self._lines, series.percentiles(drawn).T, strict=True):
            item.setData(x[drawn], values)
        self.set_limits(series.moments.horizontal, series.occupied(counts))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        super().set_theme(theme)
        background, color = theme.color("plot_background"), theme.color("batch")
        mixed = [blend(color, background, STRONGEST * shade / (SHADES - 1)) for shade in range(SHADES)]
        self._image.setLookupTable(np.array([(each.red(), each.green(), each.blue()) for each in mixed], np.uint8))
        styles = (Qt.PenStyle.DotLine, Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine)
        for item, style in zip(self._lines, (*styles, *styles[1::-1]), strict=False):
            item.setPen(line(theme.color("text"), style=style))


class PercentileBands(DistributionPlot):
    """The median, around it the middle half of the values, and around that nine tenths of them."""

    legend = "Line: median. Inner band: half of the values. Outer band: 90 % of them."

    def __init__(self) -> None:
        super().__init__(has_bands=True)
        self.areas = [QGraphicsPathItem() for _ in range(2)]
        self._median = PlotCurve(connect="finite")
        for depth, item in enumerate(self.areas):
            item.setPen(QPen(Qt.PenStyle.NoPen))
            item.setZValue(depth - 5)
        for each in (*self.areas, self._median):
            self.getPlotItem().addItem(each)

    def show_series(self, series: DistributionSeries) -> None:
        """Draw ``series``, which has been measured at least once."""
        drawn = series.evenly(POINTS)
        values = series.percentiles(drawn)
        known = np.isfinite(values).all(axis=1)
        x, values = series.moments.x[drawn][known], values[known]
        for number, item in enumerate(self.areas):
            around = np.concatenate((values[:, number], values[::-1, -1 - number]))
            item.setPath(pg.arrayToQPath(np.concatenate((x, x[::-1])), around))
        self._median.setData(x, values[:, 2])
        low, high = (float(values[:, 0].min()), float(values[:, -1].max())) if len(x) else (-1.0, 1.0)
        self.set_limits(series.moments.horizontal, with_margin(low, high if high > low else low + 1))
        self.draw_bands(series.moments.history)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        super().set_theme(theme)
        background, color = theme.color("plot_background"), theme.color("batch")
        for item, strength in zip(self.areas, (0.25, 0.55), strict=True):
            item.setBrush(blend(color, background, strength))
        self._median.setPen(line(theme.color("text"), width=2))


class Ridge(DistributionPlot):
    """Histograms behind one another, the first at the back and the newest in front; time runs downwards."""

    legend = "Histograms from the first, at the top, to the newest, in front; each fills its height."
    is_time_level = False

    def __init__(self) -> None:
        super().__init__()
        plot = self.getPlotItem()
        self.set_axis(self.axis)
        self.slices = [QGraphicsPathItem() for _ in range(SLICES)]
        for depth, item in enumerate(self.slices):
            item.setZValue(depth)
            item.hide()
            plot.addItem(item)

    def show_series(self, series: DistributionSeries) -> None:
        """Draw ``series``, which has been measured at least once."""
        drawn = series.evenly(SLICES)
        counts = series.counts(drawn)
        at = self.axis.values(series.moments.x[drawn])
        last = float(at[-1])
        height = OVERLAP * last / max(1, len(drawn) - 1) if last else 1.0
        edges = series.histograms[-1].edges
        middles = np.concatenate((edges[:1], (edges[1:] + edges[:-1]) / 2, edges[-1:]))
        unused = SLICES - len(drawn)  # the newest is always the item in front
        for depth, item in enumerate(self.slices):
            item.setVisible(depth >= unused)
            if depth >= unused:
                base = -float(at[depth - unused])
                item.setPath(pg.arrayToQPath(middles, base + height * np.pad(heights(counts[:, depth - unused]), 1)))
        top = height * TOP - float(at[0])
        self.set_limits(series.occupied(counts), with_margin(-last, top))

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a level line at the coordinate ``x`` of the run's axis, or none."""
        super().show_crosshair(None if x is None else -float(self.axis.values(x)), is_pinned)

    def set_axis(self, axis: RunAxis) -> None:
        """Count downwards in the unit of another ``axis``."""
        self.axis = axis
        self.left.format_with(partial(_tick_below, axis.unit), False, axis.step_above)
        self.left.setLabel(axis.unit.axis)
        _show_values(self)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``: the newer, the stronger."""
        super().set_theme(theme)
        background, color = theme.color("plot_background"), theme.color("batch")
        for depth, item in enumerate(self.slices):
            item.setBrush(blend(color, background, 0.15 + 0.6 * depth / (SLICES - 1)))
            item.setPen(line(background if depth < SLICES - 1 else theme.color("text")))


class NowAndBefore(DistributionPlot):
    """The newest histogram over the outline of an earlier one, each with its own scale."""

    shows_time = False

    @classmethod
    def legend_in(cls, theme: Theme, before: str) -> str:
        """Return the legend as HTML, in the colours of ``theme``; ``before`` says what now is compared with."""
        now, earlier = theme.series[3], theme.earlier
        return f"<span style='color:{now}'>▬</span> now &nbsp; <span style='color:{earlier}'>▬</span> {before}"

    def __init__(self) -> None:
        super().__init__()
        plot = self.getPlotItem()
        plot.hideAxis("left")
        self.set_axis(self.axis)
        self.now, self.before = (PlotCurve([0, 0], [0], stepMode="center") for _ in range(2))
        self.now.setFillLevel(0)
        for item in (self.now, self.before):
            plot.addItem(item)

    def show_series(self, series: DistributionSeries) -> None:
        """Draw ``series``, which has been measured at least once."""
        counts = series.counts([len(series.histograms) - 1, series.moments.before])
        for item, column in zip((self.now, self.before), counts.T, strict=True):
            item.setData(series.histograms[-1].edges, heights(column))
        self.set_limits(series.occupied(counts), (0.0, TOP))

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw none: no axis is that of the run."""

    def set_axis(self, axis: RunAxis) -> None:
        """Keep values on the horizontal axis, whatever the other plots count."""
        self.axis = axis
        _show_values(self)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        super().set_theme(theme)
        now = pg.mkColor(theme.series[3])
        self.now.setPen(line(now))
        self.now.setBrush(blend(now, theme.color("plot_background"), 0.35))
        self.before.setPen(line(theme.color("earlier")))
        self.getPlotItem().showGrid(x=False, y=False)


def _tick_below(unit: RunUnit, coordinate: float) -> str:
    """Return the label of a vertical axis that counts in ``unit`` downwards from 0."""
    return unit.tick(abs(coordinate)) if coordinate <= 0 else ""


def _show_values(plot: SmallPlot) -> None:
    """Label the horizontal axis with values instead of epochs."""
    axis = plot.getPlotItem().getAxis("bottom")
    axis.format_with(short, is_logarithmic=False)
    axis.setLabel("value")


LOOKS: Mapping[str, type[DistributionPlot]] = {
    "Heat map": HeatMap,
    "Ridge": Ridge,
    "Percentiles": PercentileBands,
    "Now against before": NowAndBefore,
}
"""The looks to choose from, by name."""
