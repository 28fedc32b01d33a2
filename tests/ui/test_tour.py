"""The tour: five hints that point at parts of the window, once, and that block nothing."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnstudio.session.state import State
from nnstudio.ui.help.help_actions import HelpActions
from nnstudio.ui.tour.tour import Tour
from tests.ui.window import draw_one


@pytest.fixture
def tour(window):
    window.tour.start()
    return window.tour


def area_of(window, widget):
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_it_is_shown_once_even_if_the_window_is_opened_again(window, ui_settings, qtbot):
    window.tour.start_once()
    assert window.tour.is_on
    window.tour.end()
    window.tour.start_once()
    assert not window.tour.is_on
    window.close()
    ui_settings.beginGroup("tour")
    parent = QWidget()
    qtbot.addWidget(parent)
    later = Tour(parent, ())
    later.restore(ui_settings)
    ui_settings.endGroup()
    later.start_once()
    assert not later.is_on


def test_help_shows_it_again(window):
    window.findChild(HelpActions).tour.trigger()
    assert window.tour.is_on


def test_enter_goes_through_five_hints(tour):
    titles = []
    while tour.is_on:
        titles.append(tour.hint.title)
        QTest.keyClick(tour.hint, Qt.Key.Key_Return)
    assert titles == ["Press Run", "Change the settings", "Watch it learn", "Draw on the pad", "Ask why"]


def test_escape_ends_it(window, tour):
    QTest.keyClick(tour.hint, Qt.Key.Key_Escape)
    assert not tour.is_on
    assert not tour.hint.isVisible()


def test_the_buttons_do_the_same(tour):
    tour.hint.next.click()
    assert tour.hint.title == "Change the settings"
    tour.hint.skip.click()
    assert not tour.is_on


@pytest.mark.parametrize("size", [(1024, 680), (1280, 720), (1920, 1080)])
def test_no_hint_leaves_the_window_or_covers_what_it_points_at(window, tour, qtbot, size):
    window.resize(*size)
    qtbot.wait(1)
    targets = [window.settings_panel, None, window.pad.canvas, window.views.tabBar()]
    for target in [None, *targets]:
        assert window.rect().contains(tour.hint.geometry())
        if target is not None:
            inner = tour.hint.geometry().adjusted(1, 1, -1, -1)
            assert not inner.intersects(area_of(window, target))
        tour.hint.next.click()


def test_run_and_the_pad_can_be_used_meanwhile(window, tour, wait_until):
    draw_one(window)
    assert window.pad.canvas.has_ink
    QTest.keyClick(tour.hint, Qt.Key.Key_Space)
    wait_until(lambda: window.session.state is State.FINISHED)
    assert tour.is_on


def test_a_hidden_column_has_no_hint(window, tour):
    window.columns.show_settings.trigger()
    tour.hint.next.click()
    assert tour.hint.title == "Watch it learn"


def test_the_focus_comes_back(window, wait_until):
    window.pad.canvas.setFocus()
    window.tour.start()
    assert window.focusWidget() is window.tour.hint
    window.tour.end()
    assert window.focusWidget() is window.pad.canvas
