"""Builds the object graph of the window and runs it."""

import logging
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox
from threadpoolctl import threadpool_limits

from nnstudio.data.datasets import default_source
from nnstudio.data.folders import APPLICATION, DataFolders
from nnstudio.runs.settings import RunSettings
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import replace
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import SYSTEM, ThemeController

log = logging.getLogger(APPLICATION)


def create_application() -> QApplication:
    """Return the process's QApplication, made if there is none yet."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(APPLICATION)
    application.setApplicationDisplayName("NN Studio")
    return application


def build_window(folders: DataFolders, runs: Path, themes: ThemeController, memory: QSettings) -> MainWindow:
    """Return the window with everything it needs, not shown yet."""
    settings = replace(RunSettings(), "data.dataset", default_source(folders))
    return MainWindow(TrainingSession(folders, runs), Workspace(settings), themes, memory)


def open_window(folders: DataFolders, runs: Path) -> int:
    """Open the window and return the exit code when it is closed."""
    application = create_application()
    # The trainer has the other core; drawing and reading a digit need one at most.
    threadpool_limits(1, user_api="blas")
    memory = QSettings(APPLICATION, APPLICATION)
    themes = ThemeController()
    choice = str(memory.value("window/theme", SYSTEM))
    if choice in themes.choices:
        themes.choose(choice)
    themes.apply(application)
    window = build_window(folders, runs, themes, memory)
    FaultReporter(window)
    _heed_signals(window)
    window.show()
    window.session.warm_up()
    return application.exec()


class FaultReporter(QObject):
    """Logs what no one caught, and says it once in a dialog; the application goes on.

    A fault is raised in whatever thread it happened in; the signal brings it to the thread of the window.
    """

    _caught = Signal(str, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._is_shown = False
        self._caught.connect(self._on_caught)
        sys.excepthook = self.report

    def report(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Log a fault and have it shown."""
        text = "".join(traceback.format_exception(kind, fault, trace))
        log.error("%s", text)
        self._caught.emit(str(fault) or kind.__name__, text)

    @Slot(str, str)
    def _on_caught(self, fault: str, details: str) -> None:
        if self._is_shown:
            return
        self._is_shown = True
        box = QMessageBox(QMessageBox.Icon.Warning, "NN Studio", f"Something went wrong: {fault}", parent=self._window)
        box.setInformativeText("Training and what you made are kept. You can go on.")
        box.setDetailedText(details)
        box.finished.connect(self._on_closed)
        box.open()

    @Slot()
    def _on_closed(self) -> None:
        self._is_shown = False


def _heed_signals(window: MainWindow) -> None:
    """Close the window, keeping the run, when the process is asked to end from outside."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    # Python runs signal handlers between its own instructions only; without a timer Qt would give it none.
    timer = QTimer(window, interval=200)
    timer.timeout.connect(lambda: None)
    timer.start()
