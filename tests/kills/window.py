"""A window that trains and writes to stdout, line by line, what it has shown: what the kill test kills."""

import json
import os
import random
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QApplication, QPushButton

from nnstudio.data.folders import DataFolders
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import ThemeController
from tests.kills.rounds import SETTINGS

CHANGE_MILLISECONDS = 60


class Witness(QObject):
    """Tells what ``window`` shows, changes its settings now and then, and goes on when it is offered."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        super().__init__(window)
        self._window, self._chance = window, random.Random(seed)
        session = window.session
        session.run_started.connect(self._on_run_started)
        session.batches_finished.connect(self._on_batches_finished)
        session.state_changed.connect(self._on_state_changed)
        self._changes = QTimer(self, interval=CHANGE_MILLISECONDS)
        self._changes.timeout.connect(self._change)
        self._changes.start()

    @Slot()
    def _on_run_started(self) -> None:
        session = self._window.session
        tell(trainer=session.trainer_process_id, folder=str(session.shown_run.started.folder))

    @Slot()
    def _on_batches_finished(self) -> None:
        tell(shown=self._window.session.history.step)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state is State.FAILED:
            QTimer.singleShot(0, self, self._go_on)  # once the banner asks
        elif state is State.FINISHED:
            tell(ended=True)
            self._window.close()

    @Slot()
    def _go_on(self) -> None:
        self._changes.stop()  # what is changed by then decides how the run ends
        buttons = self._window.banner.findChildren(QPushButton)
        next(button for button in buttons if button.text() == "Go on").click()

    @Slot()
    def _change(self) -> None:
        if self._window.session.state is State.RUNNING:
            self._window.workspace.set("training.optimizer.learning_rate", self._chance.choice((0.001, 0.002, 0.004)))


def tell(**facts: object) -> None:
    """Write ``facts`` so that they are out before anything else happens."""
    os.write(1, f"{json.dumps(facts)}\n".encode())


def main(data: str, place: str, seed: str) -> int:
    """Open the window and train until the end, or until it is killed."""
    application = QApplication([])
    themes = ThemeController()
    themes.apply(application)
    folders = DataFolders(Path(data), Path(place) / "cache")
    settings = QSettings(str(Path(place) / "ui.ini"), QSettings.Format.IniFormat)
    session = TrainingSession(folders, Path(place) / "runs")
    window = MainWindow(session, Workspace(SETTINGS), themes, settings)
    Witness(window, int(seed))
    window.show()
    QTimer.singleShot(0, window.run_actions.run.trigger)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
