"""The paper that is drawn on. Strokes are kept as points, so that undo, pen size and the network's view are exact."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data.ink import Stroke
from nnstudio.ui.theme import Theme

PEN_SHARE = 1 / 12
"""The default width of the pen as a share of the pad's side."""


USUAL, SMALLEST = 248, 160
"""Sides of the sheet in pixels."""


class Canvas(QWidget):
    """A square sheet. Points are kept as shares of its side, from 0 to 1, so that resizing changes nothing."""

    ink_changed = Signal()
    """The ink is different; read `strokes`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strokes: list[list[QPointF]] = []
        self._undone: list[list[list[QPointF]]] = []
        self._past: list[list[list[QPointF]]] = []
        self._is_drawing = False
        self.pen_share = PEN_SHARE
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST, SMALLEST)
        self.setMaximumHeight(USUAL)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Drawing pad")
        self.setToolTip("Draw a digit with the mouse, a pen or a finger")

    @property
    def strokes(self) -> list[Stroke]:
        """The ink, each stroke of shape (points, 2), x to the right and y down, in shares of the side."""
        return [np.array([(point.x(), point.y()) for point in stroke]) for stroke in self._strokes]

    @property
    def has_ink(self) -> bool:
        """Whether anything is drawn."""
        return bool(self._strokes)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return bool(self._undone)

    def clear(self) -> None:
        """Take a new sheet; undo brings the old one back."""
        if self._strokes and not self._is_drawing:
            self._remember()
            self._show([])

    def undo(self) -> None:
        """Take the last stroke, or the last clearing, back."""
        if self._past and not self._is_drawing:
            self._undone.append(self._strokes)
            self._show(self._past.pop())

    def redo(self) -> None:
        """Bring back what was undone last."""
        if self._undone and not self._is_drawing:
            self._past.append(self._strokes)
            self._show(self._undone.pop())

    def set_pen_share(self, share: float) -> None:
        """Draw with a pen of ``share`` of the side; what is drawn already changes with it."""
        self.pen_share = share
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of ``theme``."""
        self._theme = theme
        self.update()

    @property
    def sheet(self) -> QRectF:
        """The square of the widget that is drawn on."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def sizeHint(self) -> QSize:
        """Ask for the usual size."""
        return QSize(USUAL, USUAL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the pen down."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._remember()
            self._is_drawing = True
            self._show([*self._strokes, [self._place(event)]])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on."""
        if self._is_drawing:
            self._strokes[-1].append(self._place(event))
            self.update()
            self.ink_changed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._is_drawing = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw paper, ink, and a word where there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("border_strong"), 1))
        painter.setBrush(self._theme.color("paper"))
        sheet = self.sheet
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if not self._strokes:
            painter.setPen(self._theme.color("muted_text"))
            painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, "Draw a digit here")
        paper = QPainterPath()
        paper.addRoundedRect(sheet.adjusted(1, 1, -1, -1), 8, 8)
        painter.setClipPath(paper)
        pen = QPen(self._theme.color("ink"), max(1.0, self.pen_share * sheet.width()))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(sheet.topLeft())
        for stroke in self._strokes:
            points = [point * sheet.width() for point in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPath(_smooth(points))

    def _place(self, event: QMouseEvent) -> QPointF:
        sheet = self.sheet
        x, y = (place / sheet.width() for place in (event.position() - sheet.topLeft()).toTuple())
        return QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def _remember(self) -> None:
        self._past.append([list(stroke) for stroke in self._strokes])
        self._undone.clear()

    def _show(self, strokes: list[list[QPointF]]) -> None:
        self._strokes = strokes
        self.update()
        self.ink_changed.emit()


def _smooth(points: list[QPointF]) -> QPainterPath:
    """Return a path through the middles between the points, bent towards them: no corners where a hand made none."""
    path = QPainterPath(points[0])
    for point, following in pairwise(points[1:]):
        path.quadTo(point, QLineF(point, following).center())
    path.lineTo(points[-1])
    return path
