"""A row of a form: a label, its controls and a message."""

from html import escape

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent, QTextDocumentFragment
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QWidget

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Integer, Number, Setting, Text
from nnstudio.ui.forms.effect import ChangeEffect
from nnstudio.ui.theme import ThemeController, mark, scaled

LABEL_WIDTH, NARROW_LABEL_WIDTH, NARROW_ROW = 104, 82, 240
"""In pixels: of the label, of the label in a narrow row, and below what width a row is narrow."""
NARROW_COMBO = 50
"""The width that a combo box in a line of several fields can shrink to, in pixels: four digits and the arrow."""
MARK_SIZE = QSize(12, 12)
CONTROL_HEIGHT = 28
TYPING_PAUSE = 500
"""Milliseconds without a keystroke after which a problem with half-typed text is shown."""

WAITING_TEXT = "applies to the next run"
_EFFECTS = {
    ChangeEffect.NEXT_RUN: ("disabled_text", "A change applies to the next run."),
    ChangeEffect.WAITING: ("warning", "This change applies to the next run."),
}


def tooltip(setting: Setting, hint: str = "") -> str:
    """Return the help of ``setting``, its formula and the ``hint`` as rich text, which wraps.

    The default hint says which values can be typed; a control that shows all its values needs none.
    """
    allowed = setting.allowed() if isinstance(setting, Number | Integer | Text) else ""
    paragraphs = (setting.help, setting.formula, hint or allowed[:1].upper() + allowed[1:])
    return "".join(f"<p>{escape(text)}</p>" for text in paragraphs if text)


def describe(control: QWidget, note: str = "") -> None:
    """Let screen readers read the tooltip of ``control`` without its markup, and the ``note``."""
    text = QTextDocumentFragment.fromHtml(control.toolTip()).toPlainText().replace("\n", " ")
    control.setAccessibleDescription(f"{text} {note}".strip())


class _Label(QLabel):
    """A label that can be clicked."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Report a click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)


class FieldRow(QWidget):
    """A label and controls in one row, with a dot if the value differs from its default; below, a problem or a note.

    The menu of the right button or of the menu key resets the value.
    """

    reset_requested = Signal()
    label_clicked = Signal()

    def __init__(self, theme: ThemeController, setting: Setting) -> None:
        super().__init__()
        self._theme = theme
        self._effect = ChangeEffect.NONE
        self._default = ""
        self._is_changed = False
        self._shown_default: tuple[str, bool, str] | None = None
        self._problem: Problem | None = None
        self._tips: dict[QWidget, str] = {}
        self._dot, self._mark = QLabel(), QLabel()
        for sign in (self._dot, self._mark):
            sign.setFixedSize(MARK_SIZE)
        self._label = _Label(setting.label)
        self._label.clicked.connect(self.label_clicked)
        self._label.setToolTip(tooltip(setting))
        self._label.setFixedWidth(scaled(LABEL_WIDTH))
        self._label.setMinimumHeight(CONTROL_HEIGHT)
        self._label.setWordWrap(True)
        self._parts: list[QWidget] = [self._label]
        self._narrow_boxes: list[QWidget] = []
        self._message = QLabel(wordWrap=True)
        self._message.hide()
        self._controls = QHBoxLayout()
        self._controls.setSpacing(8)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self._on_pause_ended)
        theme.theme_changed.connect(self._on_theme_changed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.addWidget(self._dot, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._label, 0, 1)
        self._grid.addWidget(self._mark, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addLayout(self._controls, 0, 3)
        self._grid.addWidget(self._message, 1, 3)
        self._grid.setColumnStretch(3, 1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open a menu that resets the value; for typed text it also has what Qt offers."""
        edit = self.findChild(QLineEdit)
        menu = QMenu(self) if edit is None else edit.createStandardContextMenu()
        menu.setParent(self, menu.windowFlags())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        before = menu.actions()[0] if menu.actions() else None
        reset = menu.addAction(f"Reset to {self._default}")
        reset.setEnabled(self._is_changed and self.isEnabled())
        reset.triggered.connect(self.reset_requested)
        if before is not None:
            menu.insertAction(before, reset)
            menu.insertSeparator(before)
        menu.popup(event.globalPos())

    @property
    def first_control(self) -> QWidget:
        """The first control, which the label belongs to."""
        return self._parts[1]  # after the label; not by `QLayout.itemAt`, see `ui/settings/tab_order.py`

    @property
    def message(self) -> str:
        """The text below the controls; empty if there is none."""
        return "" if self._message.isHidden() else self._message.text()

    @property
    def default(self) -> str:
        """The default, if the value differs from it; empty otherwise."""
        return self._default if self._is_changed else ""

    def add(self, control: QWidget, stretch: int = 0) -> None:
        """Append ``control``; the label becomes the buddy and the accessible name of the first control."""
        if not self._controls.count():
            self._label.setBuddy(control)
            control.setAccessibleName(self._label.text())
        describe(control)
        self._controls.addWidget(control, stretch)
        self._parts.append(control)

    def add_unit(self, unit: str) -> None:
        """Show ``unit`` after the controls."""
        label = QLabel(unit)
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        mark(label, "role", "muted")
        self._controls.addWidget(label)

    def fit_in_line(self) -> QLabel:
        """Leave only the controls, for a line shared with other rows; return the message, to be shown below it."""
        for part in (self._dot, self._label, self._mark):
            part.hide()
        self._controls.setSpacing(4)
        for control in self._parts:
            if isinstance(control, QComboBox):
                self._narrow_boxes.append(control)
                self._fit_boxes()
                mark(control, "narrow", True)
        self._grid.removeWidget(self._message)
        return self._message

    def show_default(self, default: str, is_changed: bool) -> None:
        """Show a dot if the value ``is_changed`` from its ``default``."""
        shown = (default, is_changed, self.first_control.toolTip())
        if shown == self._shown_default:
            return
        self._shown_default = shown
        self._default, self._is_changed = default, is_changed
        note = f"Changed from the default, {default}." if is_changed else ""
        self._dot.setToolTip(f"{note} Right-click to reset it." if note else "")
        describe(self.first_control, note)
        self._draw_signs()

    def show_effect(self, effect: ChangeEffect) -> None:
        """Mark how a change affects the run that is training."""
        if effect is not self._effect:
            self._effect = effect
            self._draw_signs()
            self._update_message()

    def show_problem(self, problem: Problem | None, while_typing: bool = False) -> None:
        """Show what is allowed, or nothing; ``while_typing``, after a pause, so that the form does not jump."""
        self._problem = problem
        if problem is not None and while_typing and not self.message:
            self._pause.start()
            return
        self._pause.stop()
        self._update_message()

    def show_reason(self, reason: str) -> None:
        """Disable the row and say why in its tooltips, or enable it again if ``reason`` is empty."""
        if bool(reason) is not self.isEnabled():
            return
        self.setEnabled(not reason)
        if reason:
            self._tips = {part: part.toolTip() for part in self._parts}
        for part, tip in self._tips.items():
            part.setToolTip(reason or tip)
            describe(part)

    def _update_message(self) -> None:
        if self._problem is not None:
            mark(self._message, "role", "problem")
            self._message.setText(f"Allowed: {self._problem.allowed}".replace("e-0", "e-"))
        elif self._effect is ChangeEffect.WAITING:
            mark(self._message, "role", "warning")
            self._message.setText(WAITING_TEXT)
        self._message.setVisible(self._problem is not None or self._effect is ChangeEffect.WAITING)

    def _draw_signs(self) -> None:
        self._draw(self._dot, "dot", "accent" if self._is_changed else "")
        role, text = _EFFECTS.get(self._effect, ("", ""))
        self._draw(self._mark, "waiting", role)
        self._mark.setToolTip(text)

    def _draw(self, sign: QLabel, icon: str, role: str) -> None:
        if role:
            sign.setPixmap(self._theme.icon(icon, role).pixmap(MARK_SIZE, self.devicePixelRatioF()))
        else:
            sign.clear()

    @Slot()
    def _on_pause_ended(self) -> None:
        self._update_message()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._draw_signs()
        self._fit_label()
        self._fit_boxes()

    def _fit_boxes(self) -> None:
        for box in self._narrow_boxes:
            box.setMinimumWidth(scaled(NARROW_COMBO))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave more of a narrow row to the controls."""
        super().resizeEvent(event)
        self._fit_label()

    def _fit_label(self) -> None:
        is_narrow = self.width() < scaled(NARROW_ROW)
        self._label.setFixedWidth(scaled(NARROW_LABEL_WIDTH if is_narrow else LABEL_WIDTH))
