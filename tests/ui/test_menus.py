"""The menus, however often their actions are listed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.soak.gestures import menu_actions


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_edit_menu_knows_its_actions_after_they_were_listed(window):
    """Listing them invalidates the Python objects of the menus, and of the actions that a menu created itself."""
    window.workspace.set("training.batch_size", 32)
    menu_actions(window)
    QTest.mouseClick(window.menuBar(), Qt.MouseButton.LeftButton, pos=edit_rectangle(window).center())
    undo, redo = QApplication.activePopupWidget().actions()[:2]
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    QApplication.activePopupWidget().close()
    assert redo.isEnabled()


def edit_rectangle(window):
    bar = window.menuBar()
    return next(bar.actionGeometry(action) for action in bar.actions() if action.text() == "&Edit")
