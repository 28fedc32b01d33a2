"""The row of tools below the pad."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from nnstudio.ink.drawing import DEFAULT_PEN
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.pad.image_dialog import ImageDialog
from nnstudio.ui.theme import ThemeController, mark

THOUSANDTHS = 1000
NO_INK = "the pad is empty"
NO_CHANGE = "nothing was drawn yet"
NOT_UNDONE = "nothing was undone"
IS_IMAGE = "an image can only be cleared"
SHORTEST_SLIDER = 40
"""In pixels."""


class PadTools(QWidget):
    """Buttons for undo, redo, eraser and clear, and a slider for the pen width; `open` and `pin` stand elsewhere."""

    def __init__(self, canvas: Canvas, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.images = ImageDialog(canvas)
        self._undo = self._tool(themes, "undo", "Undo drawing")
        self._redo = self._tool(themes, "redo", "Redo drawing")
        self.eraser = self._tool(themes, "eraser", "Eraser")
        self._clear = self._tool(themes, "clear", "Clear the pad")
        self.open = self._tool(themes, "image", "Open an image on the pad")
        self.pin = self._tool(themes, "pin", "Pin the drawing")
        self.open.setToolTip("Open an image on the pad… You can also paste (Ctrl+V) or drop one")
        self.eraser.setCheckable(True)
        self.pin.setCheckable(True)
        self.open.clicked.connect(self.images.ask)
        self.eraser.toggled.connect(canvas.set_eraser)
        for button, act in ((self._undo, canvas.undo), (self._redo, canvas.redo), (self._clear, canvas.clear)):
            button.clicked.connect(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self._undo, self._redo, self.eraser, self._clear):
            row.addWidget(button)
        row.addStretch(1)
        label = QLabel("Pen")
        mark(label, "role", "caption")
        row.addWidget(label)
        row.addSpacing(6)
        row.addWidget(self._build_pen(), 2)
        canvas.ink_changed.connect(self.update_buttons)
        self.pin.toggled.connect(self.update_buttons)
        self.update_buttons()

    @Slot()
    def update_buttons(self) -> None:
        """Enable the buttons that have an effect now; the others say why they have none."""
        canvas = self._canvas
        _allow(self._undo, "Undo the last change of the drawing (Ctrl+Z)", "" if canvas.can_undo else NO_CHANGE)
        _allow(self._redo, "Redo the last change of the drawing (Ctrl+Shift+Z)", "" if canvas.can_redo else NOT_UNDONE)
        _allow(self._clear, "Clear the pad (C)", "" if canvas.has_ink else NO_INK)
        obstacle = "" if canvas.strokes else IS_IMAGE if canvas.has_ink else NO_INK
        _allow(self.eraser, "Erase with the left button, the pen or a finger (E)", obstacle)
        if obstacle:
            self.eraser.setChecked(False)  # or the next stroke would erase nothing
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
        pen.setMinimumWidth(SHORTEST_SLIDER)
        pen.setValue(round(THOUSANDTHS * DEFAULT_PEN))
        pen.setAccessibleName("Pen width")
        pen.setToolTip("Pen width on the pad. The network sees lines as wide as MNIST's, whatever you choose here")
        pen.valueChanged.connect(self._on_pen_changed)
        return pen

    def _tool(self, themes: ThemeController, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name)
        themes.set_icon(button, icon)
        return button

    @Slot(int)
    def _on_pen_changed(self, thousandths: int) -> None:
        self._canvas.set_pen_fraction(thousandths / THOUSANDTHS)


def _allow(button: QToolButton, hint: str, obstacle: str) -> None:
    button.setEnabled(not obstacle)
    text = f"{hint}: {obstacle}" if obstacle else hint
    if button.toolTip() != text:  # else Qt tells all that listen, with every movement of the pen
        button.setToolTip(text)
