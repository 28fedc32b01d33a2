"""Draws the ink of a drawing on the screen: the curves that the network's picture is made of, in the theme's colour."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from nnstudio.ink.curve import smooth, subdivide
from nnstudio.ink.drawing import Drawing, ImageDrawing, PenStroke, StrokeDrawing

FLATNESS = 0.25
"""Pixels of the screen by which the lines drawn may leave the curve."""
SPACING = 2.0
"""Pixels of the screen between two changes of a line's width."""
WIDTH_STEPS = 2
"""Steps to a pixel in which the width of a line changes along it."""


def paint_drawing(painter: QPainter, drawing: Drawing, sheet: QRectF, color: QColor) -> None:
    """Draw ``drawing`` on the square ``sheet`` of the widget."""
    painter.save()
    if isinstance(drawing, ImageDrawing):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(sheet, _tinted(drawing, color))
    else:
        _paint_strokes(painter, drawing, sheet, color)
    painter.restore()


def _paint_strokes(painter: QPainter, drawing: StrokeDrawing, sheet: QRectF, color: QColor) -> None:
    side = sheet.width()
    painter.translate(sheet.topLeft())
    pen = QPen(color)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for stroke in drawing.strokes:
        curve = smooth(stroke, FLATNESS / side)
        if np.ptp(stroke[:, 2]) > 0:
            curve = subdivide(curve, SPACING / side)
        _paint_stroke(painter, curve, side, drawing.pen * side, pen)


def _paint_stroke(painter: QPainter, curve: PenStroke, side: float, width: float, pen: QPen) -> None:
    """Draw the curve in as few pieces as its width has steps; pieces share their points, and their ends are round."""
    points = [QPointF(x, y) for x, y in (curve[:, :2] * side).tolist()]
    steps = np.maximum(np.rint(WIDTH_STEPS * width * curve[:, 2]), WIDTH_STEPS)
    if len(points) == 1:
        pen.setWidthF(float(steps[0]) / WIDTH_STEPS)
        painter.setPen(pen)
        painter.drawPoint(points[0])
        return
    of_line = steps[1:]
    cuts = [0, *(np.flatnonzero(np.diff(of_line)) + 1).tolist(), len(of_line)]
    for first, last in pairwise(cuts):
        pen.setWidthF(float(of_line[first]) / WIDTH_STEPS)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points[first : last + 1]))


def _tinted(drawing: ImageDrawing, color: QColor) -> QImage:
    """Return the image in the colour of ink, as solid as its pixels are dark."""
    side = len(drawing.ink)
    pixels = np.empty((side, side, 4), np.uint8)
    pixels[..., :3] = color.red(), color.green(), color.blue()
    pixels[..., 3] = drawing.ink
    return QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format.Format_RGBA8888)
