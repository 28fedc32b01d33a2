"""The tool bar: what controls training, the presets, and the progress of the run."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.run_status import RunStatus
from nnstudio.ui.settings.preset_box import PresetBox
from nnstudio.ui.theme import ThemeController, mark


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
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addActions(
            [run_actions.run, run_actions.pause, run_actions.step_batch, run_actions.step_epoch, run_actions.stop]
        )
        mark(self.widgetForAction(run_actions.run), "primary", True)
        themes.set_icon(run_actions.run, "run", "accent_text")
        self.addSeparator()
        self.presets = PresetBox(workspace)
        self.addWidget(self.presets)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.run_status = RunStatus(session, frames)
        self.addWidget(self.run_status)
