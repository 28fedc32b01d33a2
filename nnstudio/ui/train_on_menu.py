"""The menu that trains a run further when it is over."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.runs.more_epochs import EPOCHS, settings_to_train_on
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import Action
from nnstudio.session.workspace import Workspace
from nnstudio.ui.theme import ThemeController

CHOICES = {1: "1 more epoch", 5: "5 more epochs", 20: "20 more epochs", 0: "Until stopped"}
"""The texts of the actions by the number of epochs; 0 is endless."""
HINT = "Train this run further, as one curve: as if it had been given more epochs from the start"
DEPENDS_ON_EPOCHS = (
    ". The schedule of its learning rate depends on the number of epochs, so the rate jumps to where it would be"
)
NO_RUN = "there is no run yet"
NOT_OVER = "the run is not over"


class TrainOnMenu(QMenu):
    """Listens to the session; the tool bar, the menu bar and the result card show it."""

    def __init__(
        self,
        session: TrainingSession,
        workspace: Workspace,
        themes: ThemeController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Train on", parent)
        self._session = session
        self._workspace = workspace
        self.setToolTipsVisible(True)
        themes.set_icon(self.menuAction(), "run")
        self.choices = {more: self.addAction(text, partial(self.train_on, more)) for more, text in CHOICES.items()}
        session.state_changed.connect(self._show_state)
        session.shown_run_changed.connect(self._show_state)
        self._show_state()

    def train_on(self, more: int) -> None:
        """Train the shown run for ``more`` epochs, or until it is stopped for 0; the form then shows its settings."""
        run = self._session.shown_run
        if run is None or self._obstacle():
            return
        settings = settings_to_train_on(run.settings, self._workspace.settings, run.position, more)
        self._workspace.set(EPOCHS, settings.training.epochs)
        if self._workspace.settings != settings:  # they were those of quite another run
            self._workspace.replace_all(settings)
        self._session.train_on(settings)

    def _obstacle(self) -> str:
        """Return why the shown run cannot be trained on now; empty if it can."""
        run = self._session.shown_run
        if run is None:
            return NO_RUN
        if not self._session.allows(Action.TRAIN_ON) and self._session.is_active:
            return NOT_OVER
        return run.obstacle_to_train_on

    @Slot()
    def _show_state(self) -> None:
        run, obstacle = self._session.shown_run, self._obstacle()
        hint = HINT
        if run is not None and run.settings.training.schedule.depends_on_epochs:
            hint += DEPENDS_ON_EPOCHS
        action = self.menuAction()
        action.setEnabled(not obstacle)
        action.setToolTip(f"Train on: {obstacle}" if obstacle else hint)
        for each in self.choices.values():
            each.setToolTip(hint)
            each.setEnabled(not obstacle)
