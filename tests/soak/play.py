"""``python -m tests.soak.play SEED SECONDS``: one round of random use; exit code 0 if nothing went wrong."""

import faulthandler
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
MAX_SECONDS = 120
"""Maximum duration of each step of the short run at the end, on a busy machine."""


def main(seed: int, seconds: float) -> int:
    """Play, then check that the window still works; return 1 if anything went wrong, otherwise 0."""
    faulthandler.enable()
    from tests.soak.watch import Watch, left_behind

    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="nnstudio-soak-") as scratch:
        player = _play(seed, seconds, watch, Path(scratch))
        if not watch.faults:
            _use_for_real(player.window, watch)
        player.close_window()
        for each in left_behind():
            watch.note(f"left behind: {each}")
    memory = psutil.Process().memory_info().rss / 1e6
    print(f"seed {seed}: {player.count} actions, {memory:.0f} MB, {len(watch.faults)} faults", flush=True)
    return 1 if watch.faults else 0


def _play(seed, seconds, watch, scratch):
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QDesktopServices

    from nnstudio.app import create_application
    from nnstudio.data.fashion_mnist import FashionMnist
    from nnstudio.data.folders import DataFolders
    from nnstudio.session.session import TrainingSession
    from nnstudio.session.workspace import Workspace
    from nnstudio.ui.main_window import MainWindow
    from nnstudio.ui.theme import ThemeController
    from tests.conftest import small_settings, write_small_mnist
    from tests.local_mirror import LocalMirror, files_of
    from tests.soak.player import FileManager, Player, close_everything, make_paths

    application = create_application()
    themes = ThemeController()
    themes.choose("light")
    themes.apply(application)
    ui_settings = QSettings(str(scratch / "ui.ini"), QSettings.Format.IniFormat)
    write_small_mnist(scratch / "data")
    folders = DataFolders(scratch / "data", scratch / "cache")
    file_manager = FileManager()
    QDesktopServices.setUrlHandler("file", file_manager, "open")

    def make_window() -> MainWindow:
        session = TrainingSession(folders, scratch / "runs")
        window = MainWindow(session, Workspace(small_settings()), themes, ui_settings)
        window.resize(1280, 800)
        window.show()
        session.warm_up()
        return window

    os.environ["NO_PROXY"] = "127.0.0.1"
    with closing(LocalMirror(files_of(scratch / "data" / "mnist"))) as mirror:
        FashionMnist.remote = mirror.remote("corrupts", "honest", label="Fashion-MNIST", folder="fashion-mnist")
        player = Player(seed, seconds, watch, make_window, make_paths(scratch / "imports"))
        player.play()
        close_everything()
    QDesktopServices.unsetUrlHandler("file")
    return player


def _use_for_real(window, watch) -> None:
    """Check that the window can still train to the end and predict a drawing."""
    from PySide6.QtTest import QTest

    from nnstudio.session.state import State
    from tests.conftest import small_settings
    from tests.ui.window import draw_one

    def wait(is_reached, what: str) -> bool:
        end = time.monotonic() + MAX_SECONDS
        while not is_reached():
            if watch.faults or time.monotonic() > end:
                watch.note(f"the window no longer works: {what} ({window.session.state})")
                return False
            QTest.qWait(10)
        return True

    if window.session.is_active:
        wait(lambda: window.session.state is not State.LOADING, "loading does not end")
        window.run_actions.stop.trigger()
    if not wait(lambda: not window.session.is_active, "the run does not stop"):
        return
    window.showNormal()
    window.resize(1280, 800)
    window.workspace.replace_all(small_settings())
    window.run_actions.run.trigger()
    if not wait(lambda: window.session.state is State.FINISHED, "a run does not finish"):
        return
    window.pad.canvas.clear()
    draw_one(window)
    wait(lambda: window.models.reader.prediction is not None, "a drawing is not predicted")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2])))
