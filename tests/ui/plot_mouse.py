"""What a mouse does in a plot."""

from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ui.plots.plot_canvas import PlotCanvas

LEFT, MIDDLE, NO_KEY = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier


def canvas_of(plot):
    return plot.findChild(PlotCanvas)


def viewport_of(plot):
    return canvas_of(plot).viewport()


def place_of(canvas, x, y=None):
    """Return where the coordinates are in a plot, in pixels; halfway up without ``y``."""
    y = sum(canvas.limits[1]) / 2 if y is None else y
    return canvas.mapFromScene(canvas.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y)))


def drag(plot, start, end, button=LEFT, keys=NO_KEY):
    """Press ``button`` at ``start``, in pixels, move it to ``end``, let it go there, and draw."""
    hold_and_move(plot, start, end, button, keys)
    QTest.mouseRelease(viewport_of(plot), button, keys, end)
    plot.draw_if_changed()


def pan(plot, by):
    """Drag the middle of the plot ``by`` pixels with the middle button."""
    start = viewport_of(plot).rect().center()
    drag(plot, start, start + by, MIDDLE)


def hold_and_move(plot, start, end, button=LEFT, keys=NO_KEY):
    QTest.mousePress(viewport_of(plot), button, keys, start)
    with _every_move_counts():
        for part in range(5):
            move(plot, start + (end - start) * (part / 4), button, keys)


def move(plot, place: QPoint, buttons, keys=NO_KEY):
    """Move the mouse to ``place``, in pixels, with these ``buttons`` pressed."""
    viewport, nothing = viewport_of(plot), Qt.MouseButton.NoButton
    where = QPointF(place), QPointF(viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, *where, nothing, buttons, keys))


def zoom_to(plot, horizontal, vertical):
    """Drag the rectangle between these coordinates."""
    canvas = canvas_of(plot)
    drag(plot, place_of(canvas, horizontal[0], vertical[1]), place_of(canvas, horizontal[1], vertical[0]))


@contextmanager
def _every_move_counts():
    """Let pyqtgraph look at moves of the mouse that follow one another faster than a person's."""
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", -1)
    yield
    pg.setConfigOption("mouseRateLimit", before)
