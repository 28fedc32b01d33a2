"""Builds the window with everything it depends on, and runs it."""

import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox
from threadpoolctl import threadpool_limits

from nnstudio.data.datasets import default_source
from nnstudio.data.folders import APPLICATION, DataFolders
from nnstudio.runs.settings import RunSettings
from nnstudio.session.preloading import Preloading
from nnstudio.session.session import TrainingSession
from nnstudio.session.shipped_network import begin_with_shipped_network
from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import replace
from nnstudio.training.host import Trainer, TrainerProcess
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import ThemeController, application_icon
from nnstudio.ui.window_state import WindowState

log = logging.getLogger(APPLICATION)


def create_application() -> QApplication:
    """Return the QApplication of this process; create it if there is none yet."""
    # Qt would draw high fills in threads of its own and wait for them, while the trainer occupies the other cores.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(APPLICATION)
    application.setApplicationDisplayName("NN Studio")
    application.setWindowIcon(application_icon())
    return application


def build_window(folders: DataFolders, runs: Path, themes: ThemeController, ui_settings: QSettings) -> MainWindow:
    """Build the window with everything it needs and all its views; it is not shown yet."""
    window = MainWindow(TrainingSession(folders, runs), _workspace(folders), themes, ui_settings)
    window.views.complete()
    return window


def _workspace(folders: DataFolders) -> Workspace:
    return Workspace(replace(RunSettings(), "data.dataset", default_source(folders)))


def show_window(folders: DataFolders, runs: Path, start_trainer: Callable[[], Trainer] = TrainerProcess) -> MainWindow:
    """Build the window as the user left it, show it and return it; the trainer warms up meanwhile."""
    application = create_application()
    # The trainer uses the other cores; drawing and predicting a digit need one thread at most.
    threadpool_limits(1, user_api="blas")
    ui_settings = QSettings(APPLICATION, APPLICATION)
    themes = ThemeController()
    WindowState(ui_settings).add("theme", themes)
    session, workspace = TrainingSession(folders, runs, start_trainer=start_trainer), _workspace(folders)
    session.warm_up()  # now: the trainer's process can start on another core while the window is built
    themes.prepare(application)
    window = MainWindow(session, workspace, themes, ui_settings)
    themes.apply(application)
    window.show()
    Preloading(session, workspace)
    window.views.completed.connect(partial(_begin, window))
    return window


def _begin(window: MainWindow) -> None:
    """After the first frames: the network that came with NN Studio predicts until the last run has been read."""
    begin_with_shipped_network(window.session)
    window.last_run.show()
    window.tour.start_once()
    # What exists now lives as long as the window: collections need not search it, which would hold up the pen.
    gc.freeze()


def open_window(folders: DataFolders, runs: Path, start_trainer: Callable[[], Trainer] = TrainerProcess) -> int:
    """Open the window, and return the exit code once it is closed."""
    window = show_window(folders, runs, start_trainer)
    FaultReporter(window)
    _close_on_signals(window)
    return QApplication.exec()


class FaultReporter(QObject):
    """Logs uncaught exceptions and shows them in a dialog, one at a time; the application goes on.

    An exception may come from any thread; the signal carries it to the thread of the window.
    """

    _caught = Signal(str, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._is_shown = False
        self._caught.connect(self._on_caught)
        sys.excepthook = self.report

    def report(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Log an exception and show it; use this as `sys.excepthook`."""
        text = "".join(traceback.format_exception(kind, fault, trace))
        log.error("%s", text)
        self._caught.emit(str(fault) or kind.__name__, text)

    @Slot(str, str)
    def _on_caught(self, fault: str, details: str) -> None:
        if self._is_shown:
            return
        self._is_shown = True
        box = QMessageBox(QMessageBox.Icon.Warning, "NN Studio", f"Something went wrong: {fault}", parent=self._window)
        box.setInformativeText("Your run and your digits are kept. You can go on working.")
        box.setDetailedText(details)
        box.finished.connect(self._on_closed)
        box.open()

    @Slot()
    def _on_closed(self) -> None:
        self._is_shown = False


def _close_on_signals(window: MainWindow) -> None:
    """Close the window, which keeps the run, when the process receives SIGINT or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    # Python runs signal handlers only between its own instructions; while Qt waits for events, there are none.
    timer = QTimer(window, interval=200)
    timer.timeout.connect(lambda: None)
    timer.start()
