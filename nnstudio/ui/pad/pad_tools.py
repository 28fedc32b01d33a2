"""The row of tools below the pad."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from nnstudio.ink.drawing import DEFAULT_PEN
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.theme import ThemeController, mark

THOUSANDTHS = 1000


class PadTools(QWidget):
    """Buttons for undo, redo, clear and pin, and a slider for the pen width."""

    def __init__(self, canvas: Canvas, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._undo = self._tool(themes, "undo", "Undo", "Undo the last change (Ctrl+Z)")
        self._redo = self._tool(themes, "redo", "Redo", "Redo the last change (Ctrl+Shift+Z)")
        self._clear = self._tool(themes, "clear", "Clear", "Clear the pad (C)")
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
        canvas.ink_changed.connect(self.update_buttons)
        self.pin.toggled.connect(self.update_buttons)
        self.update_buttons()

    @Slot()
    def update_buttons(self) -> None:
        """Enable the buttons that have an effect now, and explain the pin."""
        canvas = self._canvas
        self._undo.setEnabled(canvas.can_undo)
        self._redo.setEnabled(canvas.can_redo)
        self._clear.setEnabled(canvas.has_ink)
        can_pin = canvas.drawing.is_legible
        self.pin.setEnabled(can_pin or self.pin.isChecked())
        if self.pin.isChecked():
            self.pin.setToolTip("Unpin the drawing")
        elif can_pin:
            self.pin.setToolTip("Pin this drawing: the Drawing view shows how its prediction changes during training")
        else:
            self.pin.setToolTip("Pin: draw a digit first")

    def _build_pen(self) -> QSlider:
        pen = QSlider(Qt.Orientation.Horizontal)
        pen.setRange(20, 160)
        pen.setValue(round(THOUSANDTHS * DEFAULT_PEN))
        pen.setAccessibleName("Pen width")
        pen.setToolTip("Pen width on the pad. The network sees lines as wide as MNIST's, whatever you choose here")
        pen.valueChanged.connect(self._on_pen_changed)
        return pen

    def _tool(self, themes: ThemeController, icon: str, name: str, hint: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(name)
        button.setToolTip(hint)
        themes.set_icon(button, icon)
        return button

    @Slot(int)
    def _on_pen_changed(self, thousandths: int) -> None:
        self._canvas.set_pen_fraction(thousandths / THOUSANDTHS)
