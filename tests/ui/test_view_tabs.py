"""The views of a window that has just been opened: the first is there, the others follow."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.views import VIEWS
from nnstudio.ui.why.why_view import WhyView
from tests.conftest import small_settings


@pytest.fixture
def opened(qtbot, folders, tmp_path, themes, ui_settings, start_trainer):
    """A window whose views are built as in the program: after it is shown."""
    session = TrainingSession(folders, tmp_path / "runs", start_trainer=start_trainer)
    window = MainWindow(session, Workspace(small_settings()), themes, ui_settings)
    qtbot.addWidget(window)
    yield window
    window.close()


def titles(window):
    return [window.views.tabText(index) for index in range(window.views.count())]


def test_all_tabs_are_there_before_their_views(opened):
    assert titles(opened) == [view.title for view in VIEWS]
    assert [type(view) for view in opened.views.built] == [LiveView]


def test_the_others_are_built_once_the_window_is_shown(opened, wait_until):
    completed = []
    opened.views.completed.connect(lambda: completed.append(len(opened.views.built)))
    opened.show()
    wait_until(lambda: completed == [len(VIEWS)])
    assert titles(opened) == [view.title for view in VIEWS]
    assert [opened.views.widget(index) for index in range(opened.views.count())] == opened.views.built
    assert opened.views.currentWidget() is opened.view(LiveView)


def test_a_tab_that_is_pressed_before_shows_its_view(opened):
    opened.show()
    index = titles(opened).index("Data")
    QTest.mouseClick(
        opened.views.tabBar(), Qt.MouseButton.LeftButton, pos=opened.views.tabBar().tabRect(index).center()
    )
    assert isinstance(opened.views.currentWidget(), DataView)
    assert opened.views.currentWidget().isVisible()
    assert opened.views.currentIndex() == index
    assert opened.views.tabToolTip(index) == f"Data (Ctrl+{index + 1})"


def test_a_view_that_is_asked_for_is_built(opened):
    assert opened.view(WhyView) in opened.views.built
    assert opened.views.currentWidget() is opened.view(LiveView)


def test_all_are_there_when_a_run_begins(opened):
    opened.run_actions.run.trigger()
    assert len(opened.views.built) == len(VIEWS)


def test_each_can_be_exported(opened):
    opened.view(WhyView)
    for view in opened.views.built:
        opened.views.setCurrentWidget(view)
        assert opened.exports.current is not None
