"""The theme on a plot: pyqtgraph does not follow the application's palette by itself."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.ui.theme import Theme, caption_font


def blend(color: QColor, background: QColor, fraction: float) -> QColor:
    """Return an opaque mix, ``fraction`` of it ``color``: looks transparent, and draws many times faster."""
    rest = 1 - fraction
    return QColor.fromRgbF(
        fraction * color.redF() + rest * background.redF(),
        fraction * color.greenF() + rest * background.greenF(),
        fraction * color.blueF() + rest * background.blueF(),
    )


def line(color: QColor, width: int = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen whose width is in pixels at any zoom."""
    pen = QPen(color, width, style)
    pen.setCosmetic(True)
    return pen


def dress(plot: pg.PlotItem, theme: Theme) -> None:
    """Give axes and grid of ``plot`` the colours of ``theme``."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(line(theme.color("border_strong")))
        axis.setTextPen(line(theme.color("plot_text")))
        axis.setTickFont(caption_font())
        axis.setStyle(tickLength=-4)
    plot.showGrid(x=False, y=True, alpha=0.12)
    plot.getViewBox().setBackgroundColor(None)


def plain(plot: pg.PlotItem) -> None:
    """Take away what pyqtgraph adds for scientists at a bench: menus and buttons that the window has elsewhere.

    Axes are kept as pictures: drawing their words takes longer than drawing the curves, and they change seldom.
    """
    plot.hideButtons()
    plot.setMenuEnabled(False)
    for side in ("left", "bottom"):
        plot.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
