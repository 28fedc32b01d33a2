"""A window that is deleted takes all its widgets with it."""

import gc

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.main_window import MainWindow
from tests.conftest import small_settings


def open_and_delete_a_window(session, themes, ui_settings):
    window = MainWindow(session, Workspace(small_settings()), themes, ui_settings)
    window.views.complete()
    window.show()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_a_deleted_window_leaves_no_widget_behind(qtbot, folders, tmp_path, themes, ui_settings, start_trainer):
    gc.collect()
    before = set(QApplication.allWidgets())
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=start_trainer)
    open_and_delete_a_window(session, themes, ui_settings)
    gc.collect()
    assert [type(widget).__name__ for widget in QApplication.allWidgets() if widget not in before] == []
