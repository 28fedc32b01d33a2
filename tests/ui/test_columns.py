"""The three columns of the window: their grips, hiding them, and what comes back at the next start."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("styled")


@pytest.fixture
def start_again(window, qtbot, themes, ui_settings):
    """Close the window and return the next one, shown."""

    def start():
        window.close()
        again = MainWindow(window.session, window.workspace, themes, ui_settings)
        qtbot.addWidget(again)
        again.resize(1280, 800)
        again.show()
        qtbot.waitExposed(again)
        opened.append(again)
        return again

    opened = []
    yield start
    for again in opened:
        again.close()
        again.deleteLater()
        QApplication.sendPostedEvents(again, QEvent.Type.DeferredDelete)


def test_f9_hides_and_shows_the_settings(window):
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not window.settings_panel.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.settings_panel.isVisible()


def test_f8_hides_the_pad_and_gives_its_room_to_the_views(window, wait_until):
    before = window.views.width()
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert not window.pad.isVisible()
    wait_until(lambda: window.views.width() > before)


def test_a_hidden_column_does_not_leave_the_focus_behind(window):
    window.pad.tools.pin.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.focusWidget() is None or not window.pad.isAncestorOf(window.focusWidget())


def test_the_views_take_the_room_of_a_larger_window_once_the_pad_has_a_chosen_width(window):
    window.columns.splitterMoved.emit(900, 2)
    sides = window.settings_panel.width(), window.pad.width()
    window.resize(1500, 800)
    assert (window.settings_panel.width(), window.pad.width()) == sides


def test_the_pad_takes_its_part_of_a_larger_window(window, qtbot):
    window.resize(1280, 720)
    qtbot.wait(1)
    before = window.pad.canvas.area.width()
    window.resize(1920, 1040)
    qtbot.wait(1)
    assert window.pad.canvas.area.width() > before + 100
    window.resize(1280, 720)
    qtbot.wait(1)
    assert window.pad.canvas.area.width() == before


@pytest.fixture
def small(window, themes):
    """Return a function that shows the window at its smallest size at a zoom in percent."""

    def show(zoom):
        themes.set_zoom(zoom)
        window.resize(1024, 680)
        return window

    yield show
    themes.set_zoom(100)


@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_no_column_is_drawn_over_another_at_any_zoom(small, zoom, wait_until):
    columns = small(zoom).columns

    def edges():
        shown = [columns.widget(index).geometry() for index in range(columns.count())]
        return [edge for column in shown for edge in (column.left(), column.right())]

    wait_until(lambda: columns.width() == 1024 and edges() == sorted(edges()) and edges()[-1] < 1024)


def test_the_settings_are_as_wide_as_before_once_the_zoom_is_over(small, themes, wait_until):
    window = small(100)
    wait_until(lambda: window.columns.width() == 1024)
    before = window.columns.sizes()
    for zoom in (125, 150, 175, 200, 100):
        themes.set_zoom(zoom)
        QApplication.processEvents()
    wait_until(lambda: window.columns.sizes() == before)
    window.resize(1366, 768)
    wait_until(lambda: window.columns.width() == 1366)
    assert window.columns.sizes()[0] == before[0]


@pytest.mark.parametrize(("zoom", "is_scrolled"), [(100, False), (150, False), (200, True)])
def test_settings_without_the_room_they_need_scroll_sideways(small, zoom, is_scrolled, wait_until):
    bar = small(zoom).settings_panel.scroll_area.horizontalScrollBar()
    wait_until(lambda: bar.isVisible() == is_scrolled)


def test_widths_and_hidden_columns_come_back(window, start_again):
    window.columns.setSizes([320, 600, 340])
    window.columns.splitterMoved.emit(900, 2)
    widths = window.columns.sizes()
    window.columns.show_settings.setChecked(False)
    again = start_again()
    assert not again.settings_panel.isVisible()
    again.columns.show_settings.setChecked(True)
    assert again.columns.sizes()[2] == widths[2]
    again.close()


def test_an_unreadable_state_is_ignored(window, ui_settings, start_again):
    window.close()
    for key in ("widths", "settings_shown", "pad_shown"):
        ui_settings.setValue(f"columns/{key}", "nonsense")
    window.columns.restore(ui_settings)
    ui_settings.beginGroup("columns")
    window.columns.restore(ui_settings)
    ui_settings.endGroup()
    assert window.columns.show_settings.isChecked()
    assert window.columns.show_pad.isChecked()
