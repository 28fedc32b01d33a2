"""The whole window, training for a while, for benchmarks."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QSettings
from PySide6.QtTest import QTest
from threadpoolctl import threadpool_limits

from nnstudio.app import build_window, create_application
from nnstudio.data.folders import DataFolders
from nnstudio.runs.settings import RunSettings
from nnstudio.session.state import State
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import ThemeController


@contextmanager
def training_window(settings: RunSettings, folders: DataFolders) -> Iterator[MainWindow]:
    """Show the window at 1280×800, train ``settings`` in it, and give it while the first batches come."""
    threadpool_limits(1, user_api="blas")
    themes = ThemeController()
    themes.choose("light")
    themes.apply(create_application())
    with tempfile.TemporaryDirectory() as folder:
        ui_settings = QSettings(str(Path(folder) / "ui.ini"), QSettings.Format.IniFormat)
        window = build_window(folders, Path(folder) / "runs", themes, ui_settings)
        window.resize(1280, 800)
        window.show()
        gc.freeze()  # as the program does
        window.workspace.replace_all(settings)
        window.run_actions.run.trigger()
        wait_until(lambda: window.session.history.step > 0 and window.session.state is State.RUNNING)
        try:
            yield window
        finally:
            window.close()


def wait_until(is_reached: Callable[[], bool], seconds: float = 3600) -> None:
    """Process events until ``is_reached``."""
    clock = QElapsedTimer()
    clock.start()
    while not is_reached():
        assert clock.elapsed() < 1000 * seconds, "the benchmark waits in vain"
        QTest.qWait(5)
