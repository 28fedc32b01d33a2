"""Remedies of warnings: applied at a click, and taken back at another."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.runs.run_warning import Remedy, RunWarning
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import Action
from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import find
from nnstudio.ui.run_actions import RunActions

IS_OVER = "only while the run trains"
OTHER_KIND = "the settings at the left have no such setting any more"
UNEVALUATED = "the run ended before its first evaluation"


@dataclass(frozen=True)
class Applied:
    """A ``remedy`` that was applied because of ``warning``.

    ``settings`` and ``preset`` are what was being edited before, ``after`` the settings since then. ``network`` is the
    best one where that was the remedy, None until it is there.
    """

    warning: RunWarning
    remedy: Remedy
    settings: RunSettings
    preset: str
    after: RunSettings
    network: ActiveNetwork | None = None


class Remedies(QObject):
    """Applies one remedy after the other and remembers the last one, as long as it has not been changed again."""

    changed = Signal()
    """`applied` has changed, or which remedies can be applied."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, run_actions: RunActions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.applied: Applied | None = None
        """What can be taken back."""
        self._session, self._workspace, self._run_actions = session, workspace, run_actions
        self._is_best_wanted = False
        self._earlier: Applied | None = None  # whose settings come back when the new run has been stopped
        workspace.changed.connect(self._on_settings_changed)
        session.state_changed.connect(self._on_state_changed)
        session.network_changed.connect(self._on_network_changed)

    def reason_against(self, remedy: Remedy) -> str:
        """Return why ``remedy`` cannot be applied now; empty if it can."""
        if not remedy.path:
            is_over = not self._session.is_active
            return UNEVALUATED if is_over and not self._session.has_saved else ""
        if not remedy.is_live:
            return ""
        if not self._session.allows(Action.STOP):
            return IS_OVER
        return "" if self._value_at(remedy.path) is not None else OTHER_KIND

    def apply(self, warning: RunWarning, remedy: Remedy) -> None:
        """Change the run that is shown as the ``remedy`` of ``warning`` says, if that is possible."""
        if self.reason_against(remedy):
            return
        before, preset = self._workspace.settings, self._workspace.preset
        self.applied = None  # what changes now is not a change of it
        if not remedy.path:
            self._is_best_wanted = True
            self._session.stop()
        elif remedy.is_live:
            self._workspace.set(remedy.path, remedy.value)
        else:
            self._run_actions.run_with(remedy.path, remedy.value)
        self.applied = Applied(warning, remedy, before, preset, self._workspace.settings)
        self._show_best()
        self.changed.emit()

    @Slot()
    def take_back(self) -> None:
        """Undo what was applied last: a live change, the settings of a new run, or the choice of the best weights."""
        applied, self.applied = self.applied, None
        if applied is None:
            return
        self._is_best_wanted = False
        if not applied.remedy.path:
            self._session.show_saved("last")
        elif applied.remedy.is_live:
            self._workspace.set(applied.remedy.path, find(applied.settings, applied.remedy.path).value)
        else:
            self._earlier = applied
            self._session.stop()  # else it would adopt the live ones of the earlier settings
            self._bring_settings_back()
        self.changed.emit()

    def _bring_settings_back(self) -> None:
        if self._earlier is not None and not self._session.is_active:
            earlier, self._earlier = self._earlier, None
            self._workspace.replace_all(earlier.settings, earlier.preset)

    def _show_best(self) -> None:
        if self._is_best_wanted and self._session.has_saved:
            self._is_best_wanted = False
            self._session.show_saved("best")
            if self.applied is not None and self.applied.network is None:
                self.applied = None  # its weights could not be read, as the window says

    def _value_at(self, path: str) -> Any:
        try:
            return find(self._workspace.settings, path).value
        except SettingError:
            return None

    def _drop_if(self, is_changed: bool) -> None:
        if is_changed:
            self.applied = None
            self.changed.emit()

    @Slot()
    def _on_settings_changed(self) -> None:
        applied = self.applied
        if applied is not None and applied.remedy.is_live:
            self._drop_if(self._value_at(applied.remedy.path) != applied.remedy.value)
        elif applied is not None and applied.remedy.path:
            self._drop_if(self._workspace.settings != applied.after)
        self.changed.emit()

    @Slot()
    def _on_state_changed(self) -> None:
        self._show_best()
        self._bring_settings_back()
        self.changed.emit()

    @Slot(object)
    def _on_network_changed(self, network: ActiveNetwork) -> None:
        """Another network than the best one was asked for, or another run has begun."""
        applied = self.applied
        if applied is None or applied.remedy.path or self._is_best_wanted:
            return
        if applied.network is None:
            self.applied = replace(applied, network=network)
        else:
            self._drop_if(network is not applied.network)
