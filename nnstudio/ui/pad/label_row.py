"""Saying what a drawing was meant to be, so that it is kept among one's own digits."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.session.my_digits import MyDigits
from nnstudio.ui.pad.canvas import Canvas
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
        self._message = QLabel()
        self._build()
        canvas.ink_changed.connect(self._on_ink_changed)
        my_digits.changed.connect(self._on_digits_changed)
        my_digits.failed.connect(self._on_failed)
        self._on_ink_changed()

    @property
    def message(self) -> str:
        """What is said about the drawing that was kept last."""
        return self._message.text()

    def keep(self, label: int) -> None:
        """Keep the drawing as ``label`` and take a new sheet; nothing happens without strokes."""
        if not self._canvas.strokes or not self._my_digits.add(label, self._canvas.strokes):
            return
        self._canvas.clear()
        count = len(self._my_digits.digits)
        self._say(f"Kept as {DIGITS[label]}. You have {count} {'digit' if count == 1 else 'digits'}.", "caption")
        self.undo.show()

    def _action(self, label: int, name: str) -> QAction:
        action = self.menu.addAction(name)
        action.setShortcut(QKeySequence(name))
        action.triggered.connect(partial(self.keep, label))
        return action

    def _build(self) -> None:
        self.button.setMenu(self.menu)
        mark(self.undo, "flat", True)
        self.undo.setToolTip("Take the drawing out of your digits again and put it back on the pad")
        self.undo.clicked.connect(self._on_undo)
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

    def _say(self, text: str, role: str) -> None:
        self._message.setText(text)
        mark(self._message, "role", role)
        self.undo.hide()
        self._show_parts()

    def _show_parts(self) -> None:
        """Show the line while there is something to say and nothing on the pad, or where something failed."""
        has_line, has_ink = bool(self.message), self._canvas.has_ink
        self._line.setVisible(has_line and (not has_ink or self._message.property("role") == "problem"))
        self.button.setVisible(not has_line or has_ink)

    @Slot()
    def _on_ink_changed(self) -> None:
        # The actions stay enabled: a disabled one would let its key go to whatever is behind it.
        has_strokes = bool(self._canvas.strokes)
        self.button.setEnabled(has_strokes)
        self.button.setToolTip(HINT if has_strokes else NO_STROKES if self._canvas.has_ink else NO_INK)
        self._show_parts()

    @Slot()
    def _on_undo(self) -> None:
        has_new_ink = self._canvas.has_ink
        if self._my_digits.undo() and not has_new_ink:
            self._canvas.undo()

    @Slot()
    def _on_digits_changed(self) -> None:
        # What undo would take back now is another change than the one that is told here.
        self._say("", "caption")

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._say(message, "problem")
