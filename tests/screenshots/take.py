"""``python -m tests.screenshots.take THEME SIZE FOLDER``: picture the window before and after a short run.

SIZE is in pixels, such as 1280x720, or ``screen`` for the whole screen, where the window takes the size it chooses.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest

from nnstudio.app import build_window, create_application
from nnstudio.cli.window_self_test import draw_digit
from nnstudio.data.folders import DataFolders
from nnstudio.session.shipped_network import begin_with_shipped_network
from nnstudio.session.state import State
from nnstudio.spec.paths import set_text
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.errors.errors_view import ErrorsView
from nnstudio.ui.health.health_view import HealthView
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import ThemeController
from tests.conftest import SHARED_DATA
from tests.screenshots.readme import file_name

PAUSE = 1000
"""Milliseconds that a view has to load what it shows."""
SETTLING = 200
"""Milliseconds that a view has to lay out what it has loaded."""
LONGEST_SECONDS = 180
EPOCHS, SUBSET = 10, 3000
READING_SECONDS = 30.0
"""How long a view may read its pictures, or check the settings up."""
BATCHES = 150
"""How many batches the run has trained when it is pictured for the first time."""


def main(theme: str, size: str, folder: Path) -> int:
    """Take all pictures; return 1 if the run does not finish."""
    themes = ThemeController()
    themes.choose(theme)
    application = create_application()
    themes.apply(application)
    with tempfile.TemporaryDirectory(prefix="nnstudio-screenshots-") as scratch:
        ui_settings = QSettings(str(Path(scratch) / "ui.ini"), QSettings.Format.IniFormat)
        folders = DataFolders(SHARED_DATA, Path(scratch) / "cache", Path(scratch) / "mine")
        window = build_window(folders, Path(scratch) / "runs", themes, ui_settings)
        if size != "screen":
            window.resize(*(int(part) for part in size.split("x")))
        window.show()
        begin_with_shipped_network(window.session)
        window.tour.start_once()
        QTest.qWait(PAUSE)

        def picture() -> QPixmap:
            return application.primaryScreen().grabWindow(0) if size == "screen" else window.grab()

        try:
            return _take_all(window, picture, folder)
        finally:
            window.close()


def _take_all(window: MainWindow, picture, folder: Path) -> int:
    picture().save(str(folder / "first-start.png"))
    window.tour.end()
    settings = window.workspace.settings
    if (SHARED_DATA / "mnist").is_dir():
        settings = set_text(settings, "data.dataset=mnist")
    for each in (f"training.epochs={EPOCHS}", f"data.subset={SUBSET}"):
        settings = set_text(settings, each)
    window.workspace.replace_all(settings)
    window.run_actions.run.trigger()
    end = time.monotonic() + LONGEST_SECONDS
    is_pictured = False
    while window.session.state is not State.FINISHED:
        QTest.qWait(20)
        if window.session.state is State.FAILED or time.monotonic() > end:
            print(f"the run did not finish: {window.session.state}", file=sys.stderr)
            return 1
        if not is_pictured and window.session.history.step > BATCHES:
            is_pictured = picture().save(str(folder / "training.png"))
    for digit in range(10):
        draw_digit(window.pad.canvas, digit)
        window.pad.labels.keep(digit)
    draw_digit(window.pad.canvas, 3)
    for index in range(window.views.count()):
        window.views.setCurrentIndex(index)
        if isinstance(window.views.currentWidget(), HealthView):
            window.view(HealthView).check_up.head.button.click()
        QTest.qWait(PAUSE)
        patience = time.monotonic() + READING_SECONDS
        while _is_reading(window) and time.monotonic() < patience:  # it goes on where the data is missing
            QTest.qWait(20)
        QTest.qWait(SETTLING)
        picture().save(str(folder / f"{file_name(window.views.tabText(index))}.png"))
    return 0


def _is_reading(window: MainWindow) -> bool:
    """Return whether the view that is shown still reads or computes what it will show."""
    judge = window.models.judge
    is_judging = window.view(ErrorsView).isVisible() and judge.judged is None and not judge.obstacle
    return is_judging or window.models.check_up.is_active or window.view(DataView).notice.isVisible()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
