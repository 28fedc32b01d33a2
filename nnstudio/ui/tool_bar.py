"""The tool bar: what controls training, the presets, and the progress of the run."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.run_actions import RESUME, RunActions
from nnstudio.ui.run_status import RunStatus
from nnstudio.ui.settings.preset_box import PresetBox
from nnstudio.ui.still_area import StillArea
from nnstudio.ui.theme import ThemeController, mark, scaled

ICON_SIDE = 16
SPACING = 88
"""What stands between the parts of the tool bar, in pixels."""
TEXT_MARGINS = 20


class ActionButton(QToolButton):
    """The button of an action: reachable by Tab, and as wide as its widest text, so that its neighbours never move."""

    def __init__(self, action: QAction, widest_text: str = "") -> None:
        super().__init__()
        self._widest_text = widest_text
        self._widths: dict[str, int] = {}
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # A click leaves the focus where it is, so that Space and N stay with the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Return the size for the widest text, the same whatever text is shown."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        missing = metrics.horizontalAdvance(self._widest_text) - metrics.horizontalAdvance(self.text())
        if not self._widest_text:
            return hint
        # Remembered for each font: the sum is rounded differently for each text.
        width = self._widths.setdefault(self.font().toString(), hint.width() + max(0, missing))
        return QSize(width, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the same size: where room is short, the status of the run gives way."""
        return self.sizeHint()

    def text_width(self) -> int:
        """Return the width with the text beside the icon, in pixels."""
        return self.iconSize().width() + self.fontMetrics().horizontalAdvance(self.text()) + scaled(TEXT_MARGINS)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Give the focus to no other control when the action is disabled: a second Space would press that one."""
        return self.isEnabled() and super().focusNextPrevChild(is_next)


class ToolBar(QToolBar):
    """Run, pause, step and stop at the left, the progress at the right."""

    def __init__(
        self,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
        frames: FrameTimer,
    ) -> None:
        super().__init__("Training")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.run_button = ActionButton(run_actions.run, widest_text=RESUME.label)
        mark(self.run_button, "primary", True)
        train_on = ActionButton(run_actions.train_on.menuAction())
        train_on.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        others = (run_actions.pause, run_actions.step_batch, run_actions.step_epoch, run_actions.stop)
        self._others = [train_on, *(ActionButton(action) for action in others)]
        for button in (self.run_button, *self._others):
            self.addWidget(button)
        themes.set_icon(run_actions.run, "run", "accent_text")
        self.addSeparator()
        self.presets = PresetBox(workspace)
        self.addWidget(self.presets)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.run_status = RunStatus(session, frames)
        self.addWidget(StillArea(self.run_status))
        session.shown_run_changed.connect(self._on_shown_run_changed)
        themes.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons without text, except that of Run, where the text does not fit."""
        super().resizeEvent(event)
        self._choose_style()

    def _choose_style(self) -> None:
        narrow, wide = self.presets.minimumSizeHint().width(), self.presets.sizeHint().width()
        room = self.width() - self.run_button.sizeHint().width() - self.run_status.widest - scaled(SPACING)
        fits = sum(button.text_width() for button in self._others) + narrow <= room
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if fits else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._others:
            button.setToolButtonStyle(style)
        room -= sum(button.sizeHint().width() for button in self._others)
        self.presets.setFixedWidth(max(narrow, min(wide, room)))

    @Slot()
    def _on_shown_run_changed(self) -> None:
        self._choose_style()

    @Slot()
    def _on_theme_changed(self) -> None:
        side = QSize(scaled(ICON_SIDE), scaled(ICON_SIDE))
        self.setIconSize(side)
        for button in (self.run_button, *self._others):  # inside widgets the tool bar's own size does not reach them
            button.setIconSize(side)
        self._choose_style()
