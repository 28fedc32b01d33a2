"""What the window says about a run that waits for its folder, and about one that was interrupted."""

from PySide6.QtCore import QObject, Slot

from nnstudio.runs.checkpoint import FILE as CHECKPOINT
from nnstudio.runs.run_files import is_being_written
from nnstudio.session.active_network import ShownRun
from nnstudio.session.last_run import LastRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.training.messages import FineTune
from nnstudio.ui.banner import Banner, Choice

WAITING = "{} Training waits; nothing is lost."
INTERRUPTED = "This run was interrupted at epoch {:.3g}. It can go on from where it was saved last."


class RunRescue(QObject):
    """Asks in the banner: to try again, to go on with an interrupted run, or to leave it."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, last_run: LastRun, banner: Banner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._workspace, self._last_run, self._banner = session, workspace, last_run, banner
        self._try_again = Choice("Try again", "Write what could not be written, and go on training", session.resume)
        self._go_on = Choice(
            "Go on", "Continue the run from its last checkpoint, as if nothing had happened", self.go_on
        )
        self._leave = Choice("Leave it", "Keep the run as it is, and do not ask again", last_run.leave)
        session.writing_failed.connect(self._on_writing_failed)
        session.writing_resumed.connect(self._banner.dismiss_question)
        session.run_started.connect(self._banner.dismiss_question)
        session.run_failed.connect(self._on_run_failed)
        session.shown_run_changed.connect(self._on_shown_run_changed)

    def go_on(self) -> None:
        """Continue the interrupted run that is shown; the form then shows its settings."""
        run = self._session.shown_run
        if run is not None:
            self._workspace.replace_all(run.settings)
            self._session.go_on()

    @Slot(str)
    def _on_writing_failed(self, text: str) -> None:
        self._banner.show_question(WAITING.format(text), self._try_again)

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        self._banner.dismiss_question()
        is_left = str(run.started.folder) == self._last_run.left
        if run.is_interrupted and _can_go_on(run) and not is_left:
            self._banner.show_question(INTERRUPTED.format(run.position), self._go_on, self._leave)

    @Slot()
    def _on_run_failed(self) -> None:
        """Offer to go on with a run that has lost its trainer."""
        run = self._session.shown_run
        if run is None or run.ended is not None or isinstance(self._session.begun_by, FineTune):
            return
        if self._banner.isVisible() and _can_go_on(run):
            self._banner.offer(self._go_on)


def _can_go_on(run: ShownRun) -> bool:
    """Return whether the interrupted ``run`` has a checkpoint and nobody else trains it."""
    folder = run.started.folder
    return not run.obstacle_to_train_on and (folder / CHECKPOINT).exists() and not is_being_written(folder)
