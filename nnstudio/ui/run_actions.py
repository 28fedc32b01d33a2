"""The actions that control training: run, pause, step, stop. Each is enabled only while it has an effect.

No key without Ctrl or a function key replaces the run that is shown: once it is over, Space and N only say so.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import Action, State
from nnstudio.session.workspace import Workspace
from nnstudio.spec.change_text import in_a_sentence
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import find, replace
from nnstudio.training.messages import Until
from nnstudio.ui.theme import ThemeController
from nnstudio.ui.train_on_menu import TrainOnMenu

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


RUN = _ActionText("Run", "Train a new network with these settings (Ctrl+R)", "run", "Space")
RESUME = _ActionText("Resume", "Continue training (Space)", "run", "Space")
PAUSE = _ActionText("Pause", "Pause training; nothing is lost (Space)", "pause", "")
STEP_BATCH = _ActionText("Step batch", "Train one batch, then pause (N)", "step-batch", "N")
STEP_EPOCH = _ActionText("Step epoch", "Train to the end of the epoch, then pause (Shift+N)", "step-epoch", "Shift+N")
STOP = _ActionText("Stop", "End the run and keep the network (Esc)", "stop", "Esc")
STOP_NOW = _ActionText("Stop", "Leave out what remains of the evaluation on the training set (Esc)", "stop", "Esc")
SHOW_BEST = _ActionText(
    "Use the best weights", "Predict with the weights of the best evaluation, not with the last (B)", "check", "B"
)
SHOW_LAST = _ActionText(
    "Use the last weights", "Predict with the weights after the last batch again (Shift+B)", "check", "Shift+B"
)
NEW_RUN = _ActionText("New run", "Stop the current run, if any, and start a new one (Ctrl+R)", "run", "Ctrl+R; F5")

RESTORED_BEST = "the run ended with its best weights in their place"
WOULD_REPLACE = "the run is over; Train on continues it, Run (Ctrl+R) starts a new one"
KEY_REFUSED = "This run is over. Ctrl+R starts a new one"


class RunActions(QObject):
    """Holds the actions of the tool bar and the menu, and updates them with the session's state."""

    key_refused = Signal(str)
    """A key was pressed that would have replaced the run that is shown: a message for the user."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, themes: ThemeController, parent: QWidget | None = None
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
        self.train_on = TrainOnMenu(session, workspace, themes, parent)
        self.show_best = self._action(SHOW_BEST, self._on_show_best)
        self.show_last = self._action(SHOW_LAST, self._on_show_last)
        self.kept_run_keys = QAction(self)
        """Has the keys of Run and Step while these would replace the run that is shown; belongs to no menu."""
        self.kept_run_keys.setShortcuts([QKeySequence(text.key) for text in (RUN, STEP_BATCH, STEP_EPOCH)])
        self.kept_run_keys.setAutoRepeat(False)
        self.kept_run_keys.triggered.connect(self._on_key_refused)
        session.state_changed.connect(self._on_state_changed)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        workspace.problems_changed.connect(self._on_problems_changed)
        self._show_state()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """Every action, in the order of the menu."""
        training = (self.run, self.pause, self.step_batch, self.step_epoch, self.stop, self.new_run)
        return (*training, self.train_on.menuAction(), self.show_best, self.show_last)

    def _action(self, text: _ActionText, slot: object) -> QAction:
        action = QAction(text.label, self)
        action.setShortcuts(QKeySequence.listFromString(text.key))
        self._themes.set_icon(action, text.icon)
        action.setAutoRepeat(text in (STEP_BATCH, STEP_EPOCH))  # holding Space must not flicker
        action.triggered.connect(slot)
        return action

    def _show_state(self) -> None:
        session = self._session
        is_paused = session.allows(Action.RESUME)
        run = RESUME if is_paused else RUN
        self.run.setText(run.label)
        would_replace = session.allows(Action.RUN) and session.shown_run is not None
        self.kept_run_keys.setEnabled(would_replace)
        # Space belongs to whichever of the three is enabled.
        can_pause = session.allows(Action.PAUSE)
        self.run.setShortcut("" if can_pause or would_replace else RUN.key)
        self.pause.setShortcut(RUN.key if can_pause else "")
        blocked = "" if is_paused else self._correction()
        self._allow(self.run, run, session.allows(Action.RUN) or is_paused, blocked)
        self._allow(self.pause, PAUSE, can_pause, "")
        can_step = session.allows(Action.STEP)
        kept = WOULD_REPLACE if would_replace else ""
        self._allow(self.step_batch, STEP_BATCH, can_step, kept or blocked)
        self._allow(self.step_epoch, STEP_EPOCH, can_step, kept or blocked)
        self._allow(self.stop, STOP_NOW if session.state is State.STOPPING else STOP, session.allows(Action.STOP), "")
        is_over = session.shown_run is not None and not session.is_active
        unevaluated = "the run ended before its first evaluation" if is_over and not session.has_saved else ""
        self._allow(self.show_best, SHOW_BEST, session.has_saved, unevaluated)
        ended = session.shown_run.ended if session.shown_run else None
        replaced = RESTORED_BEST if is_over and ended is not None and ended.has_restored_best else ""
        self._allow(self.show_last, SHOW_LAST, session.has_saved, unevaluated or replaced)
        self._allow(self.new_run, NEW_RUN, session.state is not State.STOPPING, blocked)

    def _allow(self, action: QAction, text: _ActionText, is_allowed: bool, blocked: str) -> None:
        reason = blocked or ("" if is_allowed else NOT_ALLOWED[self._session.state])
        action.setEnabled(not reason)
        action.setToolTip(f"{text.label}: {reason}" if reason else text.hint)

    def _correction(self) -> str:
        """Return which settings have to be corrected before a run can start; empty if none."""
        labels = [_label_of(self._workspace.settings, path) for path in self._workspace.problems]
        return f"correct {' and '.join(labels)} first" if labels else ""

    @Slot()
    def _on_key_refused(self) -> None:
        self.key_refused.emit(KEY_REFUSED)

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
        self._session.show_saved("best")

    @Slot()
    def _on_show_last(self) -> None:
        self._session.show_saved("last")

    @Slot()
    def _on_new_run(self) -> None:
        if self._session.is_active:
            self._is_new_run_wanted = True
            self._session.stop()
        else:
            self._session.run(self._workspace.settings)

    def run_with(self, path: str, value: Any) -> None:
        """Start a new run with ``value`` at ``path`` and otherwise the settings of the shown one.

        The form then shows them. A run that goes on is stopped.
        """
        run, edited = self._session.shown_run, self._workspace.settings
        shown = run.settings if run else edited
        settings = replace(shown, path, value)
        assert isinstance(settings, RunSettings)
        self._workspace.replace_all(settings, self._workspace.preset if edited == shown else "")
        self._on_new_run()

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


def _label_of(settings: RunSettings, path: str) -> str:
    """Return the label of the setting at ``path`` as it stands in a sentence, such as "the learning rate"."""
    try:
        label = find(settings, path).setting.label
    except SettingError:  # of a layer that is gone
        return "the settings"
    return f"the {in_a_sentence(label)}"
