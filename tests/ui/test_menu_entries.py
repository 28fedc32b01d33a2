"""The menus: a letter for every entry, the function keys, zoom, saving, and what a lecture hall needs."""

import shutil

import pytest
from pyqtgraph import PlotWidget
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton

from nnstudio.runs.saved_run import open_run
from nnstudio.session.state import State
from nnstudio.ui.mnemonics import mnemonic_of
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.theme import ZOOMS
from nnstudio.ui.tool_bar import ToolBar
from nnstudio.ui.view_tabs import KEYS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def menus_of(window):
    """Return the menus with a title, each as it is when it opens."""
    menus = [menu for menu in window.findChildren(QMenu) if menu.title()]
    for menu in menus:
        menu.aboutToShow.emit()
        menu.aboutToHide.emit()
    return menus


def test_every_entry_of_every_menu_has_a_letter_of_its_own(window):
    menus = menus_of(window)
    assert len(menus) >= 6
    for menu in (window.menuBar(), *menus):
        letters = [mnemonic_of(action.text()) for action in menu.actions() if not action.isSeparator()]
        assert all(letters), f"{menu.title() if isinstance(menu, QMenu) else 'the menu bar'}: {letters}"
        assert len(set(letters)) == len(letters)


def test_a_key_shows_each_view(window):
    for index in range(KEYS):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + index), CTRL)
        assert window.views.currentIndex() == index


def test_f10_opens_the_first_menu(window):
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.menuBar().activeAction() is window.menuBar().actions()[0]


def test_f11_fills_the_screen_and_leaves_it_again(window, wait_until):
    QTest.keyClick(window, Qt.Key.Key_F11)
    wait_until(window.isFullScreen)
    assert window.display.full_screen.action.isChecked()
    QTest.keyClick(window, Qt.Key.Key_F11)
    wait_until(lambda: not window.isFullScreen())


def test_the_zoom_changes_the_size_of_text_and_icons_and_goes_back(window, themes, qapp):
    label = window.status_bar.findChildren(type(window.run_status._numbers))[0]
    before = label.fontMetrics().height(), window.findChild(ToolBar).iconSize().width()
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    assert themes.zoom == 175
    after = label.fontMetrics().height(), window.findChild(ToolBar).iconSize().width()
    assert [round(new / old, 1) for new, old in zip(after, before, strict=True)] == pytest.approx([1.75, 1.75], abs=0.1)
    QTest.keyClick(window, Qt.Key.Key_0, CTRL)
    assert themes.zoom == 100
    assert (label.fontMetrics().height(), window.findChild(ToolBar).iconSize().width()) == before


def test_the_zoom_changes_tools_tables_plots_and_the_hints_of_the_tour(window, themes):
    live = window.view(LiveView)
    window.tour.start()

    def sizes():
        axis = live.loss.findChild(PlotWidget).getPlotItem().getAxis("left")
        return (
            window.pad.tools.eraser.iconSize().width(),
            live.epochs.table.verticalHeader().defaultSectionSize(),
            axis.style["tickFont"].pixelSize(),
            axis.label.font().pixelSize(),
            window.tour.hint.width(),
        )

    before = sizes()
    themes.set_zoom(200)
    window.tour.start()
    assert sizes() == tuple(2 * size for size in before)
    themes.set_zoom(100)


def test_the_zoom_ends_at_the_smallest_and_the_largest_size(window, themes):
    for key, end in ((Qt.Key.Key_Plus, ZOOMS[-1]), (Qt.Key.Key_Minus, ZOOMS[0])):
        for _ in ZOOMS:
            QTest.keyClick(window, key, CTRL)
        assert themes.zoom == end
    themes.set_zoom(100)


def test_a_presentation_hides_the_settings_and_gives_everything_back(window, themes, wait_until):
    pad = window.pad.width()
    QTest.keyClick(window, Qt.Key.Key_F11, SHIFT)
    assert not window.settings_panel.isVisible()
    wait_until(lambda: window.pad.width() > pad)
    assert themes.zoom == 150
    QTest.keyClick(window, Qt.Key.Key_F11, SHIFT)
    assert window.settings_panel.isVisible()
    assert themes.zoom == 100


@pytest.fixture
def finished(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)


def choose(window, file):
    """Answer the file dialog that is open."""
    (dialog,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    dialog.fileSelected.emit(str(file))
    dialog.reject()


def test_without_a_run_saving_is_disabled_and_says_why(window):
    assert not window.saving.save_run.isEnabled()
    assert window.saving.save_run.toolTip() == "Save run: there is no run yet"


@pytest.mark.usefixtures("finished")
def test_a_saved_run_can_be_opened(window, tmp_path):
    QTest.keyClick(window, Qt.Key.Key_S, CTRL)
    choose(window, tmp_path / "kept")
    assert open_run(tmp_path / "kept").settings == window.session.shown_run.settings
    assert str(tmp_path / "kept") in window.status_bar.currentMessage()


@pytest.mark.usefixtures("finished")
def test_a_run_that_cannot_be_saved_says_why(window):
    shutil.rmtree(window.session.shown_run.started.folder)
    window.saving.save_run.trigger()
    choose(window, window.session.runs / "kept")
    (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert "kept" in box.text()
    box.reject()


def test_where_nothing_opens_folders_the_path_of_the_runs_is_shown_and_can_be_copied(window, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    window.saving.open_runs.trigger()
    (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert box.informativeText() == str(window.session.runs)
    next(button for button in box.findChildren(QPushButton) if button.text() == "Copy path").click()
    assert QGuiApplication.clipboard().text() == str(window.session.runs)
    box.reject()
