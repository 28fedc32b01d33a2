"""Curves and markers that say at once where they draw: anywhere in their plot.

pyqtgraph finds the rectangle around all points and a margin in pixels, several times a frame, to no gain here: a curve
of a run fills its plot, which is painted as a whole. That took a tenth of the time of drawing a run.
"""

import pyqtgraph as pg
from PySide6.QtCore import QRectF


class PlotCurve(pg.PlotCurveItem):
    """A curve in a plot."""

    def boundingRect(self) -> QRectF:
        """Return the part of the plot's coordinates that is seen."""
        return _seen(self)


class PlotMarkers(pg.ScatterPlotItem):
    """Markers in a plot."""

    def boundingRect(self) -> QRectF:
        """Return the part of the plot's coordinates that is seen."""
        return _seen(self)


def _seen(item: pg.GraphicsItem) -> QRectF:
    view = item.getViewBox()
    return QRectF() if view is None else view.viewRect()
