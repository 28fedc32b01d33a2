"""Labels a drawing, which adds it to my digits."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.ink.drawing import StrokeDrawing
from nnstudio.session.my_digits import MyDigits
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.pad.kept_drawing import KeptDrawing
from nnstudio.ui.theme import mark

HINT = "Label your drawing, which keeps it in My digits (keys {first} to {last})"
NO_STROKES = "Only drawings can be kept in My digits, not images"
NO_INK = "Draw something first, then label it"
KEYS = "1234567890"
"""The keys of the first ten classes whose names are no digits."""


class LabelRow(QWidget):
    """A menu of the classes below the pad; after a drawing was kept, a message with Undo replaces it."""

    def __init__(self, canvas: Canvas, my_digits: MyDigits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._my_digits = my_digits
        self.menu = QMenu("It was a …", self)
        self.button, self.undo = QPushButton("It was a …"), QPushButton("Undo")
        self._show_classes()
        self._message, self._problem = QLabel(), ""
        self._build()
        canvas.ink_changed.connect(self._on_ink_changed)
        my_digits.changed.connect(self._on_digits_changed)
        my_digits.failed.connect(self._on_failed)
        self._on_ink_changed()

    @property
    def message(self) -> str:
        """The message about the last drawing that was kept, or about a failure; empty if there is none."""
        return self._message.text()

    def keep(self, label: int) -> None:
        """Keep the drawing as ``label`` and clear the pad, which is one change to undo.

        Nothing happens if there are no strokes or one is being drawn.
        """
        if self._canvas.strokes:
            self._canvas.put(StrokeDrawing(), KeptDrawing(self._my_digits, label, self._canvas.strokes))

    def _show_classes(self) -> None:
        """Fill the menu with the classes, each with its key."""
        self._names = self._my_digits.class_names
        are_digits = all(name in set(KEYS) for name in self._names)
        self._keys = self._names if are_digits else tuple(KEYS[: len(self._names)])
        self.menu.clear()
        for label, name in enumerate(self._names):
            # Qt shows a key beside each name, unless the text has a tab: for digits it would read "7 7".
            action = self.menu.addAction(f"{name}\t" if are_digits else name)
            if label < len(self._keys):
                action.setShortcut(QKeySequence(self._keys[label]))
            action.triggered.connect(partial(self.keep, label))

    def _build(self) -> None:
        self.button.setMenu(self.menu)
        mark(self.undo, "flat", True)
        self.undo.setToolTip("Remove the drawing from your digits and put it back on the pad")
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

    def _update_visibility(self) -> None:
        """Show the message if keeping failed, or if the pad is empty because a drawing was kept."""
        has_ink = self._canvas.has_ink
        text = self._problem or ("" if has_ink else self._kept_text())
        self._message.setText(text)
        mark(self._message, "role", "problem" if self._problem else "caption")
        self.undo.setVisible(bool(text) and not self._problem)
        self._line.setVisible(bool(self.message))
        self.button.setVisible(not self.message or has_ink)

    def _kept_text(self) -> str:
        """Return the message if the last change on the pad kept a drawing and can be undone; otherwise empty."""
        kept = self._canvas.last_companion
        if not isinstance(kept, KeptDrawing) or not kept.is_last_change:
            return ""
        count = len(self._my_digits.digits)
        noun = "digit" if self._names == DIGITS else "drawing"
        return f"Kept as {kept.name}. You have {count} {noun if count == 1 else noun + 's'}."

    @Slot()
    def _on_ink_changed(self) -> None:
        # The actions stay enabled: the key of a disabled action would go to another widget.
        has_strokes = bool(self._canvas.strokes)
        self.button.setEnabled(has_strokes)
        hint = HINT.format(first=self._keys[0], last=self._keys[-1])
        self.button.setToolTip(hint if has_strokes else NO_STROKES if self._canvas.has_ink else NO_INK)
        self._update_visibility()

    @Slot()
    def _on_digits_changed(self) -> None:
        self._problem = ""
        if self._names != self._my_digits.class_names:
            self._show_classes()
            self._on_ink_changed()
        self._update_visibility()

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._problem = message
        self._update_visibility()
