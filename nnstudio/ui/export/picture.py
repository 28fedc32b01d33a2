"""A picture of a widget, for a file or the clipboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QSizeF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPageSize, QPaintDevice, QPainter, QPdfWriter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from nnstudio.atomic_file import write_atomically

PIXELS_PER_POINT = 2
"""Pixels of a picture for each of the screen's, so that it is sharp in print and on a projector."""

DOTS_PER_INCH, POINTS_PER_INCH = 96, 72
"""Of a page: one of the screen's pixels is one dot."""


def picture_of(widget: QWidget) -> QPixmap:
    """Return what ``widget`` shows."""
    picture = QPixmap(widget.size() * PIXELS_PER_POINT)
    picture.setDevicePixelRatio(PIXELS_PER_POINT)
    picture.fill(_background(widget))
    with _uncached(widget):
        widget.render(picture)
    return picture


def copy_picture(widget: QWidget) -> None:
    """Put a picture of ``widget`` on the clipboard."""
    QGuiApplication.clipboard().setPixmap(picture_of(widget))


def save_picture(widget: QWidget, path: Path) -> None:
    """Save a picture of ``widget`` as SVG or PDF if ``path`` ends so, as PNG otherwise; raise OSError if it fails."""
    content = {".svg": _svg, ".pdf": _pdf}.get(path.suffix.lower(), _png)(widget)
    write_atomically(path, lambda file: file.write(content))


def _png(widget: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture_of(widget).save(buffer, "PNG")
    return bytes(buffer.data().data())


def _svg(widget: QWidget) -> bytes:
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the other version has no clipping
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    _draw(widget, generator)
    return bytes(buffer.data().data())


def _pdf(widget: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    scale = POINTS_PER_INCH / DOTS_PER_INCH
    size = QSizeF(scale * widget.width(), scale * widget.height())
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    _draw(widget, writer)
    return bytes(buffer.data().data())


def _draw(widget: QWidget, device: QPaintDevice) -> None:
    """Draw ``widget`` on ``device``, which is as large, as lines and text."""
    painter = QPainter(device)
    try:
        painter.fillRect(widget.rect(), _background(widget))
        with _uncached(widget):
            widget.render(painter, QPoint())
    finally:
        painter.end()


def _background(widget: QWidget) -> QColor:
    """Return what shows through ``widget``; one that scrolls has no background of its own, and no colour for it."""
    brush = widget.palette().window()
    return brush.color() if brush.style() != Qt.BrushStyle.NoBrush else QGuiApplication.palette().window().color()


@contextmanager
def _uncached(widget: QWidget) -> Iterator[None]:
    """Let plots draw text and shapes anew, not the pictures that they keep of them in the screen's resolution."""
    views = widget.findChildren(QGraphicsView)
    backgrounds = [(view, view.cacheMode()) for view in views]
    items = [item for view in views for item in view.scene().items()]
    modes = [(item, item.cacheMode()) for item in items]
    markers = [item for item in items if isinstance(item, pg.ScatterPlotItem)]
    for view in views:
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
    for item in items:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    for item in markers:
        item.setExportMode(True)
    try:
        yield
    finally:
        for item in markers:
            item.setExportMode(False)
        for item, mode in modes:
            item.setCacheMode(mode)
        for view, kept in backgrounds:
            view.setCacheMode(kept)
