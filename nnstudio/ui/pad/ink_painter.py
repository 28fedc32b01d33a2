"""Paints the pad: its paper, and the ink with the same curves that the network's picture is rendered from."""

from itertools import pairwise

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from nnstudio.ink.curve import smooth, subdivide
from nnstudio.ink.drawing import Drawing, ImageDrawing, PenStroke, StrokeDrawing
from nnstudio.ui.theme import Theme

FLATNESS = 0.25
"""Maximum distance between the painted segments and the curve, in screen pixels."""
SPACING = 2.0
"""Maximum distance between two changes of a line's width, in screen pixels."""
WIDTH_STEPS = 2
"""The width of a line is rounded to this fraction of a pixel: 1 / WIDTH_STEPS."""
PIECE = 64
"""Maximum number of segments that are painted at once: 1,200 at once take Qt two to three times as long."""
CORNER = 8
"""Radius of the paper's corners in pixels."""
HINT = "Draw here"


def paint_paper(painter: QPainter, area: QRectF, theme: Theme, is_focused: bool, is_empty: bool) -> None:
    """Paint the paper in the square ``area``: with a ring if it has the focus, with a hint while it is empty."""
    ring = QPen(theme.color("accent"), 2) if is_focused else QPen(theme.color("border_strong"), 1)
    painter.setPen(ring)
    painter.setBrush(theme.color("paper"))
    inset = ring.widthF() / 2
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), CORNER, CORNER)
    if is_empty:
        painter.setPen(theme.color("muted_text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, HINT)
    inside = QPainterPath()
    inside.addRoundedRect(area.adjusted(2 * inset, 2 * inset, -2 * inset, -2 * inset), CORNER, CORNER)
    painter.setClipPath(inside)


def paint_eraser(painter: QPainter, center: QPointF, radius: float, theme: Theme) -> None:
    """Paint the outline of the eraser."""
    painter.setPen(QPen(theme.color("muted_text"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(center, radius, radius)


def paint_drawing(painter: QPainter, drawing: Drawing, area: QRectF, color: QColor) -> None:
    """Paint ``drawing`` in the square ``area`` of the widget, its ink in ``color``."""
    painter.save()
    if isinstance(drawing, ImageDrawing):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, _tinted(drawing, color))
    else:
        _paint_strokes(painter, drawing, area, color)
    painter.restore()


def _paint_strokes(painter: QPainter, drawing: StrokeDrawing, area: QRectF, color: QColor) -> None:
    side = area.width()
    painter.translate(area.topLeft())
    pen = QPen(color)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for stroke in drawing.strokes:
        curve = smooth(stroke, FLATNESS / side)
        if np.ptp(stroke[:, 2]) > 0:
            curve = subdivide(curve, SPACING / side)
        _paint_stroke(painter, curve, side, drawing.pen * side, pen)


def _paint_stroke(painter: QPainter, curve: PenStroke, side: float, width: float, pen: QPen) -> None:
    """Paint the curve in pieces of one width; neighbouring pieces share a point, and their ends are round."""
    x, y = (np.ascontiguousarray(along) for along in (curve[:, :2] * side).T)
    steps = np.maximum(np.rint(WIDTH_STEPS * width * curve[:, 2]), WIDTH_STEPS)
    if len(curve) == 1:
        pen.setWidthF(float(steps[0]) / WIDTH_STEPS)
        painter.setPen(pen)
        painter.drawPoint(QPointF(x[0], y[0]))
        return
    segments = steps[1:]
    changes = np.flatnonzero(np.diff(segments)) + 1
    cuts = np.unique(np.concatenate([np.arange(0, len(segments), PIECE), changes, [len(segments)]]))
    for first, last in pairwise(cuts.tolist()):
        pen.setWidthF(float(segments[first]) / WIDTH_STEPS)
        painter.setPen(pen)
        painter.drawPolyline(arrayToQPolygonF(x[first : last + 1], y[first : last + 1]))


def _tinted(drawing: ImageDrawing, color: QColor) -> QImage:
    """Return the image in ``color``, with the amount of ink as opacity."""
    side = len(drawing.ink)
    pixels = np.empty((side, side, 4), np.uint8)
    pixels[..., :3] = color.red(), color.green(), color.blue()
    pixels[..., 3] = drawing.ink
    return QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format.Format_RGBA8888)
