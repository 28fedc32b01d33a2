"""The presentation: large plots and a large pad, left by Escape, and never saved."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.session.last_run import read_shown_run
from nnstudio.ui.plots.live_view import LiveView

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("styled")]
RELEASED = Path(__file__).parents[1] / "runs" / "released" / "run"
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def presented(window, qtbot):
    """The window at 1280×720 after a run, presented; its pad had the width in ``usual_pad``."""
    window.resize(1280, 720)
    window.session.show(*read_shown_run(RELEASED))
    window.view(LiveView).epochs.section.heading.click()
    qtbot.wait(1)
    window.usual_pad = window.pad.canvas.area.width()
    QTest.keyClick(window, Qt.Key.Key_F11, SHIFT)
    qtbot.wait(1)
    return window


def test_the_pad_is_larger_even_after_the_window_was_resized(presented, qtbot):
    assert presented.pad.canvas.area.width() > 1.15 * presented.usual_pad
    presented.resize(1920, 1080)
    qtbot.wait(1)
    assert presented.pad.canvas.area.width() > 2 * presented.usual_pad


def test_the_plots_have_the_room_of_the_result_and_the_table(presented, wait_until):
    live = presented.view(LiveView)
    assert not live.result.isVisible()
    assert not live.epochs.isVisible()
    wait_until(lambda: not live.verticalScrollBar().isVisible())
    presented.display.presentation.action.trigger()
    assert live.result.isVisible()
    assert live.epochs.isVisible()


def test_escape_leaves_it_and_then_the_full_screen(presented, wait_until, themes):
    QTest.keyClick(presented, Qt.Key.Key_F11)
    wait_until(presented.isFullScreen)
    QTest.keyClick(presented, Qt.Key.Key_Escape)
    assert not presented.display.presentation.action.isChecked()
    assert themes.zoom == 100
    assert presented.isFullScreen()
    QTest.keyClick(presented, Qt.Key.Key_Escape)
    wait_until(lambda: not presented.isFullScreen())


def test_escape_in_a_field_only_leaves_the_field(presented):
    presented.columns.show_settings.setChecked(True)
    presented.settings_panel.search.setFocus()
    QTest.keyClick(presented.settings_panel.search, Qt.Key.Key_Escape)
    assert presented.display.presentation.action.isChecked()
    assert not presented.settings_panel.search.hasFocus()


def test_the_arrangement_and_the_zoom_from_before_stay_saved(presented, ui_settings):
    presented.session.shown_run_changed.emit(presented.session.shown_run)
    assert ui_settings.value("columns/settings_shown", type=bool)
    assert ui_settings.value("theme/zoom", type=int) == 100


def test_a_window_closed_while_presented_comes_back_as_it_was(presented, ui_settings):
    presented.close()
    assert ui_settings.value("columns/settings_shown", type=bool)
    assert ui_settings.value("theme/zoom", type=int) == 100
    presented.themes.show_kept_zoom()


def test_a_hidden_pad_gives_no_warning_in_the_presentation_and_is_hidden_after_it(window, qtbot):
    window.columns.show_pad.trigger()
    qtbot.wait(1)
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_F11, SHIFT)
        qtbot.wait(1)
    assert not window.columns.show_pad.isChecked()
