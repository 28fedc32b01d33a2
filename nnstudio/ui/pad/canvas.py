"""The paper that is drawn on, by mouse, pen or finger. Ink is kept as vectors: undo and reading are exact."""

from enum import Enum, auto

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from nnstudio.ink.drawing import Drawing, StrokeDrawing
from nnstudio.ink.recipe import Stroke
from nnstudio.ui.pad.image_import import ImageRefusedError, drawing_from, holds_image
from nnstudio.ui.pad.ink_painter import paint_drawing
from nnstudio.ui.pad.refusal import Refusal
from nnstudio.ui.pad.stroke_editor import StrokeEditor
from nnstudio.ui.theme import Theme

USUAL, SMALLEST = 248, 128
"""Sides of the sheet in pixels."""
LIGHTEST_WIDTH = 0.5
"""The width of a pen that hardly presses, as a fraction of the width that is set; at half its pressure it is that."""
EXPLANATION = (
    "Draw a digit with the mouse, a pen or a finger. The right mouse button and the pen's other end erase. An image "
    "can be pasted (Ctrl+V) or dropped here"
)


class Pointer(Enum):
    """What draws at the moment; the others wait until it is done."""

    MOUSE = auto()
    PEN = auto()
    FINGER = auto()
    FINGERS = auto()
    """More than one: nothing is drawn until all are lifted."""


class Canvas(QWidget):
    """A square sheet. Places are kept as fractions of its side, from 0 to 1, so that resizing changes nothing."""

    ink_changed = Signal()
    """The ink is different; read `drawing`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._editor = StrokeEditor()
        self._hand: Pointer | None = None
        self._refusal = Refusal(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST, SMALLEST)
        self.setMaximumHeight(USUAL)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAcceptDrops(True)
        self.setAccessibleName("Drawing pad")
        self.setToolTip(EXPLANATION)

    @property
    def drawing(self) -> Drawing:
        """What is on the sheet: strokes, or an image."""
        return self._editor.drawing

    @property
    def strokes(self) -> list[Stroke]:
        """The strokes, (points, 2) each, x to the right and y down, in fractions of the side; none of an image."""
        drawing = self._editor.drawing
        return drawing.lines if isinstance(drawing, StrokeDrawing) else []

    @property
    def has_ink(self) -> bool:
        """Whether anything is drawn."""
        return not self._editor.drawing.is_empty

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self._editor.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is something to bring back."""
        return self._editor.can_redo

    @property
    def problem(self) -> str:
        """Why the image that was brought last was refused, or nothing."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def clear(self) -> None:
        """Take a new sheet; undo brings the old one back."""
        if self.has_ink and not self._editor.is_busy:
            self._editor.put(StrokeDrawing())
            self._note_change()

    def undo(self) -> None:
        """Take the last gesture, clearing or image back."""
        if self._editor.can_undo and not self._editor.is_busy:
            self._editor.undo()
            self._note_change()

    def redo(self) -> None:
        """Bring back what was undone last."""
        if self._editor.can_redo and not self._editor.is_busy:
            self._editor.redo()
            self._note_change()

    def put(self, drawing: Drawing) -> None:
        """Take a new sheet with ``drawing`` on it; undo brings the old one back."""
        if not self._editor.is_busy:
            self._editor.put(drawing)
            self._note_change()

    def paste(self) -> None:
        """Put the image of the clipboard on the sheet, or say in place why that cannot be."""
        # There is none at all where nothing has ever been copied.
        self._bring(QApplication.clipboard().mimeData() or QMimeData())

    def set_pen_fraction(self, fraction: float) -> None:
        """Draw with a pen of ``fraction`` of the side; what is drawn already changes with it."""
        self._editor.pen = fraction
        self.update()
        if self.has_ink:
            self.ink_changed.emit()

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
        """Set the pen down, or with the right button the eraser."""
        if self._hand is not None:
            return
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin_line(Pointer.MOUSE, event.position(), 1.0)
        elif event.button() is Qt.MouseButton.RightButton:
            self._begin_erasing(Pointer.MOUSE, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on."""
        if self._hand is Pointer.MOUSE:
            self._move(event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen, with the button that set it down."""
        erased = self._editor.eraser is not None
        if self._hand is Pointer.MOUSE and (event.button() is Qt.MouseButton.RightButton) == erased:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with the pen, the wider the more it presses; erase with its other end."""
        width = LIGHTEST_WIDTH + event.pressure()
        if event.type() == QEvent.Type.TabletPress and self._hand is None:
            if event.pointerType() is QPointingDevice.PointerType.Eraser:
                self._begin_erasing(Pointer.PEN, event.position())
            else:
                self._begin_line(Pointer.PEN, event.position(), width)
        elif event.type() == QEvent.Type.TabletMove and self._hand is Pointer.PEN:
            self._move(event.position(), width)
        elif event.type() == QEvent.Type.TabletRelease and self._hand is Pointer.PEN:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Take touches besides what every widget takes."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let images and files be dropped; a file is looked into when it is."""
        if holds_image(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the image on the sheet."""
        self._bring(event.mimeData())
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words of a problem at the foot of the sheet."""
        super().resizeEvent(event)
        self._refusal.move_onto(self.sheet)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw paper, ink, and a word where there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("border_strong"), 1))
        painter.setBrush(self._theme.color("paper"))
        sheet, drawing = self.sheet, self._editor.drawing
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if drawing.is_empty:
            painter.setPen(self._theme.color("muted_text"))
            painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, "Draw a digit here")
        paper = QPainterPath()
        paper.addRoundedRect(sheet.adjusted(1, 1, -1, -1), 8, 8)
        painter.setClipPath(paper)
        paint_drawing(painter, drawing, sheet, self._theme.color("ink"))
        if self._editor.eraser is not None:
            x, y = (self._editor.eraser * sheet.width()).tolist()
            radius = self._editor.eraser_radius * sheet.width()
            painter.setPen(QPen(self._theme.color("muted_text"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(sheet.topLeft() + QPointF(x, y), radius, radius)

    def _touch(self, event: QTouchEvent) -> None:
        """Draw with one finger. A second one takes back what the first drew: two fingers mean something else."""
        points = event.points()
        if event.type() == QEvent.Type.TouchCancel:
            if self._hand in (Pointer.FINGER, Pointer.FINGERS):
                self._abandon(None)
        elif event.type() == QEvent.Type.TouchEnd:
            if self._hand is Pointer.FINGER:
                self._end()
            elif self._hand is Pointer.FINGERS:
                self._hand = None
        elif len(points) > 1:
            if self._hand in (None, Pointer.FINGER):
                self._abandon(Pointer.FINGERS)
        elif event.type() == QEvent.Type.TouchBegin and self._hand is None:
            self._begin_line(Pointer.FINGER, points[0].position(), 1.0)
        elif self._hand is Pointer.FINGER:
            self._move(points[0].position(), 1.0)

    def _begin_line(self, hand: Pointer, position: QPointF, width: float) -> None:
        self._hand = hand
        self._editor.begin_line(*self._sheet_position(position), width)
        self._note_change()

    def _begin_erasing(self, hand: Pointer, position: QPointF) -> None:
        self._hand = hand
        self._editor.begin_erasing(*self._sheet_position(position))
        self._note_change()

    def _move(self, position: QPointF, width: float) -> None:
        self._editor.move(*self._sheet_position(position), width)
        self._note_change()

    def _end(self) -> None:
        self._hand = None
        self._editor.end()
        self._note_change()

    def _abandon(self, hand: Pointer | None) -> None:
        self._hand = hand
        self._editor.abandon()
        self._note_change()

    def _sheet_position(self, position: QPointF) -> tuple[float, float]:
        sheet = self.sheet
        x, y = (move_onto / sheet.width() for move_onto in (position - sheet.topLeft()).toTuple())
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def _bring(self, content: QMimeData) -> None:
        try:
            self.put(drawing_from(content))
        except ImageRefusedError as refusal:
            self._refusal.say(str(refusal), self.sheet)

    def _note_change(self) -> None:
        self._refusal.hide()
        self.update()
        self.ink_changed.emit()
