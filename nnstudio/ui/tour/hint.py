"""A small card that points at a part of the window and says what it is for."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.ui.theme import mark, scaled

WIDTH = 288
ARROW = 10
"""Length of the arrow in pixels."""
CORNER = 8
FLAT = 64
"""Height in pixels below which the hint stands below its target."""
LARGE = 0.45
"""Width, as a fraction of the window, from which the hint stands inside its target."""


class Hint(QWidget):
    """Lies above the window and takes no more of it than its own area. Enter goes on, Escape ends the tour."""

    next_requested = Signal()
    skip_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target = QRect()
        self._title, self._text, self._count = QLabel(), QLabel(), QLabel()
        self.next, self.skip = QPushButton("Next"), QPushButton("Skip the tour")
        self.next.setToolTip("Show the next hint (Enter)")
        self.skip.setToolTip("End the tour (Esc); Help, Tour of the window shows it again")
        mark(self._title, "role", "heading")
        mark(self._count, "role", "caption")
        mark(self.next, "primary", True)
        mark(self.skip, "flat", True)
        self._text.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.next.clicked.connect(self.next_requested)
        self.skip.clicked.connect(self.skip_requested)
        self._build()
        self.hide()

    @property
    def title(self) -> str:
        """The title of the hint."""
        return self._title.text()

    def show_text(self, title: str, text: str, number: int, count: int) -> None:
        """Show hint ``number`` of ``count``."""
        self._title.setText(title)
        self._text.setText(text)
        self._count.setText(f"{number} of {count}")
        self.next.setText("Done" if number == count else "Next")
        self.skip.setVisible(number < count)
        self.setAccessibleName(f"Hint {number} of {count}: {title}")
        self.setAccessibleDescription(text)

    def point_at(self, target: QRect) -> None:
        """Stand beside ``target``, in pixels of the window, where there is room: below, right or left, or inside it."""
        self._target = target
        width = scaled(WIDTH)
        size = QSize(width, self.heightForWidth(width))
        whole = self._window.rect().adjusted(8, 8, -8, -8)
        middle = target.center()
        beside = [
            QPoint(target.right() + 4, middle.y() - size.height() // 2),
            QPoint(target.left() - 4 - size.width(), middle.y() - size.height() // 2),
        ]
        if target.height() < FLAT:
            beside.insert(0, QPoint(middle.x() - size.width() // 2, target.bottom() + 4))
        areas = [_moved_into(QRect(corner, size), whole) for corner in beside]
        free = [area for area in areas if not area.intersects(target)]
        inside = QRect(QPoint(middle.x() - size.width() // 2, target.bottom() - size.height() - 8), size)
        # Beside a large part it would cover another one.
        is_large = target.width() > whole.width() * LARGE
        self.setGeometry(inside if is_large and target.height() >= FLAT else (free or [inside])[0])
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep Enter and Escape from the window's actions while the hint has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, or end the tour."""
        if not _is_own(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.skip_requested.emit()
        else:
            self.next_requested.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card and its arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
        painter.setBrush(self.palette().color(QPalette.ColorRole.ToolTipBase))
        inner = self.rect().adjusted(ARROW, ARROW, -ARROW, -ARROW)
        painter.drawRoundedRect(inner, CORNER, CORNER)
        arrow = self._arrow(inner)
        if arrow is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawPolygon(arrow)

    def _arrow(self, inner: QRect) -> QPolygon | None:
        """Return the triangle that points at the target: up, if the card stands inside it; None if it is beyond."""
        target = self._target.translated(-self.pos())
        x = min(max(target.center().x(), inner.left() + 2 * ARROW), inner.right() - 2 * ARROW)
        y = min(max(target.center().y(), inner.top() + 2 * ARROW), inner.bottom() - 2 * ARROW)
        if target.right() <= inner.left():
            return QPolygon([QPoint(0, y), QPoint(ARROW, y - ARROW), QPoint(ARROW, y + ARROW)])
        if target.left() >= inner.right():
            edge = self.width() - 1
            return QPolygon([QPoint(edge, y), QPoint(edge - ARROW, y - ARROW), QPoint(edge - ARROW, y + ARROW)])
        if target.top() <= inner.top():
            return QPolygon([QPoint(x, 0), QPoint(x - ARROW, ARROW), QPoint(x + ARROW, ARROW)])
        return None

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._count)
        buttons.addStretch(1)
        buttons.addWidget(self.skip)
        buttons.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(ARROW + 16, ARROW + 12, ARROW + 16, ARROW + 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(buttons)


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


def _moved_into(area: QRect, whole: QRect) -> QRect:
    """Return ``area`` moved so that it lies in ``whole``."""
    left = max(whole.left(), min(area.left(), whole.right() - area.width()))
    top = max(whole.top(), min(area.top(), whole.bottom() - area.height()))
    return QRect(QPoint(left, top), area.size())
