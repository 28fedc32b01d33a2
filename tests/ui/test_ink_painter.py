"""Painting the pad's ink: long strokes are painted in pieces, which nobody sees."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnstudio.ink.drawing import StrokeDrawing
from nnstudio.ui.pad import ink_painter

SIDE = 240


def painted(drawing):
    """Return the opacity of the ink, shape (SIDE, SIDE)."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink_painter.paint_drawing(painter, drawing, QRectF(0, 0, SIDE, SIDE), QColor("black"))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4)[..., 3].astype(int)


def test_a_long_stroke_in_pieces_looks_like_one_in_one_piece(qapp, monkeypatch):
    turns = np.linspace(0, 8 * np.pi, 500)
    radius = np.linspace(0.1, 0.4, 500)
    spiral = np.stack([0.5 + radius * np.cos(turns), 0.5 + radius * np.sin(turns), np.ones(500)], axis=1)
    drawing = StrokeDrawing((spiral,), 0.04)
    in_pieces = painted(drawing)
    monkeypatch.setattr(ink_painter, "PIECE", 10_000)
    in_one = painted(drawing)
    assert in_one.max() == 255
    difference = np.abs(in_pieces - in_one)
    assert (difference > 0).any()  # it was painted in pieces
    assert (difference > 64).mean() < 0.001
    assert ((in_pieces > 127) != (in_one > 127)).mean() < 0.001
