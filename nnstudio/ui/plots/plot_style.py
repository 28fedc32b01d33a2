"""Applies the theme to plots, as pyqtgraph does not follow the application's palette."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.ui.theme import Theme, caption_font


def blend(color: QColor, background: QColor, fraction: float) -> QColor:
    """Return the opaque mix of ``fraction`` times ``color`` and the background; transparency draws much slower."""
    rest = 1 - fraction
    return QColor.fromRgbF(
        fraction * color.redF() + rest * background.redF(),
        fraction * color.greenF() + rest * background.greenF(),
        fraction * color.blueF() + rest * background.blueF(),
    )


def line(color: QColor, width: int = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen of ``width`` pixels at any zoom."""
    pen = QPen(color, width, style)
    pen.setCosmetic(True)
    return pen


def apply_theme(plot: pg.PlotItem, theme: Theme) -> None:
    """Use the colours of ``theme`` for the axes and the grid of ``plot``."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(line(theme.color("border_strong")))
        axis.setTextPen(line(theme.color("plot_text")))
        axis.setTickFont(caption_font())
        axis.label.setFont(caption_font())
        axis.setLabel(axis.labelText)  # which measures its height anew
        axis.setStyle(tickLength=-4)
    plot.showGrid(x=False, y=True, alpha=0.12)
    plot.getViewBox().setBackgroundColor(None)


def set_up_plot(plot: pg.PlotItem) -> None:
    """Hide pyqtgraph's buttons, as the window has its own, and cache the axes as pictures.

    The text of an axis takes longer to draw than the curves, and it rarely changes. Create ``plot`` without pyqtgraph's
    menus, ``enableMenu=False``, which would take a third of the time.
    """
    plot.hideButtons()
    for side in ("left", "bottom"):
        plot.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
