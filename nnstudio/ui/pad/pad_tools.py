"""The row of tools below the pad's sheet."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from nnstudio.ink.drawing import USUAL_PEN
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.theme import ThemeController, mark

THOUSANDTHS = 1000


class PadTools(QWidget):
    """Undo, redo, clear and pin, and the width of the pen."""

    def __init__(self, canvas: Canvas, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._undo = self._tool(themes, "undo", "Undo", "Take the last stroke back (Ctrl+Z)")
        self._redo = self._tool(themes, "redo", "Redo", "Bring the last stroke back (Ctrl+Shift+Z)")
        self._clear = self._tool(themes, "clear", "Clear", "Take a new sheet (C)")
        self.pin = self._tool(themes, "pin", "Pin", "")
        self.pin.setCheckable(True)
        for button, act in ((self._undo, canvas.undo), (self._redo, canvas.redo), (self._clear, canvas.clear)):
            button.clicked.connect(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self._undo, self._redo, self._clear, self.pin):
            row.addWidget(button)
        row.addStretch(1)
        label = QLabel("Pen")
        mark(label, "role", "caption")
        row.addWidget(label)
        row.addWidget(self._build_pen(), 2)
        canvas.ink_changed.connect(self.show_what_can_be_done)
        self.pin.toggled.connect(self.show_what_can_be_done)
        self.show_what_can_be_done()

    @Slot()
    def show_what_can_be_done(self) -> None:
        """Enable what would do something."""
        canvas = self._canvas
        self._undo.setEnabled(canvas.can_undo)
        self._redo.setEnabled(canvas.can_redo)
        self._clear.setEnabled(canvas.has_ink)
        can_pin = canvas.drawing.is_legible
        self.pin.setEnabled(can_pin or self.pin.isChecked())
        if self.pin.isChecked():
            self.pin.setToolTip("Let the pinned drawing go")
        elif can_pin:
            self.pin.setToolTip("Pin this drawing: see in the Drawing view how it is read over the course of training")
        else:
            self.pin.setToolTip("Pin: draw a digit first")

    def _build_pen(self) -> QSlider:
        pen = QSlider(Qt.Orientation.Horizontal)
        pen.setRange(20, 160)
        pen.setValue(round(THOUSANDTHS * USUAL_PEN))
        pen.setAccessibleName("Pen size")
        pen.setToolTip("Pen size on the pad. The network sees a pen as thick as MNIST's, whatever the size here")
        pen.valueChanged.connect(self._on_pen_changed)
        return pen

    def _tool(self, themes: ThemeController, icon: str, name: str, hint: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(name)
        button.setToolTip(hint)
        themes.give_icon(button, icon)
        return button

    @Slot(int)
    def _on_pen_changed(self, thousandths: int) -> None:
        self._canvas.set_pen_fraction(thousandths / THOUSANDTHS)
