"""Qt's controls, adapted to leave the wheel to the panel and undo to the window."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QStylePainter,
    QWidget,
)

from nnstudio.ui.forms.scale import Scale

_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class ValueEdit(QLineEdit):
    """A line edit for a value: Up and Down step it, Escape discards typed text, undo is left to the window.

    A double click selects the whole value: Qt's word would end at the point of 0.05 or the minus of 1e-3.
    """

    stepped = Signal(int)
    """Up (1) or Down (-1) was pressed."""
    cancelled = Signal()
    """Escape was pressed after text was typed."""

    def __init__(self) -> None:
        super().__init__()
        # The row around the field shows one menu for all its controls.
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._is_all_selected = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the whole value."""
        super().mouseDoubleClickEvent(event)
        self._is_all_selected = event.button() == Qt.MouseButton.LeftButton
        if self._is_all_selected:
            self.selectAll()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select what the pointer is dragged over, unless a double click has selected everything."""
        if not self._is_all_selected:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the double click."""
        self._is_all_selected = False
        super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window's actions; keep Escape while there is typed text to discard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if any(event.matches(key) for key in _UNDO):
                event.ignore()
                return False
            if event.key() == Qt.Key.Key_Escape and self.isModified():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, discard, or type."""
        key = Qt.Key(event.key())
        if any(event.matches(undo) for undo in _UNDO):
            event.ignore()
        elif key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Escape and self.isModified():
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class QuietComboBox(QComboBox):
    """A combo box that reacts to the wheel only while it has the focus, and whose list is as wide as its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """React only with the focus; otherwise the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def text_within(self, width: int) -> str:
        """Return what is chosen, with an ellipsis if it is longer than ``width`` pixels."""
        text = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw text that does not fit with an ellipsis; a styled combo box would cut it off."""
        if self.isEditable():
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        area = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.text_within(area.width())
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:
        """Open the list, wide enough for its text."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        super().showPopup()


class ValueCombo(QuietComboBox):
    """A typed value with a list of common values; the wheel and the arrow keys step it."""

    def __init__(self, edit: ValueEdit) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._edit = edit
        self.setLineEdit(edit)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCompleter(None)  # type: ignore[arg-type]  # None switches completion off

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only with the focus; otherwise the panel scrolls."""
        turned = event.angleDelta().y()
        if self.hasFocus() and turned:
            self._edit.stepped.emit(1 if turned > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Up and Down; Alt+Down opens the list."""
        key = Qt.Key(event.key())
        if key in _STEPS and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._edit.stepped.emit(_STEPS[key])
        elif any(event.matches(undo) for undo in _UNDO):
            event.ignore()
        else:
            super().keyPressEvent(event)


class ValueSlider(QSlider):
    """A slider over the stops of a scale, with ticks below some of them."""

    def __init__(self, scale: Scale) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.set_scale(scale)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(48)

    def set_scale(self, scale: Scale) -> None:
        """Go over the stops of another ``scale``."""
        self._scale = scale
        self.setRange(0, max(0, len(scale.stops) - 1))
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """React only with the focus; otherwise the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ticks, which Qt omits for a styled slider, then the slider."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style, kind = self.style(), QStyle.ComplexControl.CC_Slider
        handle = style.subControlRect(kind, option, QStyle.SubControl.SC_SliderHandle, self)
        groove = style.subControlRect(kind, option, QStyle.SubControl.SC_SliderGroove, self)
        span = groove.width() - handle.width()
        painter = QPainter(self)
        painter.setPen(self.palette().dark().color())
        for index in self._scale.ticks:
            along = QStyle.sliderPositionFromValue(0, self.maximum(), index, span)
            x = groove.left() + handle.width() // 2 + along
            painter.drawLine(x, self.height() // 2 + 9, x, self.height() // 2 + 11)
        painter.end()
        super().paintEvent(event)
