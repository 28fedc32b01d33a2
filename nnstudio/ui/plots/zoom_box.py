"""The area of a plot in which the mouse zooms and pans."""

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseDragEvent
from PySide6.QtCore import QPointF, QRectF, Qt

from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.theme import Theme

SHORTEST = 6
"""Pixels: in a direction in which a drag is shorter, it does not zoom."""
FINEST = 1e-9
"""The shortest part of an axis that a drag shows, as a fraction of the numbers on it, which have about 16 digits."""
FILL = 0.15
"""The opacity of the rectangle."""


class ZoomBox(pg.ViewBox):
    """A drag with the left button zooms to its rectangle; with the middle button, or with Shift held, it pans.

    Along an axis that the mouse may not change, and in a direction in which the drag is short, the rectangle is as long
    as the plot. pyqtgraph's own rectangle is drawn, but its drags know neither Shift nor axes that stay.
    """

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._is_rectangle = False
        """Whether the drag zooms."""
        self._is_selecting = False

    @property
    def is_selecting(self) -> bool:
        """Whether a rectangle is being dragged."""
        return self._is_selecting

    def cancel(self) -> None:
        """Forget the rectangle that is being dragged."""
        if self._is_selecting:
            self._is_selecting = False
            self.rbScaleBox.hide()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        accent = theme.color("accent")
        self.rbScaleBox.setPen(line(accent))
        accent.setAlphaF(FILL)
        self.rbScaleBox.setBrush(accent)

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """Zoom or pan; a drag on the axis of index ``axis`` moves that one."""
        if event.isStart():
            self._is_rectangle = self._is_selecting = axis is None and self._zooms(event)
        if not self._is_rectangle:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        if not self._is_selecting:
            return
        if event.isFinish():
            self.cancel()
            self._zoom(event.buttonDownPos(), event.pos())
        else:
            self._draw(event.buttonDownPos(), event.pos())

    def _zooms(self, event: MouseDragEvent) -> bool:
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return event.button() == Qt.MouseButton.LeftButton and not is_shifted and any(self.state["mouseEnabled"])

    def _draw(self, start: QPointF, end: QPointF) -> None:
        area, are_long = self._selected(start, end)
        if any(are_long):
            self.updateScaleBox(area.topLeft(), area.bottomRight())
        else:
            self.rbScaleBox.hide()

    def _zoom(self, start: QPointF, end: QPointF) -> None:
        area, (is_wide, is_high) = self._selected(start, end)
        area = self.childGroup.mapRectFromParent(area)
        horizontal, vertical = (area.left(), area.right()), (area.top(), area.bottom())
        is_wide, is_high = is_wide and _is_fine(*horizontal), is_high and _is_fine(*vertical)
        if is_wide or is_high:
            self.setRange(xRange=horizontal if is_wide else None, yRange=vertical if is_high else None, padding=0)
            self.sigRangeChangedManually.emit([is_wide, is_high])

    def _selected(self, start: QPointF, end: QPointF) -> tuple[QRectF, tuple[bool, bool]]:
        """Return the rectangle from ``start`` to ``end`` within the plot, and whether it zooms in x and in y."""
        whole, (moves_x, moves_y) = self.rect(), self.state["mouseEnabled"]
        left, right = sorted(min(max(each.x(), whole.left()), whole.right()) for each in (start, end))
        top, bottom = sorted(min(max(each.y(), whole.top()), whole.bottom()) for each in (start, end))
        is_wide, is_high = bool(moves_x) and right - left >= SHORTEST, bool(moves_y) and bottom - top >= SHORTEST
        if not is_wide:
            left, right = whole.left(), whole.right()
        if not is_high:
            top, bottom = whole.top(), whole.bottom()
        return QRectF(QPointF(left, top), QPointF(right, bottom)), (is_wide, is_high)


def _is_fine(low: float, high: float) -> bool:
    """Return whether an axis can still be divided between two coordinates."""
    return high - low > FINEST * max(abs(low), abs(high))
