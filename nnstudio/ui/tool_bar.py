"""The tool bar: what controls training, the presets, and the progress of the run."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.run_actions import RESUME, RunActions
from nnstudio.ui.run_status import RunStatus
from nnstudio.ui.settings.preset_box import PresetBox
from nnstudio.ui.theme import ThemeController, mark


class ActionButton(QToolButton):
    """The button of an action: reachable by Tab, and as wide as its widest text, so that its neighbours never move."""

    def __init__(self, action: QAction, widest_text: str = "") -> None:
        super().__init__()
        self._widest_text = widest_text
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # A click leaves the focus where it is, so that Space and N stay with the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Return the size for the widest text."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        missing = metrics.horizontalAdvance(self._widest_text) - metrics.horizontalAdvance(self.text())
        return QSize(hint.width() + max(0, missing), hint.height())

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
        self.setIconSize(QSize(16, 16))
        run = ActionButton(run_actions.run, widest_text=RESUME.label)
        mark(run, "primary", True)
        self.run_button = run
        self.addWidget(run)
        train_on = ActionButton(run_actions.train_on.menuAction())
        train_on.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.addWidget(train_on)
        for action in (run_actions.pause, run_actions.step_batch, run_actions.step_epoch, run_actions.stop):
            self.addWidget(ActionButton(action))
        themes.set_icon(run_actions.run, "run", "accent_text")
        self.addSeparator()
        self.presets = PresetBox(workspace)
        self.addWidget(self.presets)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.run_status = RunStatus(session, frames)
        self.addWidget(self.run_status)
