"""Saying what a drawing was meant to be, so that it is kept among one's own digits."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.ink.drawing import StrokeDrawing
from nnstudio.session.my_digits import MyDigits
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.pad.kept_drawing import KeptDrawing
from nnstudio.ui.theme import mark

HINT = "Say which digit you drew, and it is kept among your digits (keys 0 to 9)"
NO_STROKES = "Your digits are kept as strokes of the pen; an image has none"
NO_INK = "Draw a digit first, then say which it was"


class LabelRow(QWidget):
    """A menu of the ten digits below the pad; once a drawing is kept, in its place a line that offers to undo it."""

    def __init__(self, canvas: Canvas, my_digits: MyDigits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._my_digits = my_digits
        self.menu = QMenu("It was a …", self)
        self.actions_by_label = [self._action(label, name) for label, name in enumerate(DIGITS)]
        self.button, self.undo = QPushButton("It was a …"), QPushButton("Undo")
        self._message, self._problem = QLabel(), ""
        self._build()
        canvas.ink_changed.connect(self._on_ink_changed)
        my_digits.changed.connect(self._on_digits_changed)
        my_digits.failed.connect(self._on_failed)
        self._on_ink_changed()

    @property
    def message(self) -> str:
        """What is said about the drawing that was kept last, or about what failed."""
        return self._message.text()

    def keep(self, label: int) -> None:
        """Keep the drawing as ``label`` and clear the pad, which is one change to undo.

        Nothing happens without strokes or while one is being drawn.
        """
        if self._canvas.strokes:
            self._canvas.put(StrokeDrawing(), KeptDrawing(self._my_digits, label, self._canvas.strokes))

    def _action(self, label: int, name: str) -> QAction:
        action = self.menu.addAction(name)
        action.setShortcut(QKeySequence(name))
        action.triggered.connect(partial(self.keep, label))
        return action

    def _build(self) -> None:
        self.button.setMenu(self.menu)
        mark(self.undo, "flat", True)
        self.undo.setToolTip("Take the drawing out of your digits again and put it back on the pad")
        self.undo.clicked.connect(self._canvas.undo)
        self.undo.hide()
        self._message.setWordWrap(True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self._message, 1)
        line.addWidget(self.undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.button)
        layout.addWidget(self._line)

    def _show_parts(self) -> None:
        """Show the line where something failed, or where the pad was cleared by keeping a drawing."""
        has_ink = self._canvas.has_ink
        text = self._problem or ("" if has_ink else self._kept_text())
        self._message.setText(text)
        mark(self._message, "role", "problem" if self._problem else "caption")
        self.undo.setVisible(bool(text) and not self._problem)
        self._line.setVisible(bool(self.message))
        self.button.setVisible(not self.message or has_ink)

    def _kept_text(self) -> str:
        """Return what to say where the last change on the pad was to keep a drawing and can be undone, or nothing."""
        kept = self._canvas.last_companion
        if not isinstance(kept, KeptDrawing) or not kept.is_last_change:
            return ""
        count = len(self._my_digits.digits)
        return f"Kept as {DIGITS[kept.label]}. You have {count} {'digit' if count == 1 else 'digits'}."

    @Slot()
    def _on_ink_changed(self) -> None:
        # The actions stay enabled: a disabled one would let its key go to whatever is behind it.
        has_strokes = bool(self._canvas.strokes)
        self.button.setEnabled(has_strokes)
        self.button.setToolTip(HINT if has_strokes else NO_STROKES if self._canvas.has_ink else NO_INK)
        self._show_parts()

    @Slot()
    def _on_digits_changed(self) -> None:
        self._problem = ""
        self._show_parts()

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._problem = message
        self._show_parts()
