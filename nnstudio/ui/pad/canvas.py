"""The drawing pad, for mouse, pen and finger. It keeps ink as vectors, so undo and predictions are exact."""

from enum import Enum, auto

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from nnstudio.ink.drawing import Drawing, StrokeDrawing
from nnstudio.ink.recipe import Stroke
from nnstudio.ui.pad.image_import import ImageRefusedError, drawing_from, holds_image
from nnstudio.ui.pad.ink_painter import paint_drawing, paint_eraser, paint_paper
from nnstudio.ui.pad.refusal import Refusal
from nnstudio.ui.pad.stroke_editor import Companion, StrokeEditor
from nnstudio.ui.theme import Theme

DEFAULT_SIDE, MINIMUM_SIDE = 248, 128
"""Side of the pad in pixels."""
MINIMUM_WIDTH = 0.5
"""The width of a line drawn without pressure, as a fraction of the pen's width; half pressure gives the full width."""
EXPLANATION = (
    "Draw a digit with the mouse, a pen or a finger. Erase with the eraser (E), the right mouse button or the eraser "
    "of the pen. You can also open, paste (Ctrl+V) or drop an image"
)


class Pointer(Enum):
    """What is drawing; input from the others is ignored until it is lifted."""

    MOUSE = auto()
    PEN = auto()
    FINGER = auto()
    FINGERS = auto()
    """More than one finger: nothing is drawn until all are lifted."""


class Canvas(QWidget):
    """A square pad. Coordinates are fractions of its side, from 0 to 1, so resizing does not change the drawing."""

    ink_changed = Signal()
    """The drawing changed; read `drawing`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._editor = StrokeEditor()
        self._pointer: Pointer | None = None
        self._mouse_button = Qt.MouseButton.LeftButton
        self._has_eraser = False
        self._refusal = Refusal(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(MINIMUM_SIDE, MINIMUM_SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAcceptDrops(True)
        self.setAccessibleName("Drawing pad")
        self.setToolTip(EXPLANATION)

    @property
    def drawing(self) -> Drawing:
        """The drawing on the pad: strokes, or an image."""
        return self._editor.drawing

    @property
    def strokes(self) -> list[Stroke]:
        """The strokes, each of shape (points, 2), x to the right and y down, as fractions of the side.

        The list is empty for an image.
        """
        drawing = self._editor.drawing
        return drawing.lines if isinstance(drawing, StrokeDrawing) else []

    @property
    def has_ink(self) -> bool:
        """Whether the drawing has any ink."""
        return not self._editor.drawing.is_empty

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return self._editor.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo."""
        return self._editor.can_redo

    @property
    def last_companion(self) -> Companion | None:
        """What `undo` would undo together with the last change of the drawing, if anything."""
        return self._editor.last_companion

    @property
    def problem(self) -> str:
        """Why the last image was refused; empty if it was not."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def clear(self) -> None:
        """Clear the pad; undo restores the drawing."""
        if self.has_ink and not self._editor.is_busy:
            self._editor.put(StrokeDrawing())
            self._note_change()

    def undo(self) -> None:
        """Undo the last stroke, erasure, clearing or image."""
        if self._editor.can_undo and not self._editor.is_busy:
            self._editor.undo()
            self._note_change()

    def redo(self) -> None:
        """Redo what was undone last."""
        if self._editor.can_redo and not self._editor.is_busy:
            self._editor.redo()
            self._note_change()

    def put(self, drawing: Drawing, companion: Companion | None = None) -> None:
        """Replace the drawing with ``drawing`` and do ``companion``; undo reverts both."""
        if not self._editor.is_busy:
            self._editor.put(drawing, companion)
            self._note_change()

    def paste(self) -> None:
        """Put the image on the clipboard on the pad, or show there why it was refused."""
        # The clipboard has no mime data at all before anything is copied.
        self.put_image(QApplication.clipboard().mimeData() or QMimeData())

    @property
    def has_eraser(self) -> bool:
        """Whether every pointer erases, not only the right mouse button and the eraser of the pen."""
        return self._has_eraser

    def set_eraser(self, has_eraser: bool) -> None:
        """Erase, or draw, from the next gesture on."""
        self._has_eraser = has_eraser
        self.setCursor(Qt.CursorShape.PointingHandCursor if has_eraser else Qt.CursorShape.CrossCursor)

    def put_image(self, content: QMimeData) -> None:
        """Put the image or the image file in ``content`` on the pad, or show there why it was refused."""
        try:
            self.put(drawing_from(content))
        except ImageRefusedError as refusal:
            self._refusal.show_text(str(refusal), self.area)

    def set_pen_fraction(self, fraction: float) -> None:
        """Set the pen width as a fraction of the side, also for the strokes that are already drawn."""
        self._editor.pen = fraction
        self.update()
        if self.has_ink:
            self.ink_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @property
    def area(self) -> QRectF:
        """The square of the widget that can be drawn on."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def sizeHint(self) -> QSize:
        """Return the default size."""
        return QSize(DEFAULT_SIDE, DEFAULT_SIDE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line, or with the right button begin to erase."""
        if self._pointer is not None:
            return
        self._mouse_button = event.button()
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(Pointer.MOUSE, event.position(), 1.0)
        elif event.button() is Qt.MouseButton.RightButton:
            self._begin_erasing(Pointer.MOUSE, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue the line or the erasure."""
        if self._pointer is Pointer.MOUSE:
            self._move(event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture when the button that began it is released."""
        if self._pointer is Pointer.MOUSE and event.button() is self._mouse_button:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with the pen, wider at higher pressure; erase with its eraser."""
        width = MINIMUM_WIDTH + event.pressure()
        if event.type() == QEvent.Type.TabletPress and self._pointer is None:
            if event.pointerType() is QPointingDevice.PointerType.Eraser:
                self._begin_erasing(Pointer.PEN, event.position())
            else:
                self._begin(Pointer.PEN, event.position(), width)
        elif event.type() == QEvent.Type.TabletMove and self._pointer is Pointer.PEN:
            self._move(event.position(), width)
        elif event.type() == QEvent.Type.TabletRelease and self._pointer is Pointer.PEN:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Handle touch events; QWidget has no handler of its own for them."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files; a file is opened only when it is dropped."""
        if holds_image(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the dropped image on the pad."""
        self.put_image(event.mimeData())
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the refusal message at the bottom of the pad."""
        super().resizeEvent(event)
        self._refusal.move_into(self.area)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the background and the ink, or a hint while there is no ink."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, drawing = self.area, self._editor.drawing
        paint_paper(painter, area, self._theme, self.hasFocus(), drawing.is_empty)
        paint_drawing(painter, drawing, area, self._theme.color("ink"))
        if self._editor.eraser is not None:
            center = area.topLeft() + QPointF(*(self._editor.eraser * area.width()).tolist())
            paint_eraser(painter, center, self._editor.eraser_radius * area.width(), self._theme)

    def _touch(self, event: QTouchEvent) -> None:
        """Draw with one finger. A second finger discards the line: touching with two is not drawing."""
        points = event.points()
        if event.type() == QEvent.Type.TouchCancel:
            if self._pointer in (Pointer.FINGER, Pointer.FINGERS):
                self._discard(None)
        elif event.type() == QEvent.Type.TouchEnd:
            if self._pointer is Pointer.FINGER:
                self._end()
            elif self._pointer is Pointer.FINGERS:
                self._pointer = None
        elif len(points) > 1:
            if self._pointer in (None, Pointer.FINGER):
                self._discard(Pointer.FINGERS)
        elif event.type() == QEvent.Type.TouchBegin and self._pointer is None:
            self._begin(Pointer.FINGER, points[0].position(), 1.0)
        elif self._pointer is Pointer.FINGER:
            self._move(points[0].position(), 1.0)

    def _begin(self, pointer: Pointer, position: QPointF, width: float) -> None:
        if self._has_eraser:
            self._begin_erasing(pointer, position)
            return
        self._pointer = pointer
        self._editor.begin_line(*self._fraction_at(position), width)
        self._note_change()

    def _begin_erasing(self, pointer: Pointer, position: QPointF) -> None:
        self._pointer = pointer
        self._editor.begin_erasing(*self._fraction_at(position))
        self._note_change()

    def _move(self, position: QPointF, width: float) -> None:
        self._editor.move(*self._fraction_at(position), width)
        self._note_change()

    def _end(self) -> None:
        self._pointer = None
        self._editor.end()
        self._note_change()

    def _discard(self, pointer: Pointer | None) -> None:
        self._pointer = pointer
        self._editor.discard()
        self._note_change()

    def _fraction_at(self, position: QPointF) -> tuple[float, float]:
        """Return ``position`` in pixels of the widget as (x, y) fractions of the area, clipped to it."""
        area = self.area
        x, y = (coordinate / area.width() for coordinate in (position - area.topLeft()).toTuple())
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def _note_change(self) -> None:
        self._refusal.hide()
        self.update()
        self.ink_changed.emit()
