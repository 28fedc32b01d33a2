"""The field that finds a setting."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.ui.settings.setting_search import SettingSearch
from tests.ui.window import show_in_window


@pytest.mark.qt_log_ignore("This plugin does not support")  # what a list that pops up asks of the offscreen platform
@pytest.mark.parametrize("target", ["list", "field"])  # it depends on the window manager which of them gets the keys
def test_escape_clears_the_field_and_closes_the_list_of_what_was_found(qtbot, themes, target):
    search = SettingSearch(lambda: SimpleNamespace(find=lambda text: ["Learning rate"]))
    window = show_in_window(qtbot, search, 300, 30)
    window.activateWindow()
    search.setFocus()
    QTest.keyClicks(search, "learn")
    popup = search.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup if target == "list" else search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert not popup.isVisible()
