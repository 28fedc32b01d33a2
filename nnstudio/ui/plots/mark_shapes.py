"""How each kind of mark looks: a shape and a colour of its own."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from nnstudio.runs.run_marks import MarkKind
from nnstudio.ui.theme import Theme

SYMBOLS = {
    MarkKind.CHANGE: "◆",
    MarkKind.WARNING: "▲",
    MarkKind.PAUSE: "❚❚",
    MarkKind.BEST: "★",
    MarkKind.END: "■",
}
"""The shapes as text."""
LEGEND = ", ".join(f"{symbol} {kind}" for kind, symbol in SYMBOLS.items())
_STAR = (
    (0, -6),
    (1.5, -2),
    (5.8, -1.8),
    (2.4, 0.9),
    (3.6, 5),
    (0, 2.6),
    (-3.6, 5),
    (-2.4, 0.9),
    (-5.8, -1.8),
    (-1.5, -2),
)
_POLYGONS = {
    MarkKind.CHANGE: ((0, -6), (5, 0), (0, 6), (-5, 0)),
    MarkKind.WARNING: ((0, -6), (6, 5), (-6, 5)),
    MarkKind.BEST: _STAR,
    MarkKind.END: ((-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)),
}
"""In pixels around the middle, at a zoom of 100 %."""


def color_of(kind: MarkKind, theme: Theme) -> QColor:
    """Return the colour of a mark of ``kind``."""
    match kind:
        case MarkKind.WARNING:
            return theme.color("warning")
        case MarkKind.BEST:
            return QColor(theme.series[1])  # that of the validation set
        case MarkKind.PAUSE:
            return theme.color("muted_text")
        case _:
            return theme.color("text")


def draw_mark(painter: QPainter, kind: MarkKind, middle: QPointF, scale: float, theme: Theme) -> None:
    """Draw a mark of ``kind`` around ``middle``, ``scale`` times its usual size."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color_of(kind, theme))
    if kind is MarkKind.PAUSE:
        for left in (-4.5, 1.5):
            painter.drawRect(QRectF(middle.x() + left * scale, middle.y() - 5 * scale, 3 * scale, 10 * scale))
    else:
        points = [QPointF(middle.x() + x * scale, middle.y() + y * scale) for x, y in _POLYGONS[kind]]
        painter.drawPolygon(QPolygonF(points))
