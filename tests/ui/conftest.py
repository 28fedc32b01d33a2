import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import ThemeController
from tests.conftest import small_settings

TIMEOUT = 60_000


@pytest.fixture(autouse=True)
def _no_closed_widgets(request):
    """Delete what the test has closed. Else it stays until an event loop runs, and every style is applied to it too."""
    yield
    if "qtbot" in request.fixturenames:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def themes(request, qapp):
    """The light theme; a whole `window` gets its style sheet once it is built, as in the program, if it is `styled`."""
    controller = ThemeController()
    controller.choose("light")
    if "window" in request.fixturenames:
        controller.prepare(qapp)
    else:
        controller.apply(qapp)
    yield controller
    # The style sheet refers to icons in a folder that is deleted with the controller; later tests must not use it.
    if qapp.styleSheet():
        qapp.setStyleSheet("")


@pytest.fixture
def ui_settings(tmp_path):
    return QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def start_trainer(warm_trainer):
    """The function that starts the trainer; tests of the trainer's process override it with `TrainerProcess`."""
    return warm_trainer.lend


@pytest.fixture
def styled():
    """Ask for the style sheet in a test of the whole `window`. Only looks need it, and it takes a third of the time."""


@pytest.fixture
def window(request, qtbot, qapp, folders, tmp_path, themes, ui_settings, start_trainer):
    """The whole window, shown, with a small data set; closed after the test unless the test has closed it."""
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=start_trainer)
    window = MainWindow(session, Workspace(small_settings()), themes, ui_settings)
    if "styled" in request.fixturenames:
        themes.apply(qapp)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.views.complete()  # else it would happen some time during the test
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def wait_until(qtbot):
    def wait(is_reached):
        qtbot.waitUntil(is_reached, timeout=TIMEOUT)

    return wait


@pytest.fixture
def run_endlessly(window, wait_until):
    """Start an endless run and wait for its first batches."""
    window.workspace.set("training.epochs", 0)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.history.step > 0 and window.session.state is State.RUNNING)
