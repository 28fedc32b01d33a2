"""The actions that control training: run, pause, step, stop. Each is enabled only while it has an effect."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence

from nnstudio.session.active_network import ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import Action, State
from nnstudio.session.workspace import Workspace
from nnstudio.training.messages import Until
from nnstudio.ui.theme import ThemeController

NOT_ALLOWED = {
    State.IDLE: "nothing is training",
    State.LOADING: "the data is being loaded",
    State.RUNNING: "the network is training",
    State.PAUSING: "training is about to pause",
    State.PAUSED: "training is paused",
    State.STOPPING: "training is about to stop",
    State.FINISHED: "the run is over",
    State.STOPPED: "the run is over",
    State.DIVERGED: "the run is over",
    State.FAILED: "the run is over",
}
"""Why an action is disabled in each state, for its tooltip."""


@dataclass(frozen=True)
class _ActionText:
    label: str
    hint: str
    icon: str
    key: str


RUN = _ActionText("Run", "Train a new network with these settings (Space)", "run", "Space")
RESUME = _ActionText("Resume", "Continue training (Space)", "run", "Space")
PAUSE = _ActionText("Pause", "Pause training; nothing is lost (Space)", "pause", "")
STEP_BATCH = _ActionText("Step batch", "Train one batch, then pause (N)", "step-batch", "N")
STEP_EPOCH = _ActionText("Step epoch", "Train to the end of the epoch, then pause (Shift+N)", "step-epoch", "Shift+N")
STOP = _ActionText("Stop", "End the run and keep the network (Esc)", "stop", "Esc")
SHOW_BEST = _ActionText(
    "Use the best weights", "Predict with the weights of the best evaluation, not with the last (B)", "check", "B"
)
NEW_RUN = _ActionText("New run", "Stop the current run, if any, and start a new one (Ctrl+R)", "run", "Ctrl+R")


class RunActions(QObject):
    """Holds the actions of the tool bar and the menu, and updates them with the session's state."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, themes: ThemeController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workspace = workspace
        self._themes = themes
        self._is_new_run_wanted = False
        self.run = self._action(RUN, self._on_run)
        self.pause = self._action(PAUSE, self._on_pause)
        self.step_batch = self._action(STEP_BATCH, self._on_step_batch)
        self.step_epoch = self._action(STEP_EPOCH, self._on_step_epoch)
        self.stop = self._action(STOP, self._on_stop)
        self.new_run = self._action(NEW_RUN, self._on_new_run)
        self.show_best = self._action(SHOW_BEST, self._on_show_best)
        session.state_changed.connect(self._on_state_changed)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        workspace.problems_changed.connect(self._on_problems_changed)
        self._show_state()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """Every action, in the order of the menu."""
        return (self.run, self.pause, self.step_batch, self.step_epoch, self.stop, self.new_run, self.show_best)

    def _action(self, text: _ActionText, slot: object) -> QAction:
        action = QAction(text.label, self)
        action.setShortcut(QKeySequence(text.key))
        self._themes.set_icon(action, text.icon)
        action.setAutoRepeat(text in (STEP_BATCH, STEP_EPOCH))  # holding Space must not flicker
        action.triggered.connect(slot)
        return action

    def _show_state(self) -> None:
        session = self._session
        is_paused = session.allows(Action.RESUME)
        run = RESUME if is_paused else RUN
        self.run.setText(run.label)
        # Space belongs to whichever of the two is enabled.
        can_pause = session.allows(Action.PAUSE)
        self.run.setShortcut("" if can_pause else RUN.key)
        self.pause.setShortcut(RUN.key if can_pause else "")
        problems = self._workspace.problems
        blocked = "" if is_paused or not problems else f"correct {', '.join(problems)} first"
        self._allow(self.run, run, session.allows(Action.RUN) or is_paused, blocked)
        self._allow(self.pause, PAUSE, can_pause, "")
        can_step = session.allows(Action.STEP)
        self._allow(self.step_batch, STEP_BATCH, can_step, blocked)
        self._allow(self.step_epoch, STEP_EPOCH, can_step, blocked)
        self._allow(self.stop, STOP, session.allows(Action.STOP), "")
        is_over = session.shown_run is not None and not session.is_active
        unevaluated = "the run ended before its first evaluation" if is_over and not session.has_best else ""
        self._allow(self.show_best, SHOW_BEST, session.has_best, unevaluated)
        self._allow(self.new_run, NEW_RUN, session.state is not State.STOPPING, blocked)

    def _allow(self, action: QAction, text: _ActionText, is_allowed: bool, blocked: str) -> None:
        reason = blocked or ("" if is_allowed else NOT_ALLOWED[self._session.state])
        action.setEnabled(not reason)
        action.setToolTip(f"{text.label}: {reason}" if reason else text.hint)

    @Slot()
    def _on_run(self) -> None:
        if self._session.allows(Action.RESUME):
            self._session.resume()
        else:
            self._session.run(self._workspace.settings)

    @Slot()
    def _on_pause(self) -> None:
        self._session.pause()

    @Slot()
    def _on_step_batch(self) -> None:
        self._session.step(self._workspace.settings, Until.NEXT_BATCH)

    @Slot()
    def _on_step_epoch(self) -> None:
        self._session.step(self._workspace.settings, Until.NEXT_EPOCH)

    @Slot()
    def _on_stop(self) -> None:
        self._session.stop()

    @Slot()
    def _on_show_best(self) -> None:
        self._session.show_best()

    @Slot()
    def _on_new_run(self) -> None:
        if self._session.is_active:
            self._is_new_run_wanted = True
            self._session.stop()
        else:
            self._session.run(self._workspace.settings)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if self._is_new_run_wanted and not self._session.is_active:
            self._is_new_run_wanted = False
            if state is not State.FAILED:
                # After all slots of this signal: the end of the previous run must reach them first.
                QTimer.singleShot(0, self, self._on_run)
        self._show_state()

    @Slot(object)
    def _on_shown_run_changed(self, _run: ShownRun) -> None:
        self._show_state()

    @Slot()
    def _on_problems_changed(self) -> None:
        self._show_state()
