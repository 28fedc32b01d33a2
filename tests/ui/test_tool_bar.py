"""The tool bar stands still while a run goes on, and fits a narrow window."""

import pytest
from PySide6.QtCore import Qt

from nnstudio.ui.tool_bar import ActionButton

pytestmark = pytest.mark.usefixtures("styled")


@pytest.mark.parametrize(("width", "zoom"), [(1280, 100), (1024, 100), (1280, 150)])
@pytest.mark.usefixtures("run_endlessly")
def test_no_button_moves_when_run_becomes_resume(window, themes, wait_until, width, zoom):
    themes.set_zoom(zoom)
    window.resize(width, 720)
    buttons = window.findChildren(ActionButton)
    wait_until(lambda: buttons[0].geometry().width() == buttons[0].sizeHint().width())
    before = [button.geometry() for button in buttons]
    window.run_actions.pause.trigger()
    wait_until(lambda: window.run_actions.run.text() == "Resume")
    assert [button.geometry() for button in buttons] == before
    texts = {button.toolButtonStyle() for button in buttons[1:]}
    assert texts == {
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon if zoom == 100 else Qt.ToolButtonStyle.ToolButtonIconOnly
    }
