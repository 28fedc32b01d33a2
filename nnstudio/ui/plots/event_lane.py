"""A lane below the plots with a mark for everything that happened in a run."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from nnstudio.runs.run_marks import MarkKind
from nnstudio.ui.focus_ring import FocusablePicture
from nnstudio.ui.plots.mark_groups import MarkGroup, PlacedMark, Span
from nnstudio.ui.plots.mark_shapes import LEGEND, color_of, draw_mark
from nnstudio.ui.plots.plot_style import blend, line
from nnstudio.ui.theme import Theme, caption_font, scaled

HEIGHT = 26
"""In pixels."""
DISTANCE, REACH = 18, 9
"""Marks that are nearer to one another are one group; a mark is hit from so far."""
MOST = 100
"""Marks in a group that are no longer counted: the number would not fit."""
SPAN = 3
"""The height of the line that shows how long a warning held."""
EMPTY = "Changes, warnings, pauses and the best result are marked here."
KEYS = "Left and Right go from mark to mark; Enter, or a click, shows the numbers there."
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class EventLane(FocusablePicture):
    """Draws the marks within the limits of the plots; hovering, a click or the keys tell about them."""

    pointed = Signal(object)
    """The pointer or the keys are at a mark: its x on the axis of the plots; None if at none."""
    chosen = Signal(float)
    """The user wants to see the plots at this x."""
    health_wanted = Signal()
    """The user wants to read about a warning."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: list[PlacedMark] = []
        self._spans: tuple[Span, ...] = (Span(0, 1),)
        self._end = 1.0
        self._hovered: MarkGroup | None = None
        self.current: PlacedMark | None = None
        """The mark that the keys have reached."""
        self.groups: list[MarkGroup] = []
        """The marks as they are drawn."""
        self.menu = QMenu(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Events of the run")
        self.setWhatsThis(f"What happened in the run, below the plots: {LEGEND}. {KEYS}")
        self.show_marks((), self._spans, 1.0)

    def show_marks(self, marks: Sequence[PlacedMark], spans: Sequence[Span], end: float) -> None:
        """Draw ``marks``, in order, in each of the ``spans``, at least one; the run has got to ``end``."""
        self._marks, self._spans, self._end = list(marks), tuple(spans), end
        if self.current is not None:
            same = (each for each in self._marks if _is_same(each, self.current))
            self.current = next(same, None)
        self.setAccessibleDescription(self.text)
        self._arrange()

    @property
    def text(self) -> str:
        """What a screen reader says: the mark that the keys have reached, else how many there are."""
        if self.current is not None:
            return self.current.text
        if not self._marks:
            return EMPTY
        count = len(self._marks)
        return f"{count} events" if count > 1 else self._marks[0].text

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``, and its current zoom."""
        self._theme = theme
        self.updateGeometry()
        self._arrange()

    def sizeHint(self) -> QSize:
        """Return the height of a line of marks."""
        return QSize(scaled(200), scaled(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, how long warnings held, and the marks."""
        painter = QPainter(self)
        theme, middle = self._theme, self.height() / 2
        painter.setFont(caption_font())
        painter.setPen(theme.color("muted_text"))
        first = self._spans[0]
        if not self._marks:
            area = QRectF(first.left, 0, self.width() - first.left, self.height())
            text = painter.fontMetrics().elidedText(EMPTY, Qt.TextElideMode.ElideRight, round(area.width()))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        else:
            painter.setPen(line(theme.color("border_strong")))
            for each in self._spans:
                painter.drawLine(QPointF(each.left, middle), QPointF(each.left + each.width, middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_spans(painter)
        for group in self.groups:
            self._draw_group(painter, group, middle)
        self.draw_focus(painter, theme)

    def event(self, event: QEvent) -> bool:
        """Tell about the mark below the pointer, or what marks mean."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            group = self._group_at(event.pos().x())
            QToolTip.showText(event.globalPos(), group.text if group else self.whatsThis(), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the plots show the numbers at the mark below the pointer."""
        group = self._group_at(event.position().x())
        self.setCursor(Qt.CursorShape.ArrowCursor if group is None else Qt.CursorShape.PointingHandCursor)
        self._hover(group)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at no mark any more."""
        super().focusOutEvent(event)
        self.pointed.emit(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at no mark any more."""
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the mark below the pointer."""
        group = self._group_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and group is not None:
            self._choose(group)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from mark to mark, or to the one that is reached."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._marks:
            super().keyPressEvent(event)
        elif key in STEPS:
            self._reach(self._index + STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._reach(0 if key == Qt.Key.Key_Home else len(self._marks) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self._choose(MarkGroup(self._spans[0].pixel(self.current.x), (self.current,)))
        else:
            super().keyPressEvent(event)

    @property
    def _index(self) -> int:
        """The index of the current mark; without one that after the last mark that is drawn."""
        if self.current is not None:
            return next(index for index, each in enumerate(self._marks) if each is self.current)
        return sum(each.x <= self._spans[0].limits[1] for each in self._marks)

    def _arrange(self) -> None:
        self.groups = [group for span in self._spans for group in span.groups(self._marks, scaled(DISTANCE))]
        self.update()

    def _draw_spans(self, painter: QPainter) -> None:
        """Draw a line from where each warning was raised to where it went away."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(self._theme.color("warning"), self._theme.color("panel"), 0.5))
        lasting = [each for each in self._marks if each.is_lasting]
        for span in self._spans:
            for each in lasting:
                first, last = span.pixel(each.x), span.pixel(self._end if each.until is None else each.until)
                painter.drawRect(QRectF(first, self.height() - scaled(SPAN), last - first, scaled(SPAN)))

    def _draw_group(self, painter: QPainter, group: MarkGroup, middle: float) -> None:
        theme, size, count = self._theme, scaled(DISTANCE) - 2, len(group.marks)
        area = QRectF(group.pixel - size / 2, middle - size / 2, size, size)
        if self.current in group.marks and self.hasFocus():
            painter.setPen(line(theme.color("accent")))
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 3, 3)
        if count == 1:
            draw_mark(painter, group.marks[0].mark.kind, area.center(), scaled(100) / 100, theme)
            return
        kinds = {each.mark.kind for each in group.marks}
        kind = MarkKind.WARNING if group.has_warning else kinds.pop() if len(kinds) == 1 else MarkKind.CHANGE
        painter.setPen(line(color_of(kind, theme)))
        painter.setBrush(theme.color("plot_background"))
        painter.drawEllipse(area)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(count) if count < MOST else "…")

    def _group_at(self, x: float) -> MarkGroup | None:
        near = [group for group in self.groups if abs(group.pixel - x) <= scaled(REACH)]
        return min(near, key=lambda group: abs(group.pixel - x), default=None)

    def _hover(self, group: MarkGroup | None) -> None:
        if group != self._hovered:
            self._hovered = group
            self.pointed.emit(None if group is None else group.marks[0].x)

    def _reach(self, index: int) -> None:
        """Tell about the mark at ``index``, or the nearest one that there is, and show it if it is out of sight."""
        self.current = mark = self._marks[min(max(index, 0), len(self._marks) - 1)]
        if self._spans[0].shows(mark.x):
            self.pointed.emit(mark.x)
        else:
            self.chosen.emit(mark.x)
        self.setAccessibleDescription(self.text)
        place = QPoint(round(self._spans[0].pixel(mark.x)), self.height())
        QToolTip.showText(self.mapToGlobal(place), mark.text, self)
        self.update()

    def _choose(self, group: MarkGroup) -> None:
        """Go to the only mark of ``group``, or offer what there is to do."""
        first = group.marks[0]
        self.current = first
        self.chosen.emit(first.x)
        self.setAccessibleDescription(self.text)
        self.menu.clear()
        if len(group.marks) > 1:
            for each in group.marks:
                self.menu.addAction(each.text, partial(self.chosen.emit, each.x))
        if group.has_warning:
            self.menu.addAction("Open the Health view", self.health_wanted.emit)
        if not self.menu.isEmpty():
            self.menu.popup(self.mapToGlobal(QPoint(round(group.pixel), self.height())))


def _is_same(mark: PlacedMark, other: PlacedMark) -> bool:
    return (mark.mark.kind, mark.mark.step) == (other.mark.kind, other.mark.step)
