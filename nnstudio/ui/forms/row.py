"""A row of a form: a label, its controls and a message."""

from html import escape

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Integer, Number, Setting, Text
from nnstudio.ui.forms.field import ChangeEffect
from nnstudio.ui.theme import ThemeController, mark

LABEL_WIDTH = 92
MARK_SIZE = QSize(12, 12)
CONTROL_HEIGHT = 28
TYPING_PAUSE = 500
"""Milliseconds without a keystroke after which a problem with half-typed text is shown."""

WAITING_TEXT = "applies to the next run"
_MARKS = {
    ChangeEffect.LIVE: ("live", "accent", "Can be changed while training."),
    ChangeEffect.NEXT_RUN: ("waiting", "disabled_text", "A change applies to the next run."),
    ChangeEffect.WAITING: ("waiting", "warning", "This change applies to the next run."),
}


def tooltip(setting: Setting, hint: str = "") -> str:
    """Return the help of ``setting``, its formula and the ``hint`` as rich text, which wraps.

    The default hint says which values can be typed; a control that shows all its values needs none.
    """
    allowed = setting.allowed() if isinstance(setting, Number | Integer | Text) else ""
    paragraphs = (setting.help, setting.formula, hint or allowed[:1].upper() + allowed[1:])
    return "".join(f"<p>{escape(text)}</p>" for text in paragraphs if text)


def describe(control: QWidget) -> None:
    """Let screen readers read the tooltip of ``control`` without its markup."""
    control.setAccessibleDescription(QTextDocumentFragment.fromHtml(control.toolTip()).toPlainText().replace("\n", " "))


class FieldRow(QWidget):
    """A label, a mark and controls in one row; below, a problem or a note. If compact, the label is above."""

    def __init__(self, theme: ThemeController, setting: Setting, is_compact: bool) -> None:
        super().__init__()
        self._theme = theme
        self._effect = ChangeEffect.NONE
        self._is_compact = is_compact
        self._problem: Problem | None = None
        self._label = QLabel(setting.label)
        self._label.setToolTip(tooltip(setting))
        self._mark = QLabel()
        self._mark.setFixedSize(MARK_SIZE)
        self._message = QLabel(wordWrap=True)
        self._message.hide()
        self._controls = QHBoxLayout()
        self._controls.setSpacing(8)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self._on_pause_ended)
        theme.theme_changed.connect(self._on_theme_changed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        if is_compact:
            self._arrange_above(grid)
        else:
            self._arrange_beside(grid)

    def _arrange_beside(self, grid: QGridLayout) -> None:
        self._label.setFixedWidth(LABEL_WIDTH)
        self._label.setMinimumHeight(CONTROL_HEIGHT)
        self._label.setWordWrap(True)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self._mark, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnMinimumWidth(2, 4)
        grid.addLayout(self._controls, 0, 3)
        grid.addWidget(self._message, 1, 3)
        grid.setColumnStretch(3, 1)

    def _arrange_above(self, grid: QGridLayout) -> None:
        mark(self._label, "role", "caption")
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self._mark, 0, 1)
        grid.addLayout(self._controls, 1, 0, 1, 3)
        grid.addWidget(self._message, 2, 0, 1, 3)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(3, 1)

    def add(self, control: QWidget, stretch: int = 0) -> None:
        """Append ``control``; the label becomes the buddy and the accessible name of the first control."""
        if not self._controls.count():
            self._label.setBuddy(control)
            control.setAccessibleName(self._label.text())
        describe(control)
        self._controls.addWidget(control, stretch)

    def add_unit(self, unit: str) -> None:
        """Show ``unit`` after the controls."""
        label = QLabel(unit)
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        mark(label, "role", "muted")
        self._controls.addWidget(label)

    @property
    def message(self) -> str:
        """The text below the controls; empty if there is none."""
        return "" if self._message.isHidden() else self._message.text()

    def hide_label(self) -> None:
        """Hide the label, for a control with its own label. Unless the row is compact, its space stays empty."""
        self._label.setText("")
        if self._is_compact:
            self._label.hide()
            self._controls.addWidget(self._mark)

    def show_effect(self, effect: ChangeEffect) -> None:
        """Mark how a change affects the run that is training."""
        if effect is not self._effect:
            self._effect = effect
            self._draw_mark()
            self._update_message()

    def show_problem(self, problem: Problem | None, while_typing: bool = False) -> None:
        """Show what is allowed, or nothing; ``while_typing``, after a pause, so that the form does not jump."""
        self._problem = problem
        if problem is not None and while_typing and not self.message:
            self._pause.start()
            return
        self._pause.stop()
        self._update_message()

    def _update_message(self) -> None:
        if self._problem is not None:
            mark(self._message, "role", "problem")
            self._message.setText(f"Allowed: {self._problem.allowed}".replace("e-0", "e-"))
        elif self._effect is ChangeEffect.WAITING:
            mark(self._message, "role", "warning")
            self._message.setText(WAITING_TEXT)
        self._message.setVisible(self._problem is not None or self._effect is ChangeEffect.WAITING)

    def _draw_mark(self) -> None:
        if self._effect is ChangeEffect.NONE:
            self._mark.clear()
            self._mark.setToolTip("")
            return
        name, role, text = _MARKS[self._effect]
        self._mark.setPixmap(self._theme.icon(name, role).pixmap(MARK_SIZE, self.devicePixelRatioF()))
        self._mark.setToolTip(text)

    @Slot()
    def _on_pause_ended(self) -> None:
        self._update_message()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._draw_mark()
