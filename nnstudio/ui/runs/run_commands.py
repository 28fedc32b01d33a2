"""What can be done with the selected runs; the buttons above the table and its context menu have the same actions."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.runs.live_changes import settings_at
from nnstudio.runs.run_metadata import RunMetadata
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.saved_settings import read_saved_settings
from nnstudio.runs.store.run_summary import RunState, RunSummary
from nnstudio.session.active_network import ShownRun
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.run_library import RunLibrary
from nnstudio.session.run_opener import RUN_GOES_ON, RunOpener
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.mnemonics import underline_when_opened
from nnstudio.ui.new_action import new_action
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.runs.runs_table import RunsTable
from nnstudio.ui.theme import ThemeController
from nnstudio.ui.train_on_menu import CHOICES

NO_RUN, ONE_RUN = "select a run first", "select one run only"
END = 2**62
"""A step after the last one of any run."""


class RunCommands(QObject):
    """Actions for what is selected in ``table``; each says why it is disabled."""

    comparing_wanted = Signal()
    """Show the checked runs beside each other."""

    def __init__(
        self,
        table: RunsTable,
        library: RunLibrary,
        opener: RunOpener,
        checked: CheckedRuns,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._table, self._library, self._opener, self._checked = table, library, opener, checked
        self._session, self._workspace, self._run_actions = session, workspace, run_actions
        self._more: tuple[str, int] | None = None  # the run to be trained on once it is open, and for how many epochs
        self.open = new_action(self, "Open", "", self._on_open)
        self.again = new_action(self, "Train again", "", self._on_again)
        self.menu_of_epochs = QMenu("Continue", parent)
        for more, text in CHOICES.items():
            self.menu_of_epochs.addAction(text, partial(self._on_continue, more))
        underline_when_opened(self.menu_of_epochs)
        self.train_on: QAction = self.menu_of_epochs.menuAction()
        self.compare = new_action(self, "Compare", "", self._on_compare)
        self.compare_with_shown = new_action(
            self, "Compare with the run that is shown", "", self._on_compare_with_shown
        )
        self.check = new_action(self, "Check for comparing", "", table.toggle_checks)
        self.star = new_action(self, "Star", "", self._on_star)
        self.rename = new_action(self, "Rename", "", table.rename)
        self.hide = new_action(self, "Hide", "", self._on_hide)
        self.delete = new_action(self, "Delete", "", self._on_delete)
        self.undo = new_action(self, "Undo delete", "", library.undo)
        themes.set_icon(self.open, "run")
        themes.set_icon(self.delete, "remove")
        themes.set_icon(self.undo, "undo")
        table.opened.connect(self.open.trigger)
        table.deletion_wanted.connect(self.delete.trigger)
        table.undo_wanted.connect(self.undo.trigger)
        table.star_clicked.connect(self._on_star_clicked)
        table.selected_changed.connect(self.show_state)
        opener.opened.connect(self._on_opened)
        session.state_changed.connect(self.show_state)
        session.shown_run_changed.connect(self.show_state)
        library.changed.connect(self.show_state)
        library.deletions_changed.connect(self.show_state)
        checked.changed.connect(self.show_state)
        self.show_state()

    def fill(self, menu: QMenu) -> None:
        """Add what can be done with the selected runs to a context ``menu``."""
        menu.addActions([self.open, self.again, self.train_on])
        menu.addSeparator()
        menu.addActions([self.compare, self.compare_with_shown, self.check, self.star, self.rename, self.hide])
        menu.addSeparator()
        menu.addActions([self.delete, self.undo])

    @Slot()
    def show_state(self) -> None:
        """Enable what has an effect, and say why the rest has none."""
        runs = self._selected
        one = "" if len(runs) == 1 else ONE_RUN if runs else NO_RUN
        damaged = "its run.json is damaged" if any(run.state is RunState.DAMAGED for run in runs) else ""
        training = "it is being trained" if any(run.state is RunState.TRAINING for run in runs) else ""
        busy = RUN_GOES_ON if self._session.is_active else ""
        allow = _allow
        allow(self.open, "Show this run as if it had just ended (Enter)", one or damaged or busy)
        allow(
            self.again, "Train a new network with the settings of this run", one or damaged or _fine_tuned(runs) or busy
        )
        over = "it diverged" if any(run.state is RunState.DIVERGED for run in runs) else ""
        obstacle = one or damaged or training or over or _fine_tuned(runs) or busy
        allow(self.train_on, "Open this run and train it further, as one curve", obstacle)
        none = "" if runs else NO_RUN
        allow(
            self.compare,
            "Check the selected runs, and show all that are checked beside each other",
            "" if runs or self._checked.keys else "select or check runs first",
        )
        shown = "" if self._shown_key else "no run of this folder is shown"
        allow(
            self.compare_with_shown,
            "Show the selected runs beside the one of the other views, also while that trains",
            ("" if runs else NO_RUN) or shown,
        )
        allow(self.check, "Check the selected runs for comparing, or uncheck them (Space)", none)
        allow(self.star, "Give the selected runs a star, or take it away", none)
        allow(self.rename, "Give this run another name; an empty one brings its own back (F2)", one)
        is_hidden = bool(runs) and all(run.metadata.is_hidden for run in runs)
        self.hide.setText("Show again" if is_hidden else "Hide")
        allow(self.hide, "Leave the selected runs out of the table, or show them again", none)
        allow(self.delete, "Delete the selected runs; Undo brings them back (Delete)", none or training)
        count = len(self._library.deletions[-1]) if self._library.deletions else 0
        runs_text = "the deleted run" if count == 1 else f"the {count} deleted runs"
        self.undo.setVisible(bool(count))
        allow(self.undo, f"Bring {runs_text} back (Ctrl+Z in the table)", "" if count else "nothing was deleted")

    @property
    def _selected(self) -> list[RunSummary]:
        found = (self._library.run(key) for key in self._table.selected)
        return [run for run in found if run is not None]

    @Slot()
    def _on_open(self) -> None:
        self._more = None
        self._opener.open(self._library.folder_of(self._table.selected[0]))

    @Slot()
    def _on_again(self) -> None:
        folder = self._library.folder_of(self._table.selected[0])
        try:
            settings = settings_at(END, folder, read_saved_settings(folder))
        except SavedRunError as error:
            self._library.failed.emit(str(error))
            return
        self._workspace.replace_all(settings)
        self._run_actions.new_run.trigger()

    def _on_continue(self, more: int) -> None:
        key = self._table.selected[0]
        shown = self._session.shown_run
        if shown is not None and shown.started.folder == self._library.folder_of(key):
            self._run_actions.train_on.train_on(more)
        else:
            self._more = key, more
            self._opener.open(self._library.folder_of(key))

    @Slot(object)
    def _on_opened(self, run: ShownRun) -> None:
        if run.started.origin is None:  # fine-tuning has its own settings
            self._workspace.replace_all(run.settings)
        wanted, self._more = self._more, None
        if wanted is not None and Path(run.started.folder) == self._library.folder_of(wanted[0]):
            self._run_actions.train_on.train_on(wanted[1])

    @Slot()
    def _on_compare(self) -> None:
        self._checked.set_checked(self._table.selected, True)
        self.comparing_wanted.emit()

    @property
    def _shown_key(self) -> str:
        """The key of the run that the session shows; empty if it is not among those listed."""
        shown = self._session.shown_run
        key = shown.started.folder.name if shown is not None else ""
        is_listed = shown is not None and self._library.folder_of(key) == shown.started.folder
        return key if is_listed and self._library.run(key) is not None else ""

    @Slot()
    def _on_compare_with_shown(self) -> None:
        self._checked.set_checked([self._shown_key, *self._table.selected], True)
        self.comparing_wanted.emit()

    @Slot()
    def _on_star(self) -> None:
        self._set(self._table.selected, "is_starred", not all(run.metadata.is_starred for run in self._selected))

    @Slot(str)
    def _on_star_clicked(self, key: str) -> None:
        run = self._library.run(key)
        if run is not None:
            self._set([key], "is_starred", not run.metadata.is_starred)

    @Slot()
    def _on_hide(self) -> None:
        self._set(self._table.selected, "is_hidden", not all(run.metadata.is_hidden for run in self._selected))

    @Slot()
    def _on_delete(self) -> None:
        self._library.delete(self._table.selected)

    def _set(self, keys: list[str], field: str, value: bool) -> None:
        def change(noted: RunMetadata) -> RunMetadata:
            return RunMetadata(**(vars(noted) | {field: value}))

        self._library.change(keys, change)


def _fine_tuned(runs: list[RunSummary]) -> str:
    return "it was fine-tuned from another run" if any(run.fine_tuned_from for run in runs) else ""


def _allow(action: QAction, hint: str, obstacle: str) -> None:
    action.setEnabled(not obstacle)
    action.setToolTip(f"{hint}: {obstacle}" if obstacle else hint)
